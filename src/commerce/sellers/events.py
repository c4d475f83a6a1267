"""Facts about sellers."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from commerce.kernel.events import Event, event


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class SellerChanged(Event):
    """A seller came, changed its shop or its state; `status` is the state it is in now."""

    name: ClassVar[str] = "sellers.seller_changed"

    seller_id: UUID
    status: str
