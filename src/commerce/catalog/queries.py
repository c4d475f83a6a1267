"""SELECT statements of the catalog, for the read side."""

from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BindParameter,
    ColumnElement,
    Integer,
    Select,
    String,
    Uuid,
    any_,
    bindparam,
    cast,
    func,
    literal,
    select,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import InstrumentedAttribute, aliased

from commerce.catalog.models import (
    Brand,
    Category,
    Collection,
    CollectionProduct,
    Option,
    OptionValue,
    Product,
    ProductCategory,
    ProductMedia,
    ProductTag,
    Tag,
    Variant,
    VariantValue,
)
from commerce.catalog.permissions import visible
from commerce.catalog.rules import PATH_STEP
from commerce.catalog.types import CategoryFilter, Keep
from commerce.kernel.pages import Key, text_value, whole
from commerce.kernel.tables import Rows
from commerce.media import views as media

_FILES = media.files()
PRODUCT = tuple(c for c in Product.__table__.c if c.name != "search_text")
CATEGORY = tuple(Category.__table__.c)
COLLECTION = tuple(Collection.__table__.c)
BRAND = tuple(Brand.__table__.c)
TAG = tuple(Tag.__table__.c)
CATEGORIES_BY_POSITION = (
    Key("position", Category.__table__.c.position, whole),
    Key("id", Category.__table__.c.id, UUID),
)
COLLECTIONS_BY_SLUG = (Key("slug", Collection.__table__.c.slug, text_value),)
BRANDS_BY_SLUG = (Key("slug", Brand.__table__.c.slug, text_value),)
TAGS_BY_SLUG = (Key("slug", Tag.__table__.c.slug, text_value),)
_EMPTY: Any = func.jsonb_build_array()


