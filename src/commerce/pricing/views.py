"""Joins that higher domains may make with prices."""

from sqlalchemy import Subquery

from commerce.pricing import queries


def prices() -> Subquery:
    """Columns offer_id, channel_id, currency, amount and compare_at (minor units)."""
    return queries.prices().subquery("prices")
