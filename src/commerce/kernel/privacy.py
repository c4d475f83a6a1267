"""What a column is allowed to become known to: its class, which each column of a table carries.

    email: Mapped[str | None] = mapped_column(SealedText("cart_cart.email"), info=PII)

PUBLIC    anybody may read it
INTERNAL  for those whom the row concerns and those who run the shop
PII       says who a person is or how to reach them: sealed at rest, exported, erased, masked
SECRET    opens something (a key, a token, its hash): never shown, exported, audited or logged
"""

from enum import StrEnum
from typing import Any

from sqlalchemy import Column, Table

_CLASS = "class"
_INDEXES = "indexes"


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
    return SECRET | {_INDEXES: column}


def indexed_by(table: Table) -> dict[Column[Any], Column[Any]]:
    """The sealed columns of a table that can be looked up, each with the column of its index."""
    return {table.c[c.info[_INDEXES]]: c for c in table.columns if _INDEXES in c.info}


def class_of(column: Column[Any]) -> DataClass:
    """The class of a column.

    Raises:
        LookupError: it carries none.
    """
    try:
        return DataClass(column.info[_CLASS])
    except KeyError:
        raise LookupError(f"{column} says not what class of data it holds: see `info`") from None
