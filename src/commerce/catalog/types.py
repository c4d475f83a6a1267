"""Values that cross the border of the catalog."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from uuid import UUID

Text = Mapping[str, str]


class ProductStatus(StrEnum):
    """Only an active product is shown to buyers."""

    DRAFT = "draft"
    ACTIVE = "active"
    ARCHIVED = "archived"


class Keep(Enum):
    """Says that a value stays as it is, where None would empty it."""

    KEEP = 0


@dataclass(frozen=True, slots=True)
class NewValue:
    """A choice of an option; without a code it gets one from its name."""

    name: Text
    code: str | None = None


@dataclass(frozen=True, slots=True)
class NewOption:
    """What variants differ in; without a code it gets one from its name."""

    name: Text
    values: tuple[NewValue, ...]
    code: str | None = None


@dataclass(frozen=True, slots=True)
class NewVariant:
    """One form of a product.

    `choices` are pairs of an option and a value, each by its code or by its name.
    """

    sku: str | None = None
    barcode: str | None = None
    choices: tuple[tuple[str, str], ...] = ()
    weight_grams: int = 0
    requires_shipping: bool = True


@dataclass(frozen=True, slots=True)
class NewProduct:
    """A product to be; without variants it gets the one it needs to be sold."""

    name: Text
    slug: str | None = None
    description: Text = field(default_factory=dict)
    brand_id: UUID | None = None
    category_ids: tuple[UUID, ...] = ()
    tags: tuple[str, ...] = ()
    tax_class: str = "standard"
    seo_title: Text = field(default_factory=dict)
    seo_description: Text = field(default_factory=dict)
    external_ref: str | None = None
    options: tuple[NewOption, ...] = ()
    variants: tuple[NewVariant, ...] = ()
    media: tuple[tuple[str, Text], ...] = ()


@dataclass(frozen=True, slots=True)
class ProductPatch:
    """Changes to a product; None (KEEP, where None is a value) leaves things as they are."""

    name: Text | None = None
    slug: str | None = None
    description: Text | None = None
    brand_id: UUID | Keep | None = Keep.KEEP
    category_ids: tuple[UUID, ...] | None = None
    tags: tuple[str, ...] | None = None
    tax_class: str | None = None
    seo_title: Text | None = None
    seo_description: Text | None = None
    external_ref: str | Keep | None = Keep.KEEP


@dataclass(frozen=True, slots=True)
class VariantPatch:
    """Changes to a variant; None (KEEP, where None is a value) leaves things as they are."""

    sku: str | Keep | None = Keep.KEEP
    barcode: str | Keep | None = Keep.KEEP
    choices: tuple[tuple[str, str], ...] | None = None
    weight_grams: int | None = None
    requires_shipping: bool | None = None
    position: int | None = None


@dataclass(frozen=True, slots=True)
class Shelf:
    """The words of a category or a collection; without a slug it gets one from its name."""

    name: Text
    slug: str | None = None
    description: Text = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ShelfPatch:
    """Changes to the words of a category or a collection; None leaves them as they are."""

    name: Text | None = None
    slug: str | None = None
    description: Text | None = None
    position: int | None = None


@dataclass(frozen=True, slots=True)
class CategoryFilter:
    """Which categories: below a parent (None: the roots), on a level, among these ids."""

    parent_id: UUID | Keep | None = Keep.KEEP
    level: int | None = None
    ids: tuple[UUID, ...] | None = None
