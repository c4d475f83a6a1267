"""Sealing what is stored, anew or for the first time, while the shop runs.

Every step starts from what the tables say and compares before it writes, so it may be cut off at
any point and begun again, beside readers and writers.
"""

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import structlog
from sqlalchemy import Column, Table, Text, and_, or_, select, text, true, tuple_, type_coerce
from sqlalchemy import update as change
from sqlalchemy.sql.elements import ColumnElement

from commerce.kernel.audit import acting_as
from commerce.kernel.clock import now
from commerce.kernel.db import Database
from commerce.kernel.keyring import KNOWN_AFTER, SEAL, Keyring
from commerce.kernel.privacy import indexed_by
from commerce.kernel.sealing import MARK, BrokenSeal, Sealed, index_of, keys
from commerce.kernel.tables import Base, DataKeyRow

BATCH = 500
# Time for a process whose question for keys was under way when a new one was made.
SETTLED_AFTER = KNOWN_AFTER + 5.0
Tell = Callable[[str, int], None]
_log = structlog.get_logger(__name__)


def sealed_columns(table: Table) -> list[Column[Any]]:
    """The columns of a table that are sealed at rest."""
    return [column for column in table.columns if isinstance(column.type, Sealed)]


def sealed_tables() -> Iterator[Table]:
    """Every table that has such a column."""
    return (table for table in Base.metadata.sorted_tables if sealed_columns(table))


async def seal_all(db: Database, *, tell: Tell) -> int:
    """Seal by the newest key what is not; then no other key seals. Returns how many rows it was.

    `tell` hears of each batch: its table, and how many rows it had.
    """
    ring = keys()
    ring.read()
    count = 0
    while done := await _pass(db, ring, tell):
        count += done
    await _retire_others(db, ring.active.name)
    return count


async def rotate(db: Database, *, tell: Tell, settle: float = SETTLED_AFTER) -> int:
    """Make a new key and seal everything by it; the older ones open, and are retired.

    For `settle` seconds other processes may seal by the older key still. Returns how many rows
    were sealed anew.
    """
    ring = keys()
    name, purpose, wrapped, master = ring.made(SEAL)
    async with db.transaction() as tx:
        tx.put(DataKeyRow(id=name, purpose=purpose, wrapped=wrapped, master=master, state="active"))
    ring.read()
    count = 0
    while done := await _pass(db, ring, tell):
        count += done
    await asyncio.sleep(settle)
    return count + await seal_all(db, tell=tell)


async def rewrap(db: Database) -> int:
    """Wrap every key by the first master key; how many were wrapped by another one."""
    ring = keys()
    count = 0
    async with db.transaction() as tx:
        for row in await tx.all(select(DataKeyRow).with_for_update()):
            if row.master != ring.master.name:
                row.wrapped, row.master = ring.rewrapped(row.id, row.wrapped, row.master)
                count += 1
    return count


async def _pass(db: Database, ring: Keyring, tell: Tell) -> int:
    """Go through all tables once; returns how many rows were written.

    In nobody's name: what the rows say stays the same.
    """
    with acting_as(""):
        return sum([await _walk(db, ring, table, tell=tell) for table in sealed_tables()])


async def _walk(db: Database, ring: Keyring, table: Table, *, tell: Tell) -> int:
    """Look through a table in steps of so many rows, each in a transaction of its own."""
    primary = list(table.primary_key)
    after: Any = None
    written = 0
    while True:
        step = true() if after is None else tuple_(*primary) > tuple_(*after)
        async with db.transaction() as tx:
            end = select(*primary).where(step).order_by(*primary).offset(BATCH - 1).limit(1)
            last = (await tx.session.execute(end)).first()
            if last is not None:
                step = and_(step, tuple_(*primary) <= tuple_(*last))
            rows = (await tx.session.execute(_due(table, ring.active.name).where(step))).all()
            for row in rows:
                values = _resealed(table, row)
                if values:
                    await tx.session.execute(_written(table), row._asdict() | values)
                    written += 1
        if rows:
            tell(table.name, len(rows))
        if last is None:
            return written
        after = last


def _due(table: Table, key: str) -> Any:
    """The rows with something in them that the key did not seal, by primary key."""
    stored = {column: type_coerce(column, Text) for column in sealed_columns(table)}
    due: list[ColumnElement[bool]] = [
        and_(value != "", ~value.startswith(f"{MARK}{key}.")) for value in stored.values()
    ]
    due += [
        and_(index.is_(None), stored[column] != "") for column, index in indexed_by(table).items()
    ]
    primary = list(table.primary_key)
    shown = (value.label(column.key) for column, value in stored.items())
    return select(*primary, *shown).where(or_(*due)).order_by(*primary)


def _resealed(table: Table, row: Any) -> dict[str, Any]:
    """What the row is to hold; nothing when a value of it does not open."""
    made: dict[str, Any] = {}
    indexes = indexed_by(table)
    try:
        for column in sealed_columns(table):
            kind = column.type
            assert isinstance(kind, Sealed)
            value = kind.process_result_value(getattr(row, column.key))
            made[f"new_{column.key}"] = kind.process_bind_param(value)
            if column in indexes:
                made[f"new_{indexes[column].key}"] = index_of(value) if value else None
    except BrokenSeal as error:
        key = [str(getattr(row, column.key)) for column in table.primary_key]
        _log.exception("value_does_not_open", table=table.name, row=key, reason=str(error))
        return {}
    return made


def _written(table: Table) -> Any:
    """Write a row if it still holds what was read; else somebody sealed it meanwhile."""
    sealed = [column.key for column in sealed_columns(table)]
    indexes = [column.key for column in indexed_by(table).values()]
    values = ", ".join(f"{name} = :new_{name}" for name in (*sealed, *indexes))
    same = [f"{column.key} = :{column.key}" for column in table.primary_key]
    same += [f"{name} is not distinct from :{name}" for name in sealed]
    return text(f"update {table.name} set {values} where {' and '.join(same)}")


async def _retire_others(db: Database, name: str) -> None:
    others = (DataKeyRow.purpose == SEAL, DataKeyRow.state == "active", DataKeyRow.id != name)
    async with db.transaction() as tx:
        await tx.session.execute(
            change(DataKeyRow).where(*others).values(state="retired", retired_at=now())
        )
