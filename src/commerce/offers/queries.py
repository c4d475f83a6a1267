"""SELECT statements of offers."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Integer,
    String,
    Subquery,
    Uuid,
    and_,
    any_,
    bindparam,
    case,
    exists,
    func,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY

from commerce.catalog import views as catalog
from commerce.inventory import views as inventory
from commerce.kernel.access import Actor
from commerce.kernel.arrays import any_id
from commerce.kernel.db import Rows
from commerce.kernel.pages import Key
from commerce.offers.models import Offer
from commerce.offers.permissions import owned_by
from commerce.offers.rules import RANK
from commerce.offers.types import OfferStatus
from commerce.pricing import views as pricing
from commerce.sellers import views as sellers

COLUMNS = tuple(Offer.__table__.c)
BY_AGE = (Key("id", Offer.__table__.c.id, UUID, descending=True),)


@dataclass(frozen=True, slots=True)
class Filter:
    """Which offers a list is about; None does not narrow it."""

    seller_id: UUID | None = None
    product_id: UUID | None = None
    status: OfferStatus | None = None


def ids_given() -> Any:
    """The ids `:ids`, for comparison with a column."""
    return any_(bindparam("ids", type_=ARRAY(Uuid())))


def is_sellable() -> ColumnElement[bool]:
    """Whether offer, product and seller are all active."""
    active_sellers, active_products = sellers.active_sellers(), catalog.active_products()
    return and_(
        Offer.status == OfferStatus.ACTIVE,
        exists().where(active_sellers.c.seller_id == Offer.seller_id),
        exists().where(active_products.c.product_id == Offer.product_id),
    )


def by_ids() -> Rows:
    """The offers `:ids` that are sold, or of the sellers `:own`, or all when `:hidden`."""
    return select(*COLUMNS).where(
        Offer.id == ids_given(),
        or_(
            bindparam("hidden", type_=Boolean()),
            Offer.seller_id == any_(bindparam("own", type_=ARRAY(Uuid()))),
            is_sellable(),
        ),
    )


def listed(actor: Actor, wanted: Filter) -> Rows:
    """The offers of a list for those who manage them."""
    stmt = select(*COLUMNS).where(owned_by(actor))
    if wanted.seller_id is not None:
        stmt = stmt.where(Offer.seller_id == wanted.seller_id)
    if wanted.product_id is not None:
        stmt = stmt.where(Offer.product_id == wanted.product_id)
    if wanted.status is not None:
        stmt = stmt.where(Offer.status == wanted.status)
    return stmt


def own_locked(actor: Actor, offer_id: UUID) -> Rows:
    """An offer the actor may change."""
    return select(Offer).where(Offer.id == offer_id, owned_by(actor)).with_for_update()


def own(actor: Actor, offer_id: UUID) -> Rows:
    """The id and the seller of an offer within the actor's reach."""
    return select(Offer.id, Offer.seller_id).where(Offer.id == offer_id, owned_by(actor))


def product_of_variant(variant_id: UUID) -> Rows:
    """The product of a variant."""
    variants = catalog.variants()
    return select(variants.c.product_id).where(variants.c.variant_id == variant_id)


def _stock() -> Any:
    """The availability of one offer, joined laterally.

    The limit keeps the planner from summing up the stock of all offers first.
    """
    stock = inventory.availability()
    return (
        select(stock.c.available, stock.c.tracked)
        .where(stock.c.offer_id == Offer.id)
        .correlate(Offer)
        .limit(1)
        .lateral("stock")
    )


def _in_market(prices: Subquery) -> ColumnElement[bool]:
    return and_(
        prices.c.offer_id == Offer.id,
        prices.c.channel_id == bindparam("channel", type_=Uuid()),
        prices.c.currency == bindparam("currency", type_=String()),
    )


def market_prices() -> Rows:
    """Price and tax class of the offers `:ids` in `:channel` and `:currency`."""
    prices, products = pricing.prices(), catalog.active_products()
    return (
        select(
            Offer.id.label("offer_id"), prices.c.amount, prices.c.compare_at, products.c.tax_class
        )
        .join(prices, _in_market(prices))
        .outerjoin(products, products.c.product_id == Offer.product_id)
        .where(Offer.id == ids_given())
    )


