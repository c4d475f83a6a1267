"""Facts about orders that other domains may react to."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from commerce.kernel.events import Event, event


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class OrderGroupOpened(Event):
    """A purchase was written down and waits for its payment."""

    name: ClassVar[str] = "orders.order_group_opened"

    group_id: UUID
    cart_id: UUID


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class OrderGroupPlaced(Event):
    """A purchase is complete."""

    name: ClassVar[str] = "orders.order_group_placed"

    group_id: UUID
    cart_id: UUID


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class OrderGroupCancelled(Event):
    """A purchase was given up before it was placed."""

    name: ClassVar[str] = "orders.order_group_cancelled"

    group_id: UUID
    cart_id: UUID
    reason: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPlaced(Event):
    """One seller has an order to fulfil."""

    name: ClassVar[str] = "orders.order_placed"

    order_id: UUID
    group_id: UUID
    seller_id: UUID


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class OrderStatusChanged(Event):
    """An order moved on."""

    name: ClassVar[str] = "orders.order_status_changed"

    order_id: UUID
    became: str
