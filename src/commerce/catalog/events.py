"""Facts about the catalog."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from commerce.kernel.events import Event, event


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class ProductChanged(Event):
    """A product came, went, or changed in anything that is its own, variants included."""

    name: ClassVar[str] = "catalog.product_changed"

    product_id: UUID


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class ProductPublished(Event):
    """A product became visible to buyers."""

    name: ClassVar[str] = "catalog.product_published"

    product_id: UUID


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class ProductArchived(Event):
    """A product was put away."""

    name: ClassVar[str] = "catalog.product_archived"

    product_id: UUID


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class VariantChanged(Event):
    """A variant came, went or changed."""

    name: ClassVar[str] = "catalog.variant_changed"

    variant_id: UUID
    product_id: UUID


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryChanged(Event):
    """A category came, went, changed its words or moved, with all below it."""

    name: ClassVar[str] = "catalog.category_changed"

    category_id: UUID


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryMoved(Event):
    """A category, with all below it, stands elsewhere in the tree, or is gone."""

    name: ClassVar[str] = "catalog.category_moved"

    category_id: UUID


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionChanged(Event):
    """A collection came, went, or changed its words or its products."""

    name: ClassVar[str] = "catalog.collection_changed"

    collection_id: UUID


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class BrandChanged(Event):
    """A brand came, went or changed."""

    name: ClassVar[str] = "catalog.brand_changed"

    brand_id: UUID