def ranked(parent: str, *, priced: bool) -> Rows:
    """The first `:size` sellable offers of each of the `:ids` of `parent`, best first.

    `parent` is `product_id` or `variant_id`. With `priced` only what has a price in `:channel`
    and `:currency`. The order is that of `rules.order`; a test holds the two together. Price
    (`amount` null without one), stock, seller and the lowest and highest price come along.
    """
    owner = Offer.__table__.c[parent]
    prices, stock, products = pricing.prices(), _stock(), catalog.active_products()
    market = (
        prices.c.amount, prices.c.compare_at, products.c.tax_class,
        stock.c.available, stock.c.tracked,
    )  # fmt: skip
    there = or_(stock.c.tracked.is_(False), func.coalesce(stock.c.available, 0) > 0)
    best_first = (
        func.coalesce(there, False).desc(),
        case(RANK, value=Offer.condition),
        prices.c.amount.asc().nulls_first(),
        Offer.created_at,
        Offer.id,
    )
    place = func.row_number().over(partition_by=owner, order_by=best_first)
    lowest = func.min(prices.c.amount).over(partition_by=owner)
    highest = func.max(prices.c.amount).over(partition_by=owner)
    numbered = (
        select(
            *COLUMNS,
            *market,
            place.label("place"),
            lowest.label("lowest"),
            highest.label("highest"),
        )
        .join(products, products.c.product_id == Offer.product_id)
        .join(prices, _in_market(prices), isouter=not priced)
        .outerjoin(stock, true())
        .where(owner == ids_given(), is_sellable())
        .subquery()
    )
    active = sellers.active_sellers()
    return (
        select(numbered, active.c.seller)
        .join(active, active.c.seller_id == numbered.c.seller_id)
        .where(numbered.c.place <= bindparam("size", type_=Integer()))
        .order_by(numbered.c.place)
    )


def _one_of(view: Subquery, key: str, owner: Any, name: str) -> Any:
    """The row of a view that belongs to an offer, joined laterally.

    The limit makes it a look-up by index; for a few ids the planner would read whole tables.
    """
    found = select(view).where(view.c[key] == owner)
    return found.correlate(Offer).limit(1).lateral(name)


def terms() -> Rows:
    """Whether and for how much the offers `:ids` are sold in `:channel` and `:currency`."""
    channel, currency = bindparam("channel", type_=Uuid()), bindparam("currency", type_=String())
    return _terms(channel, currency)[0].where(Offer.id == any_id())


def facts(offer_id: ColumnElement[Any], channel_id: Any, currency: Any) -> Rows:
    """The terms of one offer with names and a picture: all that a cart shows."""
    stmt, products, variants = _terms(channel_id, currency)
    stmt = stmt.where(Offer.id == offer_id)
    images = catalog.product_images()
    image = (
        select(images.c.url).where(images.c.product_id == Offer.product_id).limit(1)
    ).scalar_subquery()
    return stmt.add_columns(
        Offer.product_id,
        Offer.variant_id,
        Offer.sku,
        products.c.name.label("product_name"),
        products.c.slug.label("product_slug"),
        variants.c.label.label("variant_label"),
        image.label("image_url"),
    )


def _terms(channel_id: Any, currency: Any) -> tuple[Rows, Any, Any]:
    products = _one_of(catalog.active_products(), "product_id", Offer.product_id, "products")
    variants = _one_of(catalog.variants(), "variant_id", Offer.variant_id, "variants")
    active_sellers, prices, stock = sellers.active_sellers(), pricing.prices(), _stock()
    is_active = and_(
        Offer.status == OfferStatus.ACTIVE,
        products.c.product_id.is_not(None),
        active_sellers.c.seller_id.is_not(None),
    )
    stmt = (
        select(
            Offer.id.label("offer_id"),
            Offer.seller_id,
            products.c.tax_class,
            variants.c.weight_grams,
            variants.c.requires_shipping,
            is_active.label("sellable"),
            prices.c.amount.label("price_minor"),
            stock.c.available,
            stock.c.tracked,
        )
        .select_from(Offer)
        .join(variants, true())
        .outerjoin(products, true())
        .outerjoin(active_sellers, active_sellers.c.seller_id == Offer.seller_id)
        .outerjoin(
            prices,
            and_(
                prices.c.offer_id == Offer.id,
                prices.c.channel_id == channel_id,
                prices.c.currency == currency,
            ),
        )
        .outerjoin(stock, true())
    )
    return stmt, products, variants


def every_offer() -> Rows:
    """What every offer is of, and whose."""
    return select(
        Offer.id.label("offer_id"),
        Offer.product_id,
        Offer.variant_id,
        Offer.seller_id,
        Offer.sku,
        Offer.condition,
    )
