"""Products, variants and collections in the schema."""

from datetime import datetime
from typing import Any, Self
from uuid import UUID

import strawberry

from commerce.catalog import loaders
from commerce.catalog.errors import InUse, LastVariant
from commerce.catalog.graphql.shelves import Brand, Category, Tag, translations
from commerce.catalog.permissions import sees_hidden
from commerce.catalog.types import ProductStatus
from commerce.kernel import ids
from commerce.kernel.graphql.context import Context
from commerce.kernel.graphql.errors import UserError, exposes
from commerce.kernel.graphql.fields import Info, batch, computed
from commerce.kernel.graphql.scalars import LanguageTag
from commerce.kernel.graphql.types import Node, Translation
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
    id: strawberry.ID
    url: str
    alt: str = strawberry.field(description="What the picture shows, in words.")

    @classmethod
    def of(cls, row: Any, context: Context) -> Self:
        return cls(
            id=strawberry.ID(ids.encode(MEDIA, row.id)),
            url=row.url,
            alt=pick(row.alt, context.language),
        )


@strawberry.type(description="One choice of an option.")
class ProductOptionValue:
    code: str
    name: str

    @classmethod
    def of(cls, row: Any, context: Context) -> Self:
        return cls(code=row.code, name=pick(row.name, context.language))


@strawberry.type(description="What the variants of a product differ in.")
class ProductOption:
    code: str
    name: str
    values: list[ProductOptionValue]

    @classmethod
    def of(cls, row: Any, context: Context) -> Self:
        return cls(
            code=row.code,
            name=pick(row.name, context.language),
            values=[ProductOptionValue.of(each, context) for each in row.values],
        )


@strawberry.type(description="The value a variant has of one option.")
class VariantOption:
    name: str = strawberry.field(description="The name of the option.")
    value: str = strawberry.field(description="The name of the value.")
    option: str = strawberry.field(description="The code of the option.")
    code: str = strawberry.field(description="The code of the value.")


@strawberry.type(description="What search engines show.")
class Seo:
    title: str
    description: str


@strawberry.type(name="ProductVariant", description="One form of a product, such as a size.")
class Variant(Node):
    uid: strawberry.Private[UUID]
    product_uid: strawberry.Private[UUID]
    choices: strawberry.Private[list[dict[str, Any]]]
    id: strawberry.ID
    version: int
    sku: str | None
    barcode: str | None
    label: str = strawberry.field(description='The choice in words, such as "Red / L".')
    weight_grams: int
    requires_shipping: bool
    position: int
    media: list[ProductMedia] = batch(loaders.media_of_variant, make=ProductMedia.of)
    product: "Product | None" = batch(
        loaders.product_by_id,
        key="product_uid",
        make=lambda row, context: Product.of(row, context),
    )

    @computed
    def options(self, info: Info) -> list[VariantOption]:
        """The value of each option."""
        language = info.context.language
        return [
            VariantOption(
                name=pick(each["option_name"], language),
                value=pick(each["name"], language),
                option=each["option"],
                code=each["code"],
            )
            for each in self.choices
        ]

    @classmethod
    def of(cls, row: Any, context: Context) -> Self:
        return cls(
            uid=row.id,
            product_uid=row.product_id,
            choices=row.choices,
            id=strawberry.ID(ids.encode(VARIANT, row.id)),
            version=row.version,
            sku=row.sku,
            barcode=row.barcode,
            label=" / ".join(pick(each["name"], context.language) for each in row.choices),
            weight_grams=row.weight_grams,
            requires_shipping=row.requires_shipping,
            position=row.position,
        )


@strawberry.type(description="A list of products made by hand.")
class Collection(Node):
    uid: strawberry.Private[UUID]
    names: strawberry.Private[dict[str, str]]
    id: strawberry.ID
    version: int
    slug: str
    name: str
    description: str = strawberry.field(description="Safe HTML.")
    products: list["Product"] = batch(
        loaders.products_of_collection, make=lambda row, context: Product.of(row, context)
    )

    @computed
    def translations(self) -> list[Translation]:
        """The name in every language it is given in."""
        return translations(self.names)

    @classmethod
    def of(cls, row: Any, context: Context) -> Self:
        return cls(
            uid=row.id,
            names=row.name,
            id=strawberry.ID(ids.encode(COLLECTION, row.id)),
            version=row.version,
            slug=row.slug,
            name=pick(row.name, context.language),
            description=pick(row.description, context.language),
        )


@strawberry.type(description="An entry of the shared catalog.")
class Product(Node):
    uid: strawberry.Private[UUID]
    names: strawberry.Private[dict[str, str]]
    id: strawberry.ID
    version: int
    slug: str
    name: str
    description: str = strawberry.field(description="Safe HTML.")
    status: ProductStatus
    tax_class: str
    seo: Seo
    external_ref: str | None = strawberry.field(
        description="Its reference in another system; for staff."
    )
    language: LanguageTag = strawberry.field(description="The language of the name.")
    created_at: datetime
    updated_at: datetime
    published_at: datetime | None
    brand: Brand | None = batch(loaders.brand_of, make=Brand.of)
    tags: list[Tag] = batch(loaders.tags_of, make=Tag.of)
    categories: list[Category] = batch(loaders.categories_of, make=Category.of)
    collections: list[Collection] = batch(loaders.collections_of, make=Collection.of)
    media: list[ProductMedia] = batch(loaders.media_of, make=ProductMedia.of)
    options: list[ProductOption] = batch(loaders.options_of, make=ProductOption.of)
    variants: list[Variant] = batch(loaders.variants_of, make=Variant.of)

    @computed
    def available_languages(self) -> list[LanguageTag]:
        """The languages the name is given in."""
        return [LanguageTag(each) for each in sorted(self.names)]

    @computed
    def translations(self) -> list[Translation]:
        """The name in every language it is given in."""
        return translations(self.names)

    @classmethod
    def of(cls, row: Any, context: Context) -> Self:
        language = context.language
        return cls(
            uid=row.id,
            names=row.name,
            id=strawberry.ID(ids.encode(PRODUCT, row.id)),
            version=row.version,
            slug=row.slug,
            name=pick(row.name, language),
            description=pick(row.description, language),
            status=ProductStatus(row.status),
            tax_class=row.tax_class,
            seo=Seo(
                title=pick(row.seo_title, language),
                description=pick(row.seo_description, language),
            ),
            external_ref=row.external_ref if sees_hidden(context.actor) else None,
            language=LanguageTag(picked_language(row.name, language)),
            created_at=row.created_at,
            updated_at=row.updated_at,
            published_at=row.published_at,
        )
