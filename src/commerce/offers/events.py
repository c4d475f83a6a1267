"""Facts about offers."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from commerce.kernel.events import Event, event


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class OfferChanged(Event):
    """An offer came, changed its words or its state; `status` is the state it is in now."""

    name: ClassVar[str] = "offers.offer_changed"

    offer_id: UUID
    product_id: UUID
    seller_id: UUID
    status: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class OfferDeleted(Event):
    """An offer is gone, with its stock and its prices."""

    name: ClassVar[str] = "offers.offer_deleted"

    offer_id: UUID
    product_id: UUID
    seller_id: UUID
