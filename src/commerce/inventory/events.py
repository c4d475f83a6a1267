"""Facts about stock."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from commerce.kernel.events import Event, event


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class StockChanged(Event):
    """Buyers can get another number of pieces; None when stock is not tracked."""

    name: ClassVar[str] = "inventory.stock_changed"

    offer_id: UUID
    available: int | None


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class StockReserved(Event):
    """Pieces were set aside for an owner (an order group)."""

    name: ClassVar[str] = "inventory.stock_reserved"

    owner_id: UUID


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class StockCommitted(Event):
    """The pieces of an owner were sold."""

    name: ClassVar[str] = "inventory.stock_committed"

    owner_id: UUID


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class StockReleased(Event):
    """The pieces of an owner are free again."""

    name: ClassVar[str] = "inventory.stock_released"

    owner_id: UUID


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class StockRestocked(Event):
    """The sold pieces of an owner came back."""

    name: ClassVar[str] = "inventory.stock_restocked"

    owner_id: UUID


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class LocationChanged(Event):
    """A location was opened or changed."""

    name: ClassVar[str] = "inventory.location_changed"

    location_id: UUID
    seller_id: UUID
    active: bool
