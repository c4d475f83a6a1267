"""What a column is allowed to become known to: its class, which each column of a table carries.

    email: Mapped[str | None] = mapped_column(SealedText("cart_cart.email"), info=PII)

PUBLIC    anybody may read it
INTERNAL  for those whom the row concerns and those who run the shop
PII       says who a person is or how to reach them: sealed at rest, exported, erased, masked
SECRET    opens something (a key, a token, its hash): never shown, exported, audited or logged

Whose a row is, is said beside the class, once on each way to it:

    email_index: ... info=index_for("email")                     found by the index of an e-mail
    account_id:  ... info=INTERNAL | identifies("account")       found by an account
    order_id:    ... info=INTERNAL | belongs_to("orders_order.id")   whose that row is

`person.py` exports and erases along these marks.
"""

from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, ColumnElement, Table

_CLASS = "class"
_INDEXES = "indexes"
_IDENTIFIES = "identifies"
_BELONGS = "belongs_to"
_KEPT = "kept_while"


class DataClass(StrEnum):
    """The four classes of what is stored."""

    PUBLIC = "public"
    INTERNAL = "internal"
    PII = "pii"
    SECRET = "secret"


PUBLIC: dict[Any, Any] = {_CLASS: DataClass.PUBLIC}
INTERNAL: dict[Any, Any] = {_CLASS: DataClass.INTERNAL}
PII: dict[Any, Any] = {_CLASS: DataClass.PII}
SECRET: dict[Any, Any] = {_CLASS: DataClass.SECRET}


def index_for(column: str) -> dict[Any, Any]:
    """The mark of a column that keeps `sealing.index_of` what another column of its row holds."""
    return SECRET | {_INDEXES: column} | identifies(column)


def identifies(kind: str) -> dict[Any, Any]:
    """The mark of a column that says whose a row is, by an identity of this kind."""
    return {_IDENTIFIES: kind}


def belongs_to(column: str) -> dict[Any, Any]:
    """The mark of a column whose row is that person's whose row has this value in `column`."""
    return {_BELONGS: column}


def kept_while(condition: Callable[[], ColumnElement[bool]]) -> dict[Any, Any]:
    """The mark of a table whose rows are still needed as they are while this holds in SQL."""
    return {_KEPT: condition}


def identity_columns(table: Table) -> dict[str, Column[Any]]:
    """The columns of a table that say whose a row is, by the kind of identity."""
    return {c.info[_IDENTIFIES]: c for c in table.columns if _IDENTIFIES in c.info}


def links(table: Table) -> dict[Column[Any], str]:
    """The columns of a table by which a row belongs to another one, with that one's column."""
    return {c: c.info[_BELONGS] for c in table.columns if _BELONGS in c.info}


def needed(table: Table) -> ColumnElement[bool] | None:
    """Which rows of a table may not be erased yet; None when all may."""
    condition: Callable[[], ColumnElement[bool]] | None = table.info.get(_KEPT)
    return None if condition is None else condition()


def indexed_by(table: Table) -> dict[Column[Any], Column[Any]]:
    """The sealed columns of a table that can be looked up, each with the column of its index."""
    return {table.c[c.info[_INDEXES]]: c for c in table.columns if _INDEXES in c.info}


def names_of(kind: DataClass, tables: Iterable[Table]) -> set[str]:
    """The names of all columns of a class."""
    return {c.key for table in tables for c in table.columns if class_of(c) is kind}


def class_of(column: Column[Any]) -> DataClass:
    """The class of a column.

    Raises:
        LookupError: it carries none.
    """
    try:
        return DataClass(column.info[_CLASS])
    except KeyError:
        raise LookupError(f"{column} says not what class of data it holds: see `info`") from None
