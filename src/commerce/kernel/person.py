"""All that is kept about one person, by the classes and marks of the columns: handed out, erased.

A table that a domain adds is covered as soon as its columns carry their marks (`privacy.py`).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from typing import Any
from uuid import UUID

from sqlalchemy import Column, MetaData, Table, Text, func, or_, select, tuple_, type_coerce, update

from commerce.kernel.db import Tx
from commerce.kernel.privacy import (
    DataClass,
    class_of,
    identity_columns,
    links,
    needed,
)
from commerce.kernel.tables import Base

Identities = Mapping[str, Any]
"""Who is meant, by kind of identity: the values as they stand in the columns."""


@dataclass(slots=True)
class Erased:
    """How many rows of each table were erased, and how many are still needed as they are."""

    rows: dict[str, int] = field(default_factory=dict)
    kept: dict[str, int] = field(default_factory=dict)


async def export(
    tx: Tx, who: Identities, *, metadata: MetaData = Base.metadata
) -> dict[str, list[dict[str, Any]]]:
    """Every row about a person by table, with all its columns that are no secret."""
    found: dict[str, list[dict[str, Any]]] = {}
    for table, rows in await _rows(tx, who, metadata, erasable=False):
        shown = [c for c in table.columns if class_of(c) is not DataClass.SECRET]
        found[table.name] = [{c.key: _plain(row[c.key]) for c in shown} for row in rows]
    return found


async def erase(tx: Tx, who: Identities, *, metadata: MetaData = Base.metadata) -> Erased:
    """Empty what is personal in every row about a person; numbers, amounts and states stay.

    Secrets beside it (a password, an index) go with it where the column can do without.
    Rows that are still needed as they are, such as those of an order on its way, are left and
    counted; so is what belongs to them.
    """
    done = Erased()
    everything = {t.name: len(rows) for t, rows in await _rows(tx, who, metadata, erasable=False)}
    for table, rows in await _rows(tx, who, metadata, erasable=True):
        if personal(table):
            await _empty(tx, table, [tuple(row[c.key] for c in table.primary_key) for row in rows])
            done.rows[table.name] = len(rows)
        everything[table.name] -= len(rows)
    done.kept = {name: count for name, count in everything.items() if count}
    return done


async def held(tx: Tx, who: Identities, *, metadata: MetaData = Base.metadata) -> dict[str, int]:
    """How many rows of each table about a person are still needed as they are."""
    found = {}
    for table, rows in await _rows(tx, who, metadata, erasable=False):
        condition = needed(table)
        if condition is not None:
            keys = [tuple(row[c.key] for c in table.primary_key) for row in rows]
            these = tuple_(*table.primary_key).in_(keys)
            stmt = select(func.count()).select_from(table).where(these, condition)
            found[table.name] = await tx.session.scalar(stmt) or 0
    return {name: count for name, count in found.items() if count}


async def forget(
    tx: Tx, before: datetime, *, limit: int = 500, metadata: MetaData = Base.metadata
) -> int:
    """Empty what is personal in rows that nobody has changed since, `limit` of each table.

    Rows that are still needed stay as they are. Returns how many rows were emptied.
    """
    count = 0
    for table in metadata.tables.values():
        columns = personal(table)
        if not columns:
            continue
        filled = or_(*(type_coerce(column, Text) != "" for column in columns))
        old = [_changed(table) < before, filled]
        condition = needed(table)
        if condition is not None:
            old.append(~condition)
        stmt = select(*table.primary_key).where(*old).limit(limit).with_for_update(skip_locked=True)
        keys = [tuple(row) for row in (await tx.session.execute(stmt)).all()]
        if keys:
            await _empty(tx, table, keys)
        count += len(keys)
    return count


async def _empty(tx: Tx, table: Table, keys: Sequence[tuple[Any, ...]]) -> None:
    values = {column.key: _nothing(column) for column in personal(table)}
    values |= {c.key: None for c in table.c if c.nullable and class_of(c) is DataClass.SECRET}
    these = tuple_(*table.primary_key).in_(keys)
    await tx.session.execute(update(table).where(these).values(values))


def personal(table: Table) -> list[Column[Any]]:
    """The columns of a table that hold personal data."""
    return [column for column in table.columns if class_of(column) is DataClass.PII]


def reached(metadata: MetaData = Base.metadata) -> set[str]:
    """The names of all tables whose rows belong to somebody."""
    names = {table.name for table in metadata.tables.values() if identity_columns(table)}
    while (
        more := {table.name for table in metadata.tables.values() if _owners(table) & names} - names
    ):
        names |= more
    return names


async def _rows(
    tx: Tx, who: Identities, metadata: MetaData, *, erasable: bool
) -> list[tuple[Table, list[Any]]]:
    """The rows about a person of each table, whoever they belong to before what belongs to them."""
    found: dict[str, list[Any]] = {}
    tables = []
    for table in _in_order(metadata):
        ways = [
            column == who[kind] for kind, column in identity_columns(table).items() if kind in who
        ]
        for column, owner in links(table).items():
            name, _, key = owner.partition(".")
            values = [row[key] for row in found.get(name, ())]
            if values:
                ways.append(column.in_(values))
        if not ways:
            continue
        stmt = select(*table.columns).where(or_(*ways)).order_by(*table.primary_key)
        condition = needed(table) if erasable else None
        if condition is not None:
            stmt = stmt.where(~condition)
        rows = (await tx.session.execute(stmt)).mappings().all()
        if rows:
            found[table.name] = list(rows)
            tables.append((table, found[table.name]))
    return tables


def _in_order(metadata: MetaData) -> Iterator[Table]:
    """The tables that hold something about people, each after those it belongs to."""
    names = reached(metadata)
    waiting = [table for table in metadata.tables.values() if table.name in names]
    seen: set[str] = set()
    while waiting:
        ready = [table for table in waiting if _owners(table) & names <= seen]
        if not ready:
            raise LookupError(f"{waiting[0].name} belongs to itself in a circle")
        yield from ready
        seen |= {table.name for table in ready}
        waiting = [table for table in waiting if table.name not in seen]


def _changed(table: Table) -> Column[Any]:
    """When a row was changed last; one that never is has only begun."""
    return table.c["updated_at" if "updated_at" in table.c else "created_at"]


def _owners(table: Table) -> set[str]:
    return {owner.partition(".")[0] for owner in links(table).values()}


def _nothing(column: Column[Any]) -> Any:
    """What says nothing in a column."""
    if column.nullable:
        return None
    return {} if column.type.python_type is dict else ""


def _plain(value: Any) -> Any:
    """A value as JSON has it."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value
