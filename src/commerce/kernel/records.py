"""Rows as objects of their mapped class without a session: read, changed, written back.

What differs from the row that was read becomes an UPDATE, new objects of one class become one
INSERT, and all that is to be written at one moment becomes parts of one statement. Each shape of
statement is compiled once.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from functools import lru_cache, partial
from typing import Any, TypeVar

import orjson
from sqlalchemy import Enum as EnumColumn
from sqlalchemy import Table, bindparam, inspect, update
from sqlalchemy.orm import DeclarativeBase

from commerce.kernel.clock import now
from commerce.kernel.reads import Statement, compiled
from commerce.kernel.sealing import Sealed

_MARK = re.compile(r"\$(\d+)")
B = TypeVar("B", bound=DeclarativeBase)
Order = tuple[Statement, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class _Shape:
    """What is known of a mapped class: its columns, what they default to, its enums."""

    table: Table
    names: tuple[str, ...]
    blank: Mapping[str, None]
    moments: tuple[str, ...]
    defaults: tuple[tuple[str, Callable[[], Any]], ...]
    touched: tuple[tuple[str, Callable[[], Any]], ...]
    enums: tuple[tuple[str, type[Enum]], ...]
    seals: tuple[tuple[str, Callable[[Any], str | None]], ...]
    make: Callable[[], Any]

    def filled(self, values: Mapping[str, Any], at: datetime) -> dict[str, Any]:
        """The values of a new row; `at` is when it was made."""
        row: dict[str, Any] = {**self.blank, **dict.fromkeys(self.moments, at)}
        for name, default in self.defaults:
            if name not in values:
                row[name] = default()
        row.update(values)
        return row


@lru_cache(maxsize=256)
def _shape(kind: type[DeclarativeBase]) -> _Shape:
    table = kind.__table__
    assert isinstance(table, Table)
    # What the database itself counts, or alone knows the default of, is left to it.
    given = {
        c.key
        for c in table.c
        if c is table.autoincrement_column
        or c.identity
        or (c.server_default is not None and c.default is None)
    }
    defaults = {c.key: _maker(c.default) for c in table.c if c.default is not None}
    return _Shape(
        table=table,
        names=tuple(column.key for column in table.c),
        blank={c.key: None for c in table.c if c.key not in given},
        moments=tuple(name for name, default in defaults.items() if default is now),
        defaults=tuple(each for each in defaults.items() if each[1] is not now),
        touched=tuple((c.key, _maker(c.onupdate)) for c in table.c if c.onupdate is not None),
        enums=tuple(
            (c.key, c.type.enum_class)
            for c in table.c
            if isinstance(c.type, EnumColumn) and c.type.enum_class is not None
        ),
        seals=tuple(
            (c.key, c.type.process_bind_param) for c in table.c if isinstance(c.type, Sealed)
        ),
        make=inspect(kind).class_manager.new_instance,
    )


def _maker(default: Any) -> Callable[[], Any]:
    """What makes a default; SQLAlchemy has wrapped it to take a context that is not there."""
    if default.is_callable:
        return getattr(default.arg, "__wrapped__", None) or partial(default.arg, None)
    return lambda: default.arg


def row_of(kind: type[B], /, **values: Any) -> B:
    """A new object for `Tx.put`, with its defaults and without what a session would keep of it.

    Raises:
        TypeError: the class has no such column.
    """
    shape = _shape(kind)
    unknown = values.keys() - shape.names
    if unknown:
        raise TypeError(f"{kind.__name__} has no {sorted(unknown)}")
    made: B = shape.make()
    made.__dict__.update(shape.filled(values, now()))
    return made


@dataclass(slots=True)
class Records:
    """The objects of one transaction."""

    _new: list[DeclarativeBase] = field(default_factory=list)
    _known: list[tuple[Any, dict[str, Any]]] = field(default_factory=list)
    _parts: list[Order] = field(default_factory=list)
    _plain: list[tuple[type[DeclarativeBase], list[dict[str, Any]]]] = field(default_factory=list)

    def read(self, kind: type[B], rows: Iterable[Any]) -> list[B]:
        """Objects for rows that have every column of the class."""
        shape = _shape(kind)
        found = []
        for row in rows:
            stored = {name: getattr(row, name) for name in shape.names}
            for name, values in shape.enums:
                if stored[name] is not None:
                    stored[name] = values(stored[name])
            made: B = shape.make()
            made.__dict__.update(stored)
            self._known.append((made, stored))
            found.append(made)
        return found

    def add(self, *made: DeclarativeBase) -> None:
        """Take new objects in; what they leave open is filled with defaults at once."""
        for each in made:
            shape = _shape(type(each))
            values = each.__dict__
            if not shape.blank.keys() <= values.keys():
                values.update(shape.filled(values, now()))
            self._new.append(each)

    def write(self, statement: Statement, params: Mapping[str, Any]) -> None:
        """Take a statement in whose result nobody needs."""
        self._parts.append((statement, params))

    def add_plain(self, kind: type[B], rows: Iterable[dict[str, Any]]) -> None:
        """Take rows in that nobody will look at again; see `add`."""
        shape, at = _shape(kind), now()
        filled = [shape.filled(row, at) for row in rows]
        if filled:
            self._plain.append((kind, filled))

    @property
    def pending(self) -> bool:
        """Whether anything would be written."""
        return bool(self._new or self._parts) or any(_changes(*each) for each in self._known)

    def order(self) -> Order | None:
        """The statement that writes what is new and what changed, each of it once."""
        orders = list(self._orders())
        return _merged(orders) if orders else None

    def _orders(self) -> Iterator[Order]:
        yield from self._parts
        self._parts.clear()
        yield from self._updates()
        groups: dict[type[DeclarativeBase], list[DeclarativeBase]] = {}
        for each in self._new:
            groups.setdefault(type(each), []).append(each)
        self._new.clear()
        for kind, members in groups.items():
            rows = [_values(each) for each in members]
            yield _inserted(kind, rows)
            self._known += zip(members, rows, strict=True)
        for kind, rows in self._plain:
            yield _inserted(kind, rows)
        self._plain.clear()

    def _updates(self) -> Iterator[Order]:
        """One UPDATE for all objects of a class in which the same columns changed."""
        alike: dict[tuple[type[DeclarativeBase], tuple[str, ...]], list[DeclarativeBase]] = {}
        for made, stored in self._known:
            changes = _changes(made, stored)
            if changes:
                names = _touch(made, changes)
                stored.update({name: made.__dict__[name] for name in names})
                alike.setdefault((type(made), names), []).append(made)
        for (kind, names), members in alike.items():
            yield _update(_shape(kind), names, members)


def _values(made: DeclarativeBase) -> dict[str, Any]:
    values = made.__dict__
    return {name: values[name] for name in _shape(type(made)).names if name in values}


def _changes(made: DeclarativeBase, stored: Mapping[str, Any]) -> dict[str, Any]:
    values = made.__dict__
    return {
        name: values[name]
        for name, before in stored.items()
        if values[name] is not before and values[name] != before
    }


def _touch(made: DeclarativeBase, changes: Mapping[str, Any]) -> tuple[str, ...]:
    """The names of what changed, with columns such as `updated_at` that change with it."""
    touched = {name: value for name, value in _shape(type(made)).touched if name not in changes}
    for name, value in touched.items():
        made.__dict__[name] = value()
    return tuple(sorted([*changes, *touched]))


def _sealed(shape: _Shape, row: Mapping[str, Any]) -> dict[str, Any]:
    """A row as it is stored."""
    return {**row, **{name: seal(row[name]) for name, seal in shape.seals if name in row}}


def _update(shape: _Shape, names: tuple[str, ...], members: Sequence[DeclarativeBase]) -> Order:
    table = shape.table
    keys = tuple(column.key for column in table.primary_key)
    rows = [{name: each.__dict__[name] for name in (*keys, *names)} for each in members]
    if shape.seals:
        rows = [_sealed(shape, row) for row in rows]
    if len(rows) > 1:
        return _updating_many(table, keys, names), {"rows": orjson.dumps(rows).decode()}
    params = {f"key_{name}": rows[0][name] for name in keys}
    return _updating(table, names), params | {name: _sent(rows[0][name]) for name in names}


@lru_cache(maxsize=512)
def _updating(table: Table, names: tuple[str, ...]) -> Statement:
    """One row by its key; the columns `names` get new values."""
    keys = [c == bindparam(f"key_{c.key}", type_=c.type) for c in table.primary_key]
    values = {name: bindparam(name, type_=table.c[name].type) for name in names}
    return compiled(update(table).where(*keys).values(values))


@lru_cache(maxsize=512)
def _updating_many(table: Table, keys: tuple[str, ...], names: tuple[str, ...]) -> Statement:
    """Any number of rows that come as one JSON list."""
    values = ", ".join(f"{name} = given.{name}" for name in names)
    same = " and ".join(f"{table.name}.{name} = given.{name}" for name in keys)
    return Statement(
        f"update {table.name} set {values}"
        f" from jsonb_populate_recordset(null::{table.name}, $1::jsonb) as given where {same}",
        ("rows",),
    )


def _sent(value: Any) -> Any:
    """A value as the driver takes it: enums by value, JSON as text."""
    if isinstance(value, Enum):
        return value.value
    return orjson.dumps(value).decode() if isinstance(value, dict | list) else value


def _merged(orders: Sequence[Order]) -> Order:
    """One statement instead of several; none of them may need what another one writes."""
    if len(orders) == 1:
        return orders[0]
    params = {
        f"w{place}_{name}": value
        for place, (_, given) in enumerate(orders)
        for name, value in given.items()
    }
    return _merging(tuple(statement for statement, _ in orders)), params


@lru_cache(maxsize=512)
def _merging(statements: tuple[Statement, ...]) -> Statement:
    texts: list[str] = []
    names: list[str] = []
    fixed: dict[str, Any] = {}
    for place, each in enumerate(statements):
        texts.append(_MARK.sub(partial(_moved, by=len(names)), each.sql))
        names += [f"w{place}_{name}" for name in each.names]
        fixed |= {f"w{place}_{name}": value for name, value in each.fixed.items()}
    tables = (f"w{place} as ({text})" for place, text in enumerate(texts[:-1]))
    return Statement(f"with {', '.join(tables)} {texts[-1]}", tuple(names), fixed)


def _moved(mark: "re.Match[str]", by: int) -> str:
    return f"${int(mark[1]) + by}"


def _inserted(kind: type[DeclarativeBase], rows: Sequence[Mapping[str, Any]]) -> Order:
    """One statement for any number of rows, which have the same columns."""
    shape = _shape(kind)
    if shape.seals:
        rows = [_sealed(shape, row) for row in rows]
    statement = _inserting(shape.table, tuple(rows[0]))
    return statement, {"rows": orjson.dumps(rows).decode()}


@lru_cache(maxsize=512)
def _inserting(table: Table, names: tuple[str, ...]) -> Statement:
    """Rows that come as one JSON list and are typed by the table itself."""
    columns = ", ".join(names)
    return Statement(
        f"insert into {table.name} ({columns}) select {columns}"
        f" from jsonb_populate_recordset(null::{table.name}, $1::jsonb)",
        ("rows",),
    )
