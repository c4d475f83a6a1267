"""Products, variants and collections in the schema."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Self
from uuid import UUID

import strawberry

from commerce.catalog import loaders
from commerce.catalog.errors import InUse, LastVariant
from commerce.catalog.graphql.shelves import Brand, Category, Tag, translations
from commerce.catalog.permissions import sees_hidden
from commerce.catalog.types import ProductStatus
from commerce.kernel.graphql.context import Context
from commerce.kernel.graphql.errors import UserError, exposes
from commerce.kernel.graphql.fields import Make, attribute, batch, public_id
from commerce.kernel.graphql.scalars import LanguageTag
from commerce.kernel.graphql.types import Node, Translation
from commerce.kernel.loaders import remember
from commerce.kernel.text import pick, picked_language

PRODUCT = "prod"
VARIANT = "var"
COLLECTION = "col"
MEDIA = "med"
strawberry.enum(ProductStatus, description="Only an active product is shown to buyers.")


@exposes(InUse)
@strawberry.type(description="Something else refers to it, so it stays.")
class InUseError(UserError):
    pass


@exposes(LastVariant)
@strawberry.type(description="A product has at least one variant.")
class LastVariantError(UserError):
    pass


@strawberry.type(description="A picture of a product.")
class ProductMedia:
    __slots__ = ("row",)

    row: strawberry.Private[Any]
    id: strawberry.ID = public_id(MEDIA)
    url: str = attribute("row.url")
    alt: str = attribute(
        lambda self, context: pick(self.row.alt, context.language),
        about="What the picture shows, in words.",
    )

    @classmethod
    def of(cls, row: Any, context: Context) -> Self:
        return cls(row=row)


@strawberry.type(description="One choice of an option.")
class ProductOptionValue:
    __slots__ = ("row",)

    row: strawberry.Private[Any]
    code: str = attribute("row.code")
    name: str = attribute(lambda self, context: pick(self.row.name, context.language))


@strawberry.type(description="What the variants of a product differ in.")
class ProductOption:
    __slots__ = ("row",)

    row: strawberry.Private[Any]
    code: str = attribute("row.code")
    name: str = attribute(lambda self, context: pick(self.row.name, context.language))
    values: list[ProductOptionValue] = attribute(
        lambda self, _: [ProductOptionValue(row=each) for each in self.row.values]
    )

    @classmethod
    def of(cls, row: Any, context: Context) -> Self:
        return cls(row=row)


@strawberry.type(description="The value a variant has of one option.")
class VariantOption:
    __slots__ = ("choice",)

    choice: strawberry.Private[Mapping[str, Any]]
    name: str = attribute(
        lambda self, context: pick(self.choice["option_name"], context.language),
        about="The name of the option.",
    )
    value: str = attribute(
        lambda self, context: pick(self.choice["name"], context.language),
        about="The name of the value.",
    )
    option: str = attribute(lambda self, _: self.choice["option"], about="The code of the option.")
    code: str = attribute(lambda self, _: self.choice["code"], about="The code of the value.")


@strawberry.type(description="What search engines show.")
class Seo:
    __slots__ = ("row",)

    row: strawberry.Private[Any]
    title: str = attribute(lambda self, context: pick(self.row.seo_title, context.language))
    description: str = attribute(
        lambda self, context: pick(self.row.seo_description, context.language)
    )


def _label(variant: "Variant", context: Context) -> str:
    return " / ".join(pick(each["name"], context.language) for each in variant.row.choices)


@strawberry.type(name="ProductVariant", description="One form of a product, such as a size.")
class Variant(Node):
    __slots__ = ("row", "uid")

    uid: strawberry.Private[UUID]
    row: strawberry.Private[Any]
    id: strawberry.ID = public_id(VARIANT, "uid")
    version: int = attribute("row.version")
    sku: str | None = attribute("row.sku")
    barcode: str | None = attribute("row.barcode")
    label: str = attribute(_label, about='The choice in words, such as "Red / L".')
    weight_grams: int = attribute("row.weight_grams")
    requires_shipping: bool = attribute("row.requires_shipping")
    position: int = attribute("row.position")
    media: list[ProductMedia] = batch(loaders.media_of_variant, make=ProductMedia.of)
    product: "Product | None" = batch(
        loaders.product_by_id,
        key="row.product_id",
        make=lambda row, context: Product.of(row, context),
    )
    options: list[VariantOption] = attribute(
        lambda self, _: [VariantOption(choice=each) for each in self.row.choices],
        about="The value of each option.",
    )

    @property
    def of_product(self) -> tuple[UUID, UUID]:
        """The id of its product and its own."""
        return self.row.product_id, self.uid

    @classmethod
    def of(cls, row: Any, context: Context) -> Self:
        return cls(uid=row.id, row=row)


@strawberry.type(description="A list of products made by hand.")
class Collection(Node):
    __slots__ = ("row", "uid")

    uid: strawberry.Private[UUID]
    row: strawberry.Private[Any]
    id: strawberry.ID = public_id(COLLECTION, "uid")
    version: int = attribute("row.version")
    slug: str = attribute("row.slug")
    name: str = attribute(lambda self, context: pick(self.row.name, context.language))
    description: str = attribute(
        lambda self, context: pick(self.row.description, context.language), about="Safe HTML."
    )
    products: list["Product"] = batch(
        loaders.products_of_collection, make=lambda row, context: Product.of(row, context)
    )
    translations: list[Translation] = attribute(
        lambda self, _: translations(self.row.name),
        about="The name in every language it is given in.",
    )

    @classmethod
    def of(cls, row: Any, context: Context) -> Self:
        return cls(uid=row.id, row=row)


def _of_row(make: Make, *, cost: int = 0, about: str = "") -> Any:
    """A field of the product's own row, which a product from a list does not carry."""
    return batch(loaders.product_row, make=make, cost=cost, about=about)


