"""Brands, tags, categories and collections in the schema."""

from typing import Any, Self
from uuid import UUID

import strawberry

from commerce.catalog import loaders
from commerce.kernel.graphql.context import Context
from commerce.kernel.graphql.fields import attribute, batch, public_id
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
    __slots__ = ("row",)

    row: strawberry.Private[Any]
    id: strawberry.ID = public_id(BRAND)
    version: int = attribute("row.version")
    slug: str = attribute("row.slug")
    name: str = attribute("row.name")

    @classmethod
    def of(cls, row: Any, context: Context) -> Self:
        return cls(row=row)


@strawberry.type(description="A free word on products.")
class Tag:
    __slots__ = ("row",)

    row: strawberry.Private[Any]
    id: strawberry.ID = public_id(TAG)
    slug: str = attribute("row.slug")
    name: str = attribute("row.name")

    @classmethod
    def of(cls, row: Any, context: Context) -> Self:
        return cls(row=row)


@strawberry.type(description="A node of the category tree.")
class Category(Node):
    __slots__ = ("row", "uid")

    uid: strawberry.Private[UUID]
    row: strawberry.Private[Any]
    id: strawberry.ID = public_id(CATEGORY, "uid")
    version: int = attribute("row.version")
    slug: str = attribute("row.slug")
    name: str = attribute(lambda self, context: pick(self.row.name, context.language))
    description: str = attribute(
        lambda self, context: pick(self.row.description, context.language), about="Safe HTML."
    )
    level: int = attribute(
        lambda self, _: self.row.path.count("/") - 1, about="How many categories are above it."
    )
    position: int = attribute("row.position", about="Its place among its siblings.")
    parent: "Category | None" = batch(
        loaders.category_by_id,
        key="row.parent_id",
        make=lambda row, context: Category.of(row, context),
    )
    children: list["Category"] = batch(
        loaders.children_of, make=lambda row, context: Category.of(row, context)
    )
    ancestors: list["Category"] = batch(
        loaders.ancestors_of, make=lambda row, context: Category.of(row, context)
    )
    translations: list[Translation] = attribute(
        lambda self, _: translations(self.row.name),
        about="The name in every language it is given in.",
    )

    @classmethod
    def of(cls, row: Any, context: Context) -> Self:
        return cls(uid=row.id, row=row)
