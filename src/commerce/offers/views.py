"""Joins that higher domains may make with offers."""

from sqlalchemy import Subquery

from commerce.offers import queries


def sellable() -> Subquery:
    """Active offers of active sellers and active products.

    Columns offer_id, product_id, variant_id, seller_id, condition, created_at.
    """
    return queries.sellable().subquery("sellable")
