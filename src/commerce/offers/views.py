"""Joins that higher domains may make with offers."""

from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, select

from commerce.catalog import views as catalog
from commerce.offers import queries
from commerce.offers.models import Offer
from commerce.offers.types import OfferStatus
from commerce.sellers import views as sellers


def sellable() -> Subquery:
    """Active offers of active sellers and active products.

    Columns offer_id, product_id, variant_id, seller_id, condition, created_at.
    """
    active_sellers, active_products = sellers.active_sellers(), catalog.active_products()
    return (
        select(
            Offer.id.label("offer_id"),
            Offer.product_id,
            Offer.variant_id,
            Offer.seller_id,
            Offer.condition,
            Offer.created_at,
        )
        .join(active_sellers, active_sellers.c.seller_id == Offer.seller_id)
        .join(active_products, active_products.c.product_id == Offer.product_id)
        .where(Offer.status == OfferStatus.ACTIVE)
        .subquery("sellable")
    )


def best_first(offer: Subquery, *, there: Any, amount: Any) -> tuple[Any, ...]:
    """What rows of `sellable` are sorted by so that the offer of the buy button comes first.

    `there` is whether there is a piece to buy, `amount` the price in the market.
    """
    own = offer.c
    return queries.best_first(there, own.condition, amount, own.created_at, own.offer_id)


def comes_before(one: Any, other: Any) -> ColumnElement[bool]:
    """Whether an offer comes before another if both are there; also when nearly the same.

    Each is given as condition and price.
    """
    before: ColumnElement[bool] = queries.precedence(*one) <= queries.precedence(*other)
    return before


def facts(offer_id: Any, channel_id: Any, currency: Any) -> Select[*tuple[Any, ...]]:
    """One row: all that a cart shows of an offer in a market; the arguments are columns.

    `service.stored_facts` reads it back from JSON.
    """
    return queries.facts(offer_id, channel_id, currency)


def every_offer() -> Subquery:
    """Every offer in any state: offer_id, product_id, variant_id, seller_id, sku, condition."""
    return queries.every_offer().subquery("every_offer")