def listed(column: InstrumentedAttribute[Any] | ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether the column is one of the ids `:ids`."""
    return column == any_(bindparam("ids", type_=ARRAY(Uuid)))


def _text(name: str) -> BindParameter[str]:
    return bindparam(name, type_=String())


def _choices() -> ColumnElement[Any]:
    """The option values of a variant as JSON, in the order of the options."""
    one = func.jsonb_build_object(
        "option", Option.code, "option_name", Option.name,
        "code", OptionValue.code, "name", OptionValue.name,
    )  # fmt: skip
    return (
        select(func.coalesce(func.jsonb_agg(aggregate_order_by(one, Option.position)), _EMPTY))
        .select_from(VariantValue)
        .join(OptionValue, OptionValue.id == VariantValue.value_id)
        .join(Option, Option.id == OptionValue.option_id)
        .where(VariantValue.variant_id == Variant.id)
        .correlate(Variant)
        .scalar_subquery()
    )


VARIANT = (*Variant.__table__.c, _choices().label("choices"))


def products_by_id() -> Rows:
    """The products `:ids` that the caller sees."""
    return select(*PRODUCT).where(listed(Product.id), visible())


def product_by_external_ref() -> Rows:
    """The product with the reference `:value` in another system."""
    return select(*PRODUCT).where(Product.external_ref == _text("value"), visible())


def product_by_sku() -> Rows:
    """The product one of whose variants has the SKU `:value`."""
    return _product_of_variant().where(Variant.sku == _text("value"))


def product_by_barcode() -> Rows:
    """The oldest product one of whose variants has the barcode `:value`."""
    return _product_of_variant().where(Variant.barcode == _text("value"))


def _product_of_variant() -> Rows:
    joined = select(*PRODUCT).join(Variant, Variant.product_id == Product.id)
    return joined.where(visible()).order_by(Product.id).limit(1)


def _variants() -> Rows:
    joined = select(*VARIANT).join(Product, Product.id == Variant.product_id)
    return joined.where(visible())


def variants_by_id() -> Rows:
    """The variants `:ids` of products that the caller sees."""
    return _variants().where(listed(Variant.id))


def variant_by_sku() -> Rows:
    """The variant with the SKU `:value`."""
    return _variants().where(Variant.sku == _text("value"))


def variant_by_barcode() -> Rows:
    """The oldest variant with the barcode `:value`."""
    return _variants().where(Variant.barcode == _text("value")).order_by(Variant.id).limit(1)


def variants_of() -> Rows:
    """All variants of the products `:ids`."""
    return select(*VARIANT).where(listed(Variant.product_id)).order_by(Variant.position, Variant.id)


_MEDIA = (ProductMedia.id, ProductMedia.product_id, ProductMedia.variant_id)


def media_by_id() -> Rows:
    """The pictures `:ids`."""
    return (
        select(*_MEDIA, _FILES.c.url, _FILES.c.alt)
        .join(_FILES, _FILES.c.file_id == ProductMedia.file_id)
        .where(listed(ProductMedia.id))
    )


def media_of() -> Rows:
    """The first `:size` pictures of each of the products `:ids`."""
    return _first_media(ProductMedia.product_id)


def media_of_variant() -> Rows:
    """The first `:size` pictures of each of the variants `:ids`."""
    return _first_media(ProductMedia.variant_id)


def _first_media(owner: InstrumentedAttribute[Any]) -> Rows:
    place = func.row_number().over(
        partition_by=owner, order_by=(ProductMedia.position, ProductMedia.id)
    )
    numbered = (
        select(*_MEDIA, _FILES.c.url, _FILES.c.alt, place.label("place"))
        .join(_FILES, _FILES.c.file_id == ProductMedia.file_id)
        .where(listed(owner))
        .subquery()
    )
    return (
        select(numbered)
        .where(numbered.c.place <= bindparam("size", type_=Integer()))
        .order_by(numbered.c.place)
    )


def _list(*values: Any) -> Any:
    return func.json_build_array(*values)


def _all(item: Any, *order: Any) -> Select[Any]:
    """Items as one JSON list in some order, null when there are none."""
    return select(func.json_agg(aggregate_order_by(item, *order)))


def _of_product(stmt: Select[Any], label: str) -> Any:
    return stmt.correlate(Product).scalar_subquery().label(label)


def _linked(of: type[Category | Tag], link: InstrumentedAttribute[UUID]) -> Any:
    """The row a link points at; the limit keeps the planner from reading all of them first."""
    return select(of).where(of.id == link).correlate(link.class_).limit(1).lateral(of.__tablename__)


def _brand() -> Any:
    brand = select(_list(Brand.id, Brand.version, Brand.slug, Brand.name))
    return _of_product(brand.where(Brand.id == Product.brand_id), "brand")


def _tags() -> Any:
    tag = _linked(Tag, ProductTag.tag_id).c
    tags = _all(_list(tag.id, tag.slug, tag.name), tag.name, tag.id)
    return _of_product(
        tags.select_from(ProductTag).where(ProductTag.product_id == Product.id), "tags"
    )


def _categories() -> Any:
    each = _linked(Category, ProductCategory.category_id).c
    one = _list(
        each.id, each.version, each.parent_id, each.slug, each.name, each.description,
        each.position, each.path,
    )  # fmt: skip
    found = _all(one, each.path).select_from(ProductCategory)
    return _of_product(found.where(ProductCategory.product_id == Product.id), "categories")


def _options() -> Any:
    value = _list(OptionValue.id, OptionValue.code, OptionValue.name)
    values = (
        _all(value, OptionValue.position, OptionValue.id)
        .where(OptionValue.option_id == Option.id)
        .correlate(Option)
        .scalar_subquery()
    )
    options = _all(_list(Option.code, Option.name, values), Option.position, Option.id)
    return _of_product(options.where(Option.product_id == Product.id), "options")


def _pictures() -> Any:
    picture = _list(ProductMedia.id, ProductMedia.variant_id, _FILES.c.url, _FILES.c.alt)
    pictures = _all(picture, ProductMedia.position, ProductMedia.id).join_from(
        ProductMedia, _FILES, _FILES.c.file_id == ProductMedia.file_id
    )
    return _of_product(pictures.where(ProductMedia.product_id == Product.id), "pictures")


def _forms() -> Any:
    chosen = (
        select(func.json_agg(VariantValue.value_id))
        .where(VariantValue.variant_id == Variant.id)
        .correlate(Variant)
        .scalar_subquery()
    )
    one = _list(
        Variant.id, Variant.version, Variant.sku, Variant.barcode, Variant.position,
        Variant.weight_grams, Variant.requires_shipping, chosen,
    )  # fmt: skip
    variants = _all(one, Variant.position, Variant.id)
    return _of_product(variants.where(Variant.product_id == Product.id), "variants")


def surroundings_of() -> Rows:
    """Brand, tags, categories and options of the products `:ids`, in one statement."""
    around = (_brand(), _tags(), _categories(), _options())
    return select(Product.id, *around).where(listed(Product.id))


def _page() -> tuple[Any, ...]:
    return (_brand(), _tags(), _categories(), _options(), _pictures(), _forms())


def pages_of() -> Rows:
    """All that the pages of the products `:ids` show, in one statement."""
    return select(Product.id, *_page()).where(listed(Product.id))


def page_by_slug() -> Rows:
    """The product with the slug `:value`, with all that its page shows."""
    return select(*PRODUCT, *_page()).where(Product.slug == _text("value"), visible())


def collections_of() -> Rows:
    """The collections of the products `:ids`."""
    return (
        select(CollectionProduct.product_id, *COLLECTION)
        .join(Collection, Collection.id == CollectionProduct.collection_id)
        .where(listed(CollectionProduct.product_id))
        .order_by(Collection.slug)
    )


def products_of_collection() -> Rows:
    """The first `:size` visible products of each of the collections `:ids`."""
    place = func.row_number().over(
        partition_by=CollectionProduct.collection_id,
        order_by=(CollectionProduct.position, CollectionProduct.product_id),
    )
    numbered = (
        select(CollectionProduct.collection_id, *PRODUCT, place.label("place"))
        .join(Product, Product.id == CollectionProduct.product_id)
        .where(listed(CollectionProduct.collection_id), visible())
        .subquery()
    )
    return (
        select(numbered)
        .where(numbered.c.place <= bindparam("size", type_=Integer()))
        .order_by(numbered.c.place)
    )


def brands_by_id() -> Rows:
    """The brands `:ids`."""
    return select(*BRAND).where(listed(Brand.id))


def categories_by_id() -> Rows:
    """The categories `:ids`."""
    return select(*CATEGORY).where(listed(Category.id))


def category_by_slug() -> Rows:
    """The category with the slug `:value`."""
    return select(*CATEGORY).where(Category.slug == _text("value"))


def children_of() -> Rows:
    """The categories right below the categories `:ids`."""
    return (
        select(*CATEGORY).where(listed(Category.parent_id)).order_by(Category.position, Category.id)
    )


def ancestors_of() -> Rows:
    """The categories above the categories `:ids`, from the root down; `below` is which."""
    below = aliased(Category)
    above = func.string_to_array(func.rtrim(below.path, "/"), "/")
    return (
        select(below.id.label("below"), *CATEGORY)
        .join(Category, Category.id == any_(cast(above, ARRAY(Uuid))))
        .where(listed(below.id), Category.id != below.id)
        .order_by(func.length(Category.path))
    )


def collections_by_id() -> Rows:
    """The collections `:ids`."""
    return select(*COLLECTION).where(listed(Collection.id))


def collection_by_slug() -> Rows:
    """The collection with the slug `:value`."""
    return select(*COLLECTION).where(Collection.slug == _text("value"))


def categories(where: CategoryFilter) -> Rows:
    """The categories a filter lets through."""
    stmt = select(*CATEGORY)
    if where.parent_id is not Keep.KEEP:
        stmt = stmt.where(Category.parent_id.is_not_distinct_from(where.parent_id))
    if where.level is not None:
        stmt = stmt.where(func.length(Category.path) == PATH_STEP * (where.level + 1))
    if where.ids is not None:
        stmt = stmt.where(Category.id == any_(literal(list(where.ids), ARRAY(Uuid))))
    return stmt


def collections() -> Rows:
    """All collections."""
    return select(*COLLECTION)


def brands() -> Rows:
    """All brands."""
    return select(*BRAND)


def tags() -> Rows:
    """All tags."""
    return select(*TAG)
