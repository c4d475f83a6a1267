"""Inputs that name things, and filters."""

from typing import ClassVar
from uuid import UUID

import strawberry

from commerce.catalog.graphql.shelves import BRAND, CATEGORY
from commerce.catalog.graphql.types import COLLECTION, PRODUCT, VARIANT
from commerce.catalog.types import CategoryFilter, Keep
from commerce.kernel import ids


@strawberry.input(one_of=True, description="Names one product.")
class ProductBy:
    id: strawberry.ID | None = strawberry.UNSET
    slug: str | None = strawberry.UNSET
    external_ref: str | None = strawberry.UNSET
    sku: str | None = strawberry.UNSET
    barcode: str | None = strawberry.UNSET


@strawberry.input(one_of=True, description="Names one variant.")
class ProductVariantBy:
    id: strawberry.ID | None = strawberry.UNSET
    sku: str | None = strawberry.UNSET
    barcode: str | None = strawberry.UNSET


@strawberry.input(one_of=True, description="Names one category.")
class CategoryBy:
    id: strawberry.ID | None = strawberry.UNSET
    slug: str | None = strawberry.UNSET


@strawberry.input(one_of=True, description="Names one collection.")
class CollectionBy:
    id: strawberry.ID | None = strawberry.UNSET
    slug: str | None = strawberry.UNSET


@strawberry.input(description="Which categories; all conditions hold at once.")
class CategoryWhere:
    parent: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="Right below this one; null for the roots."
    )
    level: int | None = strawberry.field(default=None, description="0 for the roots.")
    ids: list[strawberry.ID] | None = None

    def to_filter(self) -> CategoryFilter:
        """The filter; what is no id of a category lets nothing through."""
        wanted = None if self.ids is None else tuple(map(_category, self.ids))
        if self.parent is strawberry.UNSET:
            parent: UUID | Keep | None = Keep.KEEP
        else:
            parent = None if self.parent is None else _category(self.parent)
        return CategoryFilter(parent_id=parent, level=self.level, ids=wanted)


def _category(public: str) -> UUID:
    return ids.given(CATEGORY, public)


@strawberry.input
class Action:
    """One thing, as it was seen; each subclass says of which kind."""

    prefix: ClassVar[str]

    id: strawberry.ID
    expected_version: int | None = None

    @property
    def uid(self) -> UUID:
        return ids.decode(self.prefix, self.id, path=("input", "id"))


@strawberry.input(description="One product, as it was seen.")
class ProductActionInput(Action):
    prefix = PRODUCT


@strawberry.input(description="One variant, as it was seen.")
class ProductVariantActionInput(Action):
    prefix = VARIANT


@strawberry.input(description="One category, as it was seen.")
class CategoryActionInput(Action):
    prefix = CATEGORY


@strawberry.input(description="One collection, as it was seen.")
class CollectionActionInput(Action):
    prefix = COLLECTION


@strawberry.input(description="One brand, as it was seen.")
class BrandActionInput(Action):
    prefix = BRAND
