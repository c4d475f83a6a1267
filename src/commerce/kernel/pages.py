"""Keyset pagination: pages that stay right while rows come and go, at the same cost each.

A cursor holds the values of the sort keys of a row. It is opaque to clients and bound to
the sort it was made for.
"""

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import ColumnElement, SQLColumnExpression, and_, func, or_, select

from commerce.kernel.errors import BadInput
from commerce.kernel.tables import Rows

MAX_PAGE = 100


@dataclass(frozen=True, slots=True)
class Key:
    """One sort key: a column that is never null, its direction, and how to read it back.

    `label` is the name under which the selected row carries the value.
    """

    label: str
    column: SQLColumnExpression[Any]
    read: Callable[[Any], Any]
    descending: bool = False


@dataclass(frozen=True, slots=True)
class PageArgs:
    """What a client asked of a list: the first or the last so many, after or before a cursor."""

    size: int
    forward: bool
    cursor: str | None


def page_args(
    *, first: int | None, after: str | None, last: int | None, before: str | None
) -> PageArgs:
    """Check the arguments of a connection.

    Raises:
        BadInput: not exactly one of `first` and `last`, or it is not within 1 to 100.
    """
    if first is None and last is None:
        raise BadInput(f"say how many: first or last, 1 to {MAX_PAGE}")
    if first is not None and last is not None:
        raise BadInput("give first or last, and not both")
    if (first is not None and before) or (last is not None and after):
        raise BadInput("first goes with after, last goes with before")
    size = first if first is not None else last
    if size is None or not 1 <= size <= MAX_PAGE:
        raise BadInput(f"a page has 1 to {MAX_PAGE} items")
    return PageArgs(size, first is not None, after if first is not None else before)


class Cursors(Sequence[str]):
    """The cursors of rows, each written when it is asked for."""

    __slots__ = ("_keys", "_rows")

    def __init__(self, rows: Sequence[Any], keys: Sequence[Key]) -> None:
        self._rows = rows
        self._keys = keys

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, at: Any) -> Any:
        return cursor(self._rows[at], self._keys)


@dataclass(frozen=True, slots=True)
class Page:
    """The rows of one page, each with its cursor."""

    rows: list[Any]
    cursors: Sequence[str]
    has_next: bool
    has_previous: bool


def keyset(stmt: Rows, keys: Sequence[Key], args: PageArgs) -> Rows:
    """Narrow a statement to one page (and one row more, to see whether there is another).

    Raises:
        BadInput: the cursor is not one of this list.
    """
    if args.cursor is not None:
        stmt = stmt.where(_beyond(keys, read_cursor(args.cursor, keys), forward=args.forward))
    for key in keys:
        down = key.descending if args.forward else not key.descending
        stmt = stmt.order_by(key.column.desc() if down else key.column.asc())
    return stmt.limit(args.size + 1)


def counting(stmt: Rows, limit: int) -> Rows:
    """How many rows a statement has, counted up to `limit`."""
    return select(func.count()).select_from(stmt.order_by(None).limit(limit).subquery())


def page(rows: Sequence[Any], keys: Sequence[Key], args: PageArgs) -> Page:
    """Turn the rows of a `keyset` statement into a page."""
    more = len(rows) > args.size
    kept = list(rows[: args.size])
    if not args.forward:
        kept.reverse()
    has_next = more if args.forward else args.cursor is not None
    has_previous = args.cursor is not None if args.forward else more
    return Page(kept, Cursors(kept, keys), has_next, has_previous)


def cursor(row: Any, keys: Sequence[Key]) -> str:
    """The opaque cursor of a row."""
    values = [_write(getattr(row, key.label)) for key in keys]
    body = orjson.dumps([_signature(keys), *values])
    return base64.urlsafe_b64encode(body).decode().rstrip("=")


def _write(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def _signature(keys: Sequence[Key]) -> str:
    return ",".join(("-" if key.descending else "") + key.label for key in keys)


def read_cursor(text: str, keys: Sequence[Key]) -> list[Any]:
    """The values of the sort keys that a cursor holds.

    Raises:
        BadInput: it is not one of this list.
    """
    try:
        body = orjson.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        if body[0] != _signature(keys) or len(body) != len(keys) + 1:
            raise BadInput("this cursor belongs to another list")
        return [key.read(value) for key, value in zip(keys, body[1:], strict=True)]
    except (binascii.Error, ValueError, TypeError, LookupError, OverflowError):
        raise BadInput("this is not a cursor") from None


def _beyond(keys: Sequence[Key], values: list[Any], *, forward: bool) -> ColumnElement[bool]:
    choices = []
    for at, key in enumerate(keys):
        same = [keys[i].column == values[i] for i in range(at)]
        down = key.descending if forward else not key.descending
        further = key.column < values[at] if down else key.column > values[at]
        choices.append(and_(*same, further))
    return or_(*choices)


def identifier(value: Any) -> UUID:
    """Read an id of a cursor."""
    return UUID(text_value(value))


def whole(value: Any) -> int:
    """Read a whole number of a cursor; refuses what PostgreSQL could not hold."""
    number = int(value)
    if isinstance(value, bool) or not -(2**63) <= number < 2**63:
        raise ValueError("out of range")
    return number


def text_value(value: Any) -> str:
    """Read a text of a cursor."""
    if not isinstance(value, str) or "\x00" in value:
        raise ValueError("not a text")
    return value
