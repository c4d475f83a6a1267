"""Facts about prices."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from commerce.kernel.events import Event, event


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class PriceChanged(Event):
    """An offer has another price in minor units; None means that there was, or is, none."""

    name: ClassVar[str] = "pricing.price_changed"

    offer_id: UUID
    channel_id: UUID
    currency: str
    was: int | None
    now: int | None
