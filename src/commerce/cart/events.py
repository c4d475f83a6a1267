"""Facts about carts that other domains may react to."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from commerce.kernel.events import Event, event


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class CartCreated(Event):
    """A buyer began to collect."""

    name: ClassVar[str] = "cart.cart_created"

    cart_id: UUID


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class CartChanged(Event):
    """Lines, buyer, delivery or payment of a cart changed."""

    name: ClassVar[str] = "cart.cart_changed"

    cart_id: UUID


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class CartDeleted(Event):
    """A buyer threw a cart away."""

    name: ClassVar[str] = "cart.cart_deleted"

    cart_id: UUID


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class CartCompleted(Event):
    """What was in a cart was ordered."""

    name: ClassVar[str] = "cart.cart_completed"

    cart_id: UUID
    group_id: UUID
