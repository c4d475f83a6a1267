"""Which products a change concerns, so that their cards are looked at."""

from uuid import UUID

from sqlalchemy import ColumnElement, FromClause, and_, func, or_, select, true, union

from commerce.catalog import views as catalog
from commerce.kernel.tables import Rows
from commerce.offers import views as offers
from commerce.pricing import views as pricing
from commerce.search.queries.cards import (
    LISTING,
    OFFER,
    PLACEMENT,
    PRODUCT,
    priced,
    stock_of,
    wanted,
)
from commerce.search.types import WHOLE_SHOP


def products_of_offers() -> Rows:
    """The products of the offers `:ids`."""
    every = offers.every_offer()
    return select(every.c.product_id).where(wanted(every.c.offer_id)).distinct()


def products_out_of_step() -> Rows:
    """The products of the offers `:ids` whose stock says otherwise than their listing.

    So it does when the offer might lead now: it is in stock and comes before the one that does.
    """
    price, stock = pricing.prices(), stock_of()
    best, best_price = offers.every_offer(), pricing.prices().alias("best_price")
    there = func.coalesce(stock.c.there, False)
    in_market = and_(
        LISTING.c.product_id == OFFER.c.product_id,
        LISTING.c.channel_id == price.c.channel_id,
        LISTING.c.currency == price.c.currency,
    )
    of_best = and_(
        best_price.c.offer_id == best.c.offer_id,
        best_price.c.channel_id == price.c.channel_id,
        best_price.c.currency == price.c.currency,
    )
    leads = offers.comes_before(
        (OFFER.c.condition, price.c.amount), (best.c.condition, best_price.c.amount)
    )
    might_lead = and_(
        there,
        LISTING.c.best_offer_id.is_distinct_from(OFFER.c.offer_id),
        func.coalesce(leads, True),
    )
    return (
        select(OFFER.c.product_id)
        .select_from(
            priced(price)
            .join(LISTING, in_market)
            .outerjoin(stock, true())
            .outerjoin(best, best.c.offer_id == LISTING.c.best_offer_id)
            .outerjoin(best_price, of_best)
        )
        .where(wanted(OFFER.c.offer_id), or_(there != LISTING.c.available, might_lead))
        .distinct()
    )


def products_on(shelf_id: UUID, after: UUID, size: int) -> Rows:
    """The next products above an id that stand on a shelf, or should."""
    category, collection = catalog.product_categories(), catalog.product_collections()
    every = offers.every_offer()
    stands: list[tuple[FromClause, ColumnElement[bool]]] = [
        (PLACEMENT, PLACEMENT.c.shelf_id == shelf_id),
        (collection, collection.c.collection_id == shelf_id),
        (every, every.c.seller_id == shelf_id),
        (category, category.c.category_path.like(f"%{shelf_id}/%")),
    ]
    if shelf_id == WHOLE_SHOP:
        stands = [(PLACEMENT, PLACEMENT.c.shelf_id == shelf_id), (PRODUCT, true())]
    parts = (select(each.c.product_id).where(on, each.c.product_id > after) for each, on in stands)
    found = union(*parts).subquery()
    return select(found.c.product_id).order_by(found.c.product_id).limit(size)
