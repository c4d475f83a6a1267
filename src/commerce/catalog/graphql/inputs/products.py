"""Inputs of products."""

from collections.abc import Sequence
from uuid import UUID

import strawberry

from commerce.catalog.graphql.inputs.lookups import Action
from commerce.catalog.graphql.inputs.variants import ProductOptionInput, ProductVariantInput
from commerce.catalog.graphql.shelves import BRAND, CATEGORY
from commerce.catalog.graphql.types import MEDIA, PRODUCT, VARIANT
from commerce.catalog.types import Keep, NewProduct, ProductPatch, Text
from commerce.kernel import ids
from commerce.kernel.graphql.inputs import html, line, slug, text, translated
from commerce.kernel.graphql.types import TranslationInput

_NAME = 300
_SEO = 1000


@strawberry.input(description="What search engines show.")
class SeoInput:
    title: list[TranslationInput] | None = None
    description: list[TranslationInput] | None = None

    def titles(self) -> Text:
        return translated(self.title, "input", "seo", "title", longest=_NAME)

    def descriptions(self) -> Text:
        return translated(self.description, "input", "seo", "description", longest=_SEO)


@strawberry.input(description="A picture by its address, http or https.")
class ProductMediaInput:
    url: str
    alt: list[TranslationInput] | None = None


def _categories(given: Sequence[str] | None) -> tuple[UUID, ...]:
    return tuple(
        ids.decode(CATEGORY, each, path=("input", "categories", str(at)))
        for at, each in enumerate(given or ())
    )


def tag_names(given: Sequence[str] | None) -> tuple[str, ...]:
    """Words for tags, each a line."""
    return tuple(
        line(each, "input", "tags", str(at), longest=100) for at, each in enumerate(given or ())
    )


@strawberry.input(description="A new product, whole: without variants it gets one.")
class ProductCreateInput:
    name: list[TranslationInput]
    slug: str | None = strawberry.field(default=None, description="Made of the name when missing.")
    description: list[TranslationInput] | None = strawberry.field(
        default=None, description="HTML; what could do harm is taken out."
    )
    brand: strawberry.ID | None = None
    categories: list[strawberry.ID] | None = None
    tags: list[str] | None = None
    tax_class: str = "standard"
    seo: SeoInput | None = None
    external_ref: str | None = None
    options: list[ProductOptionInput] | None = None
    variants: list[ProductVariantInput] | None = None
    media: list[ProductMediaInput] | None = None
    publish: bool = strawberry.field(default=False, description="Show it to buyers at once.")

    def to_new(self) -> NewProduct:
        seo = self.seo or SeoInput()
        ref = self.external_ref
        return NewProduct(
            name=text(self.name, "input", "name", longest=_NAME),
            slug=None if self.slug is None else slug(self.slug, "input", "slug"),
            description=html(self.description, "input", "description"),
            brand_id=ids.decode(BRAND, self.brand, path=("input", "brand")) if self.brand else None,
            category_ids=_categories(self.categories),
            tags=tag_names(self.tags),
            tax_class=line(self.tax_class, "input", "taxClass", longest=64),
            seo_title=seo.titles(),
            seo_description=seo.descriptions(),
            external_ref=None if ref is None else line(ref, "input", "externalRef", longest=255),
            options=tuple(each.to_new(at) for at, each in enumerate(self.options or ())),
            variants=tuple(
                each.to_new("input", "variants", str(at))
                for at, each in enumerate(self.variants or ())
            ),
            media=tuple(
                (each.url, translated(each.alt, "input", "media", str(at), "alt"))
                for at, each in enumerate(self.media or ())
            ),
        )


@strawberry.input(description="Changes to a product; what is left out stays.")
class ProductUpdateInput(Action):
    prefix = PRODUCT

    name: list[TranslationInput] | None = None
    slug: str | None = None
    description: list[TranslationInput] | None = strawberry.field(
        default=None, description="HTML; what could do harm is taken out."
    )
    brand: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="null takes it away."
    )
    categories: list[strawberry.ID] | None = None
    tags: list[str] | None = None
    tax_class: str | None = None
    seo: SeoInput | None = None
    external_ref: str | None = strawberry.field(
        default=strawberry.UNSET, description="null takes it away."
    )

    def to_patch(self) -> ProductPatch:
        seo = self.seo or SeoInput()
        return ProductPatch(
            name=None if self.name is None else text(self.name, "input", "name", longest=_NAME),
            slug=None if self.slug is None else slug(self.slug, "input", "slug"),
            description=None
            if self.description is None
            else html(self.description, "input", "description"),
            brand_id=self._brand(),
            category_ids=None if self.categories is None else _categories(self.categories),
            tags=None if self.tags is None else tag_names(self.tags),
            tax_class=None
            if self.tax_class is None
            else line(self.tax_class, "input", "taxClass", longest=64),
            seo_title=None if seo.title is None else seo.titles(),
            seo_description=None if seo.description is None else seo.descriptions(),
            external_ref=self._external_ref(),
        )

    def _brand(self) -> UUID | Keep | None:
        if self.brand is strawberry.UNSET:
            return Keep.KEEP
        return ids.decode(BRAND, self.brand, path=("input", "brand")) if self.brand else None

    def _external_ref(self) -> str | Keep | None:
        if self.external_ref is strawberry.UNSET:
            return Keep.KEEP
        ref = self.external_ref
        return None if ref is None else line(ref, "input", "externalRef", longest=255)


@strawberry.input
class OfProduct:
    """Something done to one product."""

    product: strawberry.ID
    expected_version: int | None = strawberry.field(
        default=None, description="The version of the product that was seen."
    )

    @property
    def product_id(self) -> UUID:
        return ids.decode(PRODUCT, self.product, path=("input", "product"))


@strawberry.input(description="Words to put on a product or to take off it.")
class ProductTagsInput(OfProduct):
    tags: list[str]


@strawberry.input(description="One more picture of a product.")
class ProductMediaAddInput(OfProduct):
    url: str
    alt: list[TranslationInput] | None = None
    variant: strawberry.ID | None = strawberry.field(
        default=None, description="The variant it shows, when it shows one."
    )

    def to_picture(self) -> tuple[str, Text, UUID | None]:
        variant = self.variant
        variant_id = ids.decode(VARIANT, variant, path=("input", "variant")) if variant else None
        return self.url, translated(self.alt, "input", "alt"), variant_id


@strawberry.input(description="A picture to take away.")
class ProductMediaDeleteInput(Action):
    prefix = MEDIA


@strawberry.input(description="The pictures of a product in their new order, every one once.")
class ProductMediaReorderInput(OfProduct):
    media: list[strawberry.ID]

    def order(self) -> list[UUID]:
        return [
            ids.decode(MEDIA, each, path=("input", "media", str(at)))
            for at, each in enumerate(self.media)
        ]
