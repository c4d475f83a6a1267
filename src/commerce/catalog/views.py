"""SQL fragments of the catalog for joins by higher domains; narrow them by their ids."""

from typing import Any

from sqlalchemy import ColumnElement, Subquery, func, literal_column, select
from sqlalchemy.dialects.postgresql import aggregate_order_by, distinct_on

from commerce.catalog.models import (
    Category,
    CollectionProduct,
    Option,
    OptionValue,
    Product,
    ProductCategory,
    ProductMedia,
    ProductTag,
    Variant,
    VariantValue,
)
from commerce.catalog.types import ProductStatus
from commerce.kernel.text import LANGUAGES, fallbacks
from commerce.media import views as media

_BETWEEN = "' / '"


def active_products() -> Subquery:
    """Products that buyers see.

    Columns: product_id, slug, name (translated), tax_class, brand_id, search_text, created_at,
    published_at.
    """
    return (
        select(
            Product.id.label("product_id"),
            Product.slug,
            Product.name,
            Product.tax_class,
            Product.brand_id,
            Product.search_text,
            Product.created_at,
            Product.published_at,
        )
        .where(Product.status == ProductStatus.ACTIVE)
        .subquery("active_products")
    )


def variants() -> Subquery:
    """Every variant, of products in any state.

    Columns: variant_id, product_id, sku, weight_grams, requires_shipping, label (translated JSONB
    such as "Red / L", empty where there is no choice), position.
    """
    return select(
        Variant.id.label("variant_id"),
        Variant.product_id,
        Variant.sku,
        Variant.weight_grams,
        Variant.requires_shipping,
        _label().label("label"),
        Variant.position,
    ).subquery("variants")


def _label() -> ColumnElement[Any]:
    parts: list[Any] = []
    for language in LANGUAGES:
        names = [
            func.nullif(OptionValue.name[each].as_string(), "") for each in fallbacks(language)
        ]
        between: Any = aggregate_order_by(literal_column(_BETWEEN), Option.position)
        parts += [language, func.string_agg(func.coalesce(*names, OptionValue.code), between)]
    return (
        select(func.jsonb_strip_nulls(func.jsonb_build_object(*parts)))
        .select_from(VariantValue)
        .join(OptionValue, OptionValue.id == VariantValue.value_id)
        .join(Option, Option.id == OptionValue.option_id)
        .where(VariantValue.variant_id == Variant.id)
        .correlate(Variant)
        .scalar_subquery()
    )


def product_images() -> Subquery:
    """The first picture of each product that has one: product_id, media_id, url, alt."""
    files = media.files()
    return (
        select(
            ProductMedia.product_id,
            ProductMedia.id.label("media_id"),
            files.c.url,
            files.c.alt,
        )
        .join(files, files.c.file_id == ProductMedia.file_id)
        .ext(distinct_on(ProductMedia.product_id))
        .order_by(ProductMedia.product_id, ProductMedia.position, ProductMedia.id)
        .subquery("product_images")
    )


def product_categories() -> Subquery:
    """Products in categories: product_id, category_id, category_path (ids from the root, by /)."""
    return (
        select(
            ProductCategory.product_id,
            ProductCategory.category_id,
            Category.path.label("category_path"),
        )
        .join(Category, Category.id == ProductCategory.category_id)
        .subquery("product_categories")
    )


def product_collections() -> Subquery:
    """Products in collections: product_id, collection_id."""
    columns = (CollectionProduct.product_id, CollectionProduct.collection_id)
    return select(*columns).subquery("product_collections")


def product_tags() -> Subquery:
    """Products with tags: product_id, tag_id."""
    return select(ProductTag.product_id, ProductTag.tag_id).subquery("product_tags")
