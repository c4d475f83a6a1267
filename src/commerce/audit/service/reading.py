"""The trail read to its end, and the reading of personal data put on it."""

from collections.abc import AsyncIterator, Collection, Mapping
from typing import Any
from uuid import UUID

from commerce.audit import queries
from commerce.audit.types import Wanted
from commerce.kernel.db import Database
from commerce.kernel.reads import Reader

_BATCH = 1_000


async def export(reader: Reader, which: Wanted) -> AsyncIterator[Any]:
    """Every entry that is asked for, oldest first; read in batches."""
    after = 0
    while rows := await reader.all(queries.following(which, after, _BATCH)):
        for row in rows:
            yield row
        after = rows[-1].position


async def note_readings(db: Database, readings: Mapping[tuple[str, UUID], Collection[str]]) -> None:
    """Put on record which fields of which rows were read, before anybody sees them."""
    async with db.transaction() as tx:
        for (kind, row_id), fields in readings.items():
            tx.note_reading(kind, row_id, fields)
