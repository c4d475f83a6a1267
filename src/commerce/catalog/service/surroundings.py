"""What hangs on a product, read from the JSON lists of one row of `queries.pages_of`."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

Texts = Mapping[str, str]
# Reading one takes long, and many products share their brands, tags and categories.
_uuid = lru_cache(4096)(UUID)


class BrandRow(NamedTuple):
    """A brand."""

    id: UUID
    version: int
    slug: str
    name: str


class TagRow(NamedTuple):
    """A tag."""

    id: UUID
    slug: str
    name: str


class CategoryRow(NamedTuple):
    """A category."""

    id: UUID
    version: int
    parent_id: UUID | None
    slug: str
    name: Texts
    description: Texts
    position: int
    path: str


class ValueRow(NamedTuple):
    """A value of an option."""

    id: str
    code: str
    name: Texts


class OptionRow(NamedTuple):
    """An option with its values."""

    code: str
    name: Texts
    values: list[ValueRow]


class PictureRow(NamedTuple):
    """A picture, of a variant or of all."""

    id: UUID
    variant_id: str | None
    url: str
    alt: Texts


class VariantRow(NamedTuple):
    """A variant; `choices` are its option values in the order of the options."""

    id: UUID
    product_id: UUID
    version: int
    sku: str | None
    barcode: str | None
    position: int
    weight_grams: int
    requires_shipping: bool
    choices: list[Mapping[str, Any]]


def brand(row: Any) -> BrandRow | None:
    """The brand of the product."""
    return None if row.brand is None else BrandRow(_uuid(row.brand[0]), *row.brand[1:])


def tags(row: Any) -> list[TagRow]:
    """The tags of the product, by name."""
    return [TagRow(_uuid(own), *more) for own, *more in row.tags or ()]


def categories(row: Any) -> list[CategoryRow]:
    """The categories the product is in, by their place in the tree."""
    return [
        CategoryRow(_uuid(own), version, _uuid(parent) if parent else None, *more)
        for own, version, parent, *more in row.categories or ()
    ]


def options(row: Any) -> list[OptionRow]:
    """The options of the product in their order, with their values in theirs."""
    return [
        OptionRow(code, name, [ValueRow._make(each) for each in values or ()])
        for code, name, values in row.options or ()
    ]


def pictures(row: Any) -> list[PictureRow]:
    """The pictures of the product and its variants, in their order."""
    return [PictureRow(_uuid(own), *more) for own, *more in row.pictures or ()]


def variants(row: Any) -> list[VariantRow]:
    """The variants of the product, in their order."""
    choices = {
        value: {"option": code, "option_name": name, "code": own, "name": called}
        for code, name, values in row.options or ()
        for value, own, called in values or ()
    }
    return [
        VariantRow._make((_uuid(own), row.id, *more, _chosen(choices, chosen)))
        for own, *more, chosen in row.variants or ()
    ]


def _chosen(
    choices: Mapping[str, Mapping[str, Any]], chosen: list[str] | None
) -> list[Mapping[str, Any]]:
    """The chosen ones in the order of the options, which is that of `choices`."""
    if not chosen:
        return []
    if len(chosen) == 1:
        return [choices[chosen[0]]]
    return [choice for value, choice in choices.items() if value in chosen]