def _external_ref(row: Any, context: Context) -> str | None:
    ref: str | None = row.external_ref if sees_hidden(context.actor) else None
    return ref


@strawberry.type(description="An entry of the shared catalog.")
class Product(Node):
    """A product in hand was authorised when it was found, so its fields ask no more.

    Its `row` has `id`, `slug` and `name` at least; all else is read when it is asked for.
    """

    __slots__ = ("row", "uid")

    uid: strawberry.Private[UUID]
    row: strawberry.Private[Any]
    id: strawberry.ID = public_id(PRODUCT, "uid")
    version: int = _of_row(lambda row, _: row.version)
    slug: str = attribute("row.slug")
    name: str = attribute(lambda self, context: pick(self.row.name, context.language))
    description: str = _of_row(
        lambda row, context: pick(row.description, context.language), about="Safe HTML."
    )
    status: ProductStatus = _of_row(lambda row, _: ProductStatus(row.status))
    tax_class: str = _of_row(lambda row, _: row.tax_class)
    seo: Seo = _of_row(lambda row, _: Seo(row=row), cost=1)
    external_ref: str | None = _of_row(
        _external_ref, about="Its reference in another system; for staff."
    )
    language: LanguageTag = attribute(
        lambda self, context: picked_language(self.row.name, context.language),
        about="The language of the name.",
    )
    created_at: datetime = _of_row(lambda row, _: row.created_at)
    updated_at: datetime = _of_row(lambda row, _: row.updated_at)
    published_at: datetime | None = _of_row(lambda row, _: row.published_at)
    brand: Brand | None = batch(loaders.brand_of, make=Brand.of)
    tags: list[Tag] = batch(loaders.tags_of, make=Tag.of)
    categories: list[Category] = batch(loaders.categories_of, make=Category.of)
    collections: list[Collection] = batch(loaders.collections_of, make=Collection.of)
    media: list[ProductMedia] = batch(loaders.media_of, make=ProductMedia.of)
    thumbnail: ProductMedia | None = batch(loaders.thumbnail_of, make=ProductMedia.of)
    options: list[ProductOption] = batch(loaders.options_of, make=ProductOption.of)
    variants: list[Variant] = batch(loaders.variants_of, make=Variant.of)
    available_languages: list[LanguageTag] = attribute(
        lambda self, _: sorted(self.row.name), about="The languages the name is given in."
    )
    translations: list[Translation] = attribute(
        lambda self, _: translations(self.row.name),
        about="The name in every language it is given in.",
    )

    @classmethod
    def of(cls, row: Any, context: Context) -> Self:
        """The product of a full row."""
        remember(loaders.product_row, {row.id: row}, context)
        return cls(uid=row.id, row=row)
