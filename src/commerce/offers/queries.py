"""SELECT statements of offers."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    Boolean,
    ColumnElement,
    Integer,
    Select,
    String,
    Subquery,
    Uuid,
    and_,
    any_,
    bindparam,
    case,
    column,
    exists,
    func,
    or_,
    select,
    true,
    tuple_,
)
from sqlalchemy.dialects.postgresql import ARRAY

from commerce.catalog import views as catalog
from commerce.inventory import views as inventory
from commerce.kernel.access import Actor
from commerce.kernel.arrays import any_id
from commerce.kernel.pages import Key
from commerce.kernel.tables import Rows
from commerce.offers.models import Offer
from commerce.offers.permissions import OFFER_READ, OFFER_WRITE, owned_by
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
    stmt = select(*COLUMNS).where(owned_by(actor, OFFER_READ))
    if wanted.seller_id is not None:
        stmt = stmt.where(Offer.seller_id == wanted.seller_id)
    if wanted.product_id is not None:
        stmt = stmt.where(Offer.product_id == wanted.product_id)
    if wanted.status is not None:
        stmt = stmt.where(Offer.status == wanted.status)
    return stmt


def own_locked(actor: Actor, offer_id: UUID) -> Rows:
    """An offer the actor may change."""
    return select(Offer).where(Offer.id == offer_id, owned_by(actor, OFFER_WRITE)).with_for_update()


def own(actor: Actor, permission: str, offer_id: UUID) -> Rows:
    """The id and the seller of an offer that a permission of the actor reaches."""
    owned = owned_by(actor, permission)
    return select(Offer.id, Offer.seller_id).where(Offer.id == offer_id, owned)


def product_of_variant(variant_id: UUID) -> Rows:
    """The product of a variant."""
    variants = catalog.variants()
    return select(variants.c.product_id).where(variants.c.variant_id == variant_id)


def _stock() -> Any:
    """The availability of one offer; joined so, it is not summed up for all offers first."""
    return inventory.availability_of(Offer.id)


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


@dataclass(frozen=True)
class _Sale:
    """What an offer is joined with to see whether, and for how much, it is sold."""

    prices: Subquery = field(default_factory=pricing.prices)
    products: Subquery = field(default_factory=catalog.active_products)
    sellers: Subquery = field(default_factory=sellers.active_sellers)
    stock: Any = field(default_factory=_stock)

    def of(self, stmt: Select[Any], *, priced: bool = True) -> Select[Any]:
        """Active offers of active products and sellers.

        With `priced` only what has a price in `:channel` and `:currency`.
        """
        return (
            stmt.select_from(Offer)
            .join(self.products, self.products.c.product_id == Offer.product_id)
            .join(self.sellers, self.sellers.c.seller_id == Offer.seller_id)
            .join(self.prices, _in_market(self.prices), isouter=not priced)
            .where(Offer.status == OfferStatus.ACTIVE)
        )

    def whole(self, *, priced: bool) -> Select[Any]:
        """Offers with price (`amount` null without one), tax class, stock and seller."""
        seller = [column for column in self.sellers.c if column.name != "seller_id"]
        stmt = select(
            *COLUMNS, self.prices.c.amount, self.prices.c.compare_at, self.products.c.tax_class,
            self.stock.c.available, self.stock.c.tracked, *seller,
        )  # fmt: skip
        return self.of(stmt, priced=priced).outerjoin(self.stock, true())

    @property
    def there(self) -> ColumnElement[bool]:
        """Whether there is a piece to buy; null without stock."""
        return or_(self.stock.c.tracked.is_(False), self.stock.c.available > 0)


def best_first(
    there: Any, condition: Any, amount: Any, created_at: Any, offer_id: Any
) -> tuple[ColumnElement[Any], ...]:
    """The order of `rules.order` by columns; `there` is whether there is a piece, or null."""
    return (
        func.coalesce(there, False).desc(),
        case(RANK, value=condition),
        amount.asc().nulls_first(),
        created_at,
        offer_id,
    )


def precedence(condition: Any, amount: Any) -> Any:
    """What comes first of two offers that are both there has less of this, or as much."""
    return tuple_(case(RANK, value=condition), amount)


def in_market() -> Rows:
    """Which of the offers `:ids` are sold in `:channel` and `:currency`, in no order."""
    return _Sale().whole(priced=True).where(Offer.id == ids_given())


def sold() -> Rows:
    """At most `:most` of what is sold of the product `:product`, in no order."""
    wanted: BindParameter[UUID] = bindparam("product", type_=Uuid())
    of_product = _Sale().whole(priced=False).where(Offer.product_id == wanted)
    return of_product.limit(bindparam("most", type_=Integer()))


def ranked(parent: str, *, priced: bool) -> Rows:
    """The first `:size` of what is sold of each of the `:ids` of `parent`, best first.

    `parent` is `product_id` or `variant_id`. The order is that of `rules.order`; a test holds
    the two together. The lowest and highest price of all of a parent's offers come along.
    """
    ids = func.unnest(bindparam("ids", type_=ARRAY(Uuid())))
    wanted = ids.table_valued(column("id", Uuid()), name="wanted").render_derived()
    owner, sale = Offer.__table__.c[parent], _Sale()
    amount = sale.prices.c.amount
    order = best_first(sale.there, Offer.condition, amount, Offer.created_at, Offer.id)
    along = (
        func.row_number().over(order_by=order).label("place"),
        func.min(amount).over().label("lowest"),
        func.max(amount).over().label("highest"),
    )
    # One parent after the other: joined at once, all prices and stocks would be read.
    own = (
        sale.whole(priced=priced)
        .add_columns(*along)
        .where(owner == wanted.c.id)
        .correlate(wanted)
        .order_by(*order)
        .limit(bindparam("size", type_=Integer()))
        .lateral("own")
    )
    return select(own).select_from(wanted).join(own, true()).order_by(own.c.place)


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
