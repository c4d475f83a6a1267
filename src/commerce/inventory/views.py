"""Joins that higher domains may make with stock."""

from sqlalchemy import Subquery, func, select

from commerce.inventory import queries
from commerce.inventory.models import Location, Stock


def availability() -> Subquery:
    """Columns offer_id, available (pieces at active locations that nobody holds), tracked.

    `tracked` is false when a row of the offer is not counted: then it never runs out. An
    offer without stock rows is not in it. Narrow it by `offer_id` with constants.
    """
    return (
        select(
            Stock.offer_id,
            func.sum(Stock.on_hand - Stock.reserved).label("available"),
            func.bool_and(Stock.tracked).label("tracked"),
        )
        .join(Location, Location.id == Stock.location_id)
        .where(Location.active)
        .group_by(Stock.offer_id)
        .subquery("availability")
    )


def levels() -> Subquery:
    """Columns offer_id, location_id, on_hand (pieces) and tracked."""
    return queries.levels().subquery("levels")
