"""Joins that higher domains may make with offers."""

from sqlalchemy import Subquery

from commerce.offers import queries


def sellable() -> Subquery:
    """Active offers of active sellers and active products.

    Columns offer_id, product_id, variant_id, seller_id, condition, created_at.
    """
    return queries.sellable().subquery("sellable")


def every_offer() -> Subquery:
    """Every offer in any state: offer_id, product_id, variant_id, seller_id, sku, condition."""
    return queries.every_offer().subquery("every_offer")
