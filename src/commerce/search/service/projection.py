"""Builds the whole read model anew, and compares it with the tables; both while shops sell."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Executable

from commerce.kernel.db import Database, Tx
from commerce.search.queries import cards
from commerce.search.service.cards import products_on, refresh, take_turn
from commerce.search.types import WHOLE_SHOP

PATIENCE = 600
_NOWHERE = UUID(int=0)
_SETTLING = 2.0
_WRONG = {
    "listing": cards.wrong_listings(),
    "placement": cards.wrong_placements(),
    "text": cards.wrong_texts(),
    "posting": cards.wrong_postings(),
    "word": cards.wrong_words(),
}
_WRONG_COUNTERS = cards.wrong_counters()
_WRITE_COUNTERS = cards.write_counters()

Tell = Callable[[int, UUID], None]


@dataclass(frozen=True, slots=True)
class Difference:
    """A row that is not what the tables say; `should_be` is None for one that should not be."""

    table: str
    key: str
    should_be: str | None


async def rebuild(db: Database, *, tell: Tell, after: UUID = _NOWHERE) -> int:
    """Make every row right, batch by batch; what is there serves until it is replaced.

    `tell` hears how many products are done and the id of the last one; a run that was cut off
    goes on with that as `after`. Returns the number of products.
    """
    done = 0
    while True:
        async with db.transaction() as tx:
            await take_turn(tx, patience=PATIENCE)
            ids, _ = await products_on(tx, WHOLE_SHOP, after)
            await refresh(tx, ids)
        if not ids:
            break
        done, after = done + len(ids), ids[-1]
        tell(done, after)
    async with db.transaction() as tx:
        await take_turn(tx, patience=PATIENCE)
        await tx.session.execute(_WRITE_COUNTERS)
    return done


async def verify(db: Database, *, tell: Tell) -> AsyncIterator[Difference]:
    """Compare every row with the tables; `tell` hears how many products are done.

    A difference counts when it is still there a moment later: changes need time to arrive.
    """
    after, done = _NOWHERE, 0
    while True:
        async with db.transaction() as tx:
            ids, _ = await products_on(tx, WHOLE_SHOP, after)
        if not ids:
            break
        for each in await _differences(db, ids):
            yield each
        done, after = done + len(ids), ids[-1]
        tell(done, after)
    for each in await _settled(db, _wrong_counters):
        yield each


async def _differences(db: Database, ids: list[UUID]) -> list[Difference]:
    async def read(tx: Tx) -> list[Difference]:
        return [
            difference
            for table, stmt in _WRONG.items()
            for difference in map(_difference(table), await _rows(tx, stmt, {"ids": ids}))
        ]

    return await _settled(db, read)


async def _wrong_counters(tx: Tx) -> list[Difference]:
    return [
        Difference("counter", f"shelf {row.shelf_id}", f"{row.products}, is {row.written}")
        for row in await _rows(tx, _WRONG_COUNTERS, {})
    ]


async def _settled(db: Database, read: Callable[[Tx], Any]) -> list[Difference]:
    async with db.transaction() as tx:
        await take_turn(tx, patience=PATIENCE)
        found: list[Difference] = await read(tx)
    if not found:
        return []
    await asyncio.sleep(_SETTLING)
    async with db.transaction() as tx:
        await take_turn(tx, patience=PATIENCE)
        again: list[Difference] = await read(tx)
    return again


async def _rows(tx: Tx, stmt: Executable, given: dict[str, Any]) -> list[Any]:
    return list((await tx.session.execute(stmt, given)).all())


def _difference(table: str) -> Callable[[Any], Difference]:
    def read(row: Any) -> Difference:
        values = dict(row._mapping)
        values.pop("missing", None)
        surplus = values.pop("surplus", False)
        keys = ("product_id", "shelf_id", "channel_id", "currency", "word")
        named = {name: values.pop(name) for name in keys if name in values}
        key = " ".join(f"{name} {value}" for name, value in named.items())
        return Difference(table, key, None if surplus else str(values))

    return read
