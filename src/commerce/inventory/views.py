"""Joins that higher domains may make with stock."""

from typing import Any
from uuid import UUID

from sqlalchemy import FromClause, Select, Subquery, func, select
from sqlalchemy.orm import InstrumentedAttribute

from commerce.inventory import queries
from commerce.inventory.models import Location, Stock


def _available() -> Select[Any]:
    return (
        select(
            func.sum(Stock.on_hand - Stock.reserved).label("available"),
            func.bool_and(Stock.tracked).label("tracked"),
        )
        .join(Location, Location.id == Stock.location_id)
        .where(Location.active)
    )


def availability() -> Subquery:
    """Columns offer_id, available (pieces at active locations that nobody holds), tracked.

    `tracked` is false when a row of the offer is not counted: then it never runs out. An
    offer without stock rows is not in it. Narrow it by `offer_id` with constants.
    """
    stmt = _available().add_columns(Stock.offer_id).group_by(Stock.offer_id)
    return stmt.subquery("availability")


def availability_of(offer_id: InstrumentedAttribute[UUID]) -> FromClause:
    """The same of one offer, joined laterally: one row, nulls when it has no stock rows."""
    stmt = _available().where(Stock.offer_id == offer_id)
    return stmt.correlate(offer_id.class_).lateral("stock")


def levels() -> Subquery:
    """Columns offer_id, location_id, on_hand (pieces) and tracked."""
    return queries.levels().subquery("levels")
