"""Brands, tags, categories and collections in the schema."""

from typing import Any, Self
from uuid import UUID

import strawberry

from commerce.catalog import loaders
from commerce.kernel import ids
from commerce.kernel.graphql.context import Context
from commerce.kernel.graphql.fields import batch, computed
from commerce.kernel.graphql.scalars import LanguageTag
from commerce.kernel.graphql.types import Node, Translation
from commerce.kernel.text import pick

BRAND = "brd"
TAG = "tag"
CATEGORY = "cat"


def translations(name: dict[str, str]) -> list[Translation]:
    """A translated text as a list for editors."""
    return [Translation(language=LanguageTag(each), text=name[each]) for each in sorted(name)]


@strawberry.type(description="A maker's mark.")
class Brand(Node):
    uid: strawberry.Private[UUID]
    id: strawberry.ID
    version: int
    slug: str
    name: str

    @classmethod
    def of(cls, row: Any, context: Context) -> Self:
        return cls(
            uid=row.id,
            id=strawberry.ID(ids.encode(BRAND, row.id)),
            version=row.version,
            slug=row.slug,
            name=row.name,
        )


@strawberry.type(description="A free word on products.")
class Tag:
    id: strawberry.ID
    slug: str
    name: str

    @classmethod
    def of(cls, row: Any, context: Context) -> Self:
        return cls(id=strawberry.ID(ids.encode(TAG, row.id)), slug=row.slug, name=row.name)


@strawberry.type(description="A node of the category tree.")
class Category(Node):
    uid: strawberry.Private[UUID]
    parent_uid: strawberry.Private[UUID | None]
    names: strawberry.Private[dict[str, str]]
    id: strawberry.ID
    version: int
    slug: str
    name: str
    description: str = strawberry.field(description="Safe HTML.")
    level: int = strawberry.field(description="How many categories are above it.")
    position: int = strawberry.field(description="Its place among its siblings.")
    parent: "Category | None" = batch(
        loaders.category_by_id,
        key="parent_uid",
        make=lambda row, context: Category.of(row, context),
    )
    children: list["Category"] = batch(
        loaders.children_of, make=lambda row, context: Category.of(row, context)
    )
    ancestors: list["Category"] = batch(
        loaders.ancestors_of, make=lambda row, context: Category.of(row, context)
    )

    @computed
    def translations(self) -> list[Translation]:
        """The name in every language it is given in."""
        return translations(self.names)

    @classmethod
    def of(cls, row: Any, context: Context) -> Self:
        return cls(
            uid=row.id,
            parent_uid=row.parent_id,
            names=row.name,
            id=strawberry.ID(ids.encode(CATEGORY, row.id)),
            version=row.version,
            slug=row.slug,
            name=pick(row.name, context.language),
            description=pick(row.description, context.language),
            level=row.path.count("/") - 1,
            position=row.position,
        )
