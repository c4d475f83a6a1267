"""Joins that higher domains may make with stock."""

from sqlalchemy import Subquery

from commerce.inventory import queries


def availability() -> Subquery:
    """Columns offer_id, available (pieces at active locations that nobody holds), tracked.

    `tracked` is false when a row of the offer is not counted: then it never runs out. An
    offer without stock rows is not in it.
    """
    return queries.by_offer().subquery("availability")


def levels() -> Subquery:
    """Columns offer_id, location_id, on_hand (pieces) and tracked."""
    return queries.levels().subquery("levels")
