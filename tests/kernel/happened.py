"""An event that only tests know."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

import pytest

from commerce.kernel import events
from commerce.kernel.db import Database
from commerce.kernel.events import Event
from commerce.kernel.ids import new_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened(Event):
    """Something happened in a test."""

    name: ClassVar[str] = "test.happened"

    subject_id: UUID
    note: str
    other_id: UUID | None = None


@pytest.fixture
def listening() -> Iterator[None]:
    """The event is known; its handlers are forgotten afterwards."""
    known, handlers = dict(events._known), list(events._subscriptions)
    events.event(Happened)
    yield
    events._known.clear()
    events._known.update(known)
    events._subscriptions[:] = handlers


async def tell(db: Database, *notes: str) -> None:
    async with db.transaction() as tx:
        for note in notes:
            tx.emit(Happened(subject_id=new_id(), note=note))
