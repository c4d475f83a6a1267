"""Joins that higher domains may make with stock."""

from typing import Any
from uuid import UUID

from sqlalchemy import FromClause, Select, Subquery, func, select
from sqlalchemy.orm import InstrumentedAttribute

from commerce.inventory import queries
from commerce.inventory.models import Shelf


def _available() -> Select[Any]:
    return select(
        func.sum(Shelf.c.free).label("available"), func.bool_and(Shelf.c.tracked).label("tracked")
    )


def availability() -> Subquery:
    """Columns offer_id, available (pieces at active locations that nobody holds), tracked.

    `tracked` is false when a row of the offer is not counted: then it never runs out. An
    offer without stock rows is not in it. Narrow it by `offer_id` with constants.
    """
    stmt = _available().add_columns(Shelf.c.offer_id).group_by(Shelf.c.offer_id)
    return stmt.subquery("availability")


def availability_of(offer_id: InstrumentedAttribute[UUID]) -> FromClause:
    """The same of one offer, joined laterally: one row, nulls when it has no stock rows."""
    stmt = _available().where(Shelf.c.offer_id == offer_id)
    return stmt.correlate(offer_id.class_).lateral("stock")


def levels() -> Subquery:
    """Columns offer_id, location_id, on_hand (pieces) and tracked."""
    return queries.levels().subquery("levels")
