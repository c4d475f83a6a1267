"""Joins that higher domains may make with prices."""

from sqlalchemy import Subquery, select

from commerce.pricing.models import Price


def prices() -> Subquery:
    """Columns offer_id, channel_id, currency, amount and compare_at (minor units)."""
    return select(
        Price.offer_id, Price.channel_id, Price.currency, Price.amount, Price.compare_at
    ).subquery("prices")
