"""Inputs of categories, collections and brands."""

from uuid import UUID

import strawberry

from commerce.catalog.graphql.inputs.lookups import Action
from commerce.catalog.graphql.shelves import BRAND, CATEGORY
from commerce.catalog.graphql.types import COLLECTION, PRODUCT
from commerce.catalog.types import Shelf, ShelfPatch
from commerce.kernel import ids
from commerce.kernel.graphql.inputs import count, html, line, slug, text
from commerce.kernel.graphql.types import TranslationInput


def _parent(given: str | None) -> UUID | None:
    return None if given is None else ids.decode(CATEGORY, given, path=("input", "parent"))


@strawberry.input
class Words:
    """The words of something new."""

    name: list[TranslationInput]
    slug: str | None = strawberry.field(default=None, description="Made of the name when missing.")
    description: list[TranslationInput] | None = strawberry.field(
        default=None, description="HTML; what could do harm is taken out."
    )

    def to_new(self) -> Shelf:
        return Shelf(
            name=text(self.name, "input", "name"),
            slug=None if self.slug is None else slug(self.slug, "input", "slug"),
            description=html(self.description, "input", "description"),
        )


@strawberry.input
class WordsUpdate(Action):
    """Changes to words; what is left out stays."""

    name: list[TranslationInput] | None = None
    slug: str | None = None
    description: list[TranslationInput] | None = strawberry.field(
        default=None, description="HTML; what could do harm is taken out."
    )

    def to_patch(self, *, position: int | None = None) -> ShelfPatch:
        return ShelfPatch(
            name=None if self.name is None else text(self.name, "input", "name"),
            slug=None if self.slug is None else slug(self.slug, "input", "slug"),
            description=None
            if self.description is None
            else html(self.description, "input", "description"),
            position=None if position is None else count(position, "input", "position"),
        )


@strawberry.input(description="A new category, last among its siblings.")
class CategoryCreateInput(Words):
    parent: strawberry.ID | None = None

    @property
    def parent_id(self) -> UUID | None:
        return _parent(self.parent)


@strawberry.input(description="Changes to a category; what is left out stays.")
class CategoryUpdateInput(WordsUpdate):
    prefix = CATEGORY

    position: int | None = strawberry.field(
        default=None, description="Its place among its siblings."
    )


@strawberry.input(description="A new place in the tree; without a parent it becomes a root.")
class CategoryMoveInput(Action):
    prefix = CATEGORY

    parent: strawberry.ID | None = None

    @property
    def parent_id(self) -> UUID | None:
        return _parent(self.parent)


@strawberry.input(description="A new collection, empty.")
class CollectionCreateInput(Words):
    pass


@strawberry.input(description="Changes to a collection; what is left out stays.")
class CollectionUpdateInput(WordsUpdate):
    prefix = COLLECTION


@strawberry.input(description="The products of a collection in their order, all of them.")
class CollectionProductsSetInput(Action):
    prefix = COLLECTION

    products: list[strawberry.ID]

    @property
    def product_ids(self) -> list[UUID]:
        return [
            ids.decode(PRODUCT, each, path=("input", "products", str(at)))
            for at, each in enumerate(self.products)
        ]


@strawberry.input(description="A new brand.")
class BrandCreateInput:
    name: str
    slug: str | None = strawberry.field(default=None, description="Made of the name when missing.")

    def words(self) -> tuple[str, str | None]:
        given = None if self.slug is None else slug(self.slug, "input", "slug")
        return line(self.name, "input", "name"), given


@strawberry.input(description="Changes to a brand; what is left out stays.")
class BrandUpdateInput(Action):
    prefix = BRAND

    name: str | None = None
    slug: str | None = None

    def words(self) -> tuple[str | None, str | None]:
        name = None if self.name is None else line(self.name, "input", "name")
        given = None if self.slug is None else slug(self.slug, "input", "slug")
        return name, given
