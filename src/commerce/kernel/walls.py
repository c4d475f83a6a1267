"""Which roles of the database reach a table: declared with each model, enforced by PostgreSQL.

    class Offer(Versioned):
        __table_args__ = (..., of_seller("seller_id", shown="status = 'active'"))

commerce_public  reads what everybody may see; the storefront reads as this role
commerce_seller  reaches the rows of the sellers that the transaction names, and what is shown
commerce_api     reaches every row: buyers' carts and orders, staff, background work

None of them owns a table, so none can change or empty one. `grants.py` makes it so.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ClauseElement, Column, MetaData, Table, TextClause
from sqlalchemy.sql import visitors

from commerce.kernel.privacy import DataClass

PUBLIC, SELLER, PLATFORM = "commerce_public", "commerce_seller", "commerce_api"
ROLES = (PUBLIC, SELLER, PLATFORM)
SETTING = "commerce.sellers"
READ = ("select",)
APPEND = ("select", "insert")
CHANGE = ("select", "insert", "update", "delete")

_KEY = "wall"
# Classes of data that no public table shows; see `class` in the info of a column.
_CLOSED = (DataClass.PII, DataClass.SECRET)

VIEWS = MetaData()
"""Views made by migrations: their tables stay closed, what they show is open."""


@dataclass(frozen=True, slots=True)
class Owner:
    """How a row leads to its seller: `column` is the seller's id, or points to a parent's row.

    `parent` is then the table and its column, as in a foreign key.
    """

    column: str
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class Wall:
    """What each role may do with a table.

    With an `owner` rows are told apart: sellers may do what `seller` says to their own, and read
    those that are `shown` to everybody, or rather `shared` among sellers where that differs
    (conditions in SQL; None: no rows).
    """

    public: bool = False
    seller: tuple[str, ...] = ()
    platform: tuple[str, ...] = CHANGE
    owner: Owner | None = None
    shown: str | None = None
    shared: str | None = None


def _args(wall: Wall) -> dict[str, Any]:
    return {"info": {_KEY: wall}}


STOREFRONT = _args(Wall(public=True, seller=READ))
"""Everybody reads it; no seller changes it."""


def backstage(*seller: str, platform: tuple[str, ...] = CHANGE) -> dict[str, Any]:
    """Only the program reaches it, as for carts and tokens; sellers' writes need what is named."""
    return _args(Wall(seller=seller, platform=platform))


BACKSTAGE = backstage()


def of_seller(
    column: str,
    parent: str | None = None,
    *,
    seller: tuple[str, ...] = CHANGE,
    platform: tuple[str, ...] = CHANGE,
    shown: str | None = None,
    shared: str | None = None,
) -> dict[str, Any]:
    """Rows that belong to sellers, as `Wall` and `Owner` say."""
    owner = Owner(column, parent)
    return _args(Wall(shown is not None, seller, platform, owner, shown, shared))


def wall_of(table: Any) -> Wall | None:
    """What a table declares; None when it says nothing."""
    wall: Wall | None = table.info.get(_KEY)
    return wall


def is_shown(column: Column[Any]) -> bool:
    """Whether the public reads a column of a table that it reads."""
    return column.info.get("class") not in _CLOSED


def narrowest_role(stmt: ClauseElement) -> str:
    """The role with the least reach that may still run a statement, by its tables and columns.

    What is written as text may name any table.
    """
    role = PUBLIC
    for each in visitors.iterate(stmt):
        if isinstance(each, TextClause):
            return PLATFORM
        table = each if isinstance(each, Table) else getattr(each, "table", None)
        if not isinstance(table, Table):
            continue
        wall = wall_of(table)
        if wall is None or not wall.seller:
            return PLATFORM
        if not wall.public or (isinstance(each, Column) and not is_shown(each)):
            role = SELLER
    return role
