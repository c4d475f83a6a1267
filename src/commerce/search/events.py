"""Facts about the read model."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from commerce.kernel.events import Event, event


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class ShelfStale(Event):
    """The products of a shelf with an id above `after` are still to be looked at."""

    name: ClassVar[str] = "search.shelf_stale"

    shelf_id: UUID
    after: UUID
