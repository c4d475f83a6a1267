"""Facts about delivery."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from commerce.kernel.events import Event, event


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneChanged(Event):
    """A zone was opened, changed or deleted."""

    name: ClassVar[str] = "shipping.zone_changed"

    zone_id: UUID
    deleted: bool = False


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class MethodChanged(Event):
    """A way of delivery was added, changed or deleted."""

    name: ClassVar[str] = "shipping.method_changed"

    method_id: UUID
    zone_id: UUID
    deleted: bool = False
