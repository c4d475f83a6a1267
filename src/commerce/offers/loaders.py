"""Batch functions of offers: one statement each, whatever the number of parents."""

from collections.abc import Callable, Collection, Sequence
from operator import attrgetter
from typing import Any, NamedTuple
from uuid import UUID

from commerce.inventory import loaders as inventory
from commerce.kernel.errors import BadInput
from commerce.kernel.graphql.context import Context
from commerce.kernel.loaders import align, align_many, load_many, remember
from commerce.kernel.money import Taxed, with_tax
from commerce.kernel.pages import MAX_PAGE
from commerce.kernel.reads import Statement, compiled, keyed
from commerce.kernel.tags import tagged
from commerce.offers import queries, rules
from commerce.offers.permissions import OFFER_READ, sees_all
from commerce.sellers import loaders as sellers
from commerce.tax import loaders as tax
from commerce.tax.types import STANDARD, rate_of

_BY_IDS = compiled(queries.by_ids())
_MARKET_PRICES = compiled(queries.market_prices())
_IN_MARKET = compiled(queries.in_market())
_SOLD = compiled(queries.sold())
_OF_PRODUCT = compiled(queries.ranked("product_id", priced=False))
_OF_VARIANT = compiled(queries.ranked("variant_id", priced=False))
_BEST_OF_PRODUCT = compiled(queries.ranked("product_id", priced=True))
_BEST_OF_VARIANT = compiled(queries.ranked("variant_id", priced=True))
# A product with more offers is not read whole: PostgreSQL picks the best of them.
MOST_SOLD = 200


class MarketPrice(NamedTuple):
    """What an offer costs in the market of the request; `compare_at` is in minor units."""

    price: Taxed
    compare_at: int | None


class Range(NamedTuple):
    """The lowest and the highest price of a product."""

    lowest: Taxed
    highest: Taxed


class Span(NamedTuple):
    """The lowest and the highest price of a product in the market, in minor units."""

    lowest: int
    highest: int
    tax_class: str


class Lead(NamedTuple):
    """The offer that was the best of a product a moment ago (None: not known).

    `available` is whether it was in stock then.
    """

    best_offer_id: UUID | None
    available: bool


_UNKNOWN = Lead(None, available=False)


async def offer_by_id(ids: Sequence[UUID], context: Context) -> list[Any | None]:
    """The offer; one that is not sold now is seen by its seller and by staff only."""
    actor = context.actor
    own = list(actor.sellers_with(OFFER_READ))
    rows = await context.reader.all(_BY_IDS, ids=list(ids), own=own, hidden=sees_all(actor))
    return align(ids, rows, attrgetter("id"))


async def market_price_of(ids: Sequence[UUID], context: Context) -> list[MarketPrice | None]:
    """What it costs in the market of the request; null where it is not sold."""
    rows = keyed(
        await context.reader.all(_MARKET_PRICES, ids=list(ids), **_market(context)), "offer_id"
    )
    split = await _splitter(context)
    return [_market_price(rows.get(each), split) for each in ids]


def _market(context: Context) -> dict[str, Any]:
    return {"channel": context.market.channel_id, "currency": context.market.currency}


async def _splitter(context: Context) -> Any:
    """A function that splits a price by its tax class, in the market of the request."""
    market = context.market
    (rates,) = await load_many(tax.rates_of, [market.country], context)
    currency, included = market.currency, market.prices_include_tax
    standard = rate_of(rates, STANDARD)

    def split(minor: int, tax_class: str | None) -> Taxed:
        return with_tax(minor, currency, rate=rates.get(tax_class, standard), included=included)

    return split


@tagged("product")
async def sold_of(ids: Sequence[UUID], context: Context) -> list[list[Any] | None]:
    """All that is sold of the product, best first; null when that is too much to read."""
    return [await _sold(each, context) for each in ids]


async def _sold(product_id: UUID, context: Context) -> list[Any] | None:
    rows = await context.reader.all(
        _SOLD, product=product_id, most=MOST_SOLD + 1, **_market(context)
    )
    return None if len(rows) > MOST_SOLD else sorted(rows, key=_place)


def _place(row: Any) -> Any:
    stock = inventory.availability(row).quantity
    candidate = rules.Candidate(row.id, row.condition, row.amount, stock, row.created_at)
    return rules.order(candidate)


async def _only(products: Collection[UUID], context: Context) -> list[Any] | None:
    """All that is sold of the one product that is asked about, most likely for its page.

    One statement then answers every question about it. None when there are several products,
    or too much is sold of it.
    """
    if len(products) != 1:
        return None
    found: list[Any] | None = (await load_many(sold_of, list(products), context))[0]
    return found


@tagged("product")
async def offers_of_product(
    ids: Sequence[UUID], context: Context, *, first: int = 20
) -> list[list[Any]]:
    """What sellers ask for the product, the best first; at most 100."""
    size = _size(first)
    rows = await _only(ids, context)
    if rows is None:
        rows = await _ranked(_OF_PRODUCT, ids, context, size=size)
    found = [each[:size] for each in align_many(ids, rows, attrgetter("product_id"))]
    return await _shown(found, context)


async def offers_of_variant(
    keys: Sequence[tuple[UUID, UUID]], context: Context, *, first: int = 20
) -> list[list[Any]]:
    """What sellers ask for the variant, the best first; at most 100."""
    size = _size(first)
    ids = [variant for _, variant in keys]
    rows = await _only({product for product, _ in keys}, context)
    if rows is None:
        rows = await _ranked(_OF_VARIANT, ids, context, size=size)
    found = [each[:size] for each in align_many(ids, rows, attrgetter("variant_id"))]
    return await _shown(found, context)


@tagged("product")
async def best_of_product(ids: Sequence[UUID], context: Context) -> list[Any | None]:
    """The best offer of the product, with the lowest and highest price of all."""
    rows = await _ranked(_BEST_OF_PRODUCT, ids, context, size=1)
    return align(ids, rows, attrgetter("product_id"))


async def lead_of(ids: Sequence[UUID], context: Context) -> list[Any | None]:
    """Which offer leads, as far as a list has told; None where nothing was sold."""
    return [_UNKNOWN] * len(ids)


async def _led(ids: Sequence[UUID], context: Context) -> list[Any]:
    """The best offers of products with a price.

    Prices and stock are read as they are now. Only who leads is taken from the list, and
    looked for again where the offer is not sold any more or has run out.
    """
    leads = dict(zip(ids, await load_many(lead_of, ids, context), strict=True))
    known = [lead.best_offer_id for lead in leads.values() if lead and lead.best_offer_id]
    rows = await context.reader.all(_IN_MARKET, ids=known, **_market(context)) if known else []
    holding = {
        row.product_id: row
        for row in rows
        if inventory.availability(row).some or not leads[row.product_id].available
    }
    lost = [each for each, lead in leads.items() if lead is not None and each not in holding]
    ranked = await load_many(best_of_product, lost, context) if lost else []
    return [*holding.values(), *(row for row in ranked if row)]


async def buy_box_of_product(ids: Sequence[UUID], context: Context) -> list[Any | None]:
    """The offer the buy button stands for: in stock, then new, cheapest, oldest."""
    rows = await _only(ids, context)
    if rows is None:
        rows = await _led(ids, context)
    return await _best(ids, rows, attrgetter("product_id"), context)


async def buy_box_of_variant(
    keys: Sequence[tuple[UUID, UUID]], context: Context
) -> list[Any | None]:
    """The offer the buy button stands for: in stock, then new, cheapest, oldest."""
    ids = [variant for _, variant in keys]
    rows = await _only({product for product, _ in keys}, context)
    if rows is None:
        rows = await _ranked(_BEST_OF_VARIANT, ids, context, size=1)
    return await _best(ids, rows, attrgetter("variant_id"), context)


async def _ranked(
    statement: Statement, ids: Sequence[UUID], context: Context, *, size: int
) -> list[Any]:
    return await context.reader.all(statement, ids=list(ids), size=size, **_market(context))


async def _best(
    ids: Sequence[UUID], rows: Sequence[Any], owner: Callable[[Any], UUID], context: Context
) -> list[Any | None]:
    """The first offer with a price of each owner."""
    best: dict[UUID, Any] = {}
    for row in rows:
        if row.amount is not None:
            best.setdefault(owner(row), row)
    await _shown([list(best.values())], context)
    return [best.get(each) for each in ids]


async def _shown(found: list[list[Any]], context: Context) -> list[list[Any]]:
    """Lists of offers that are handed out, with what came along with each of them."""
    rows = [row for each in found for row in each]
    split = await _splitter(context)
    prices = {row.id: _market_price(row, split) for row in rows}
    stocks = {row.id: inventory.availability(row) for row in rows}
    cards = {row.seller_id: sellers.card(row) for row in rows}
    remember(market_price_of, prices, context)
    remember(inventory.stock_of, stocks, context)
    remember(sellers.card_of, cards, context)
    return found


def _size(first: int) -> int:
    if not 1 <= first <= MAX_PAGE:
        raise BadInput(f"first is within 1 to {MAX_PAGE}")
    return first


def _market_price(row: Any, split: Any) -> MarketPrice | None:
    if row is None or row.amount is None:
        return None
    return MarketPrice(split(row.amount, row.tax_class), row.compare_at)


@tagged("product")
async def price_span_of(ids: Sequence[UUID], context: Context) -> list[Any | None]:
    """Rows of `lowest`, `highest` and `tax_class` in the market; null where it is not sold."""
    rows = await _only(ids, context)
    if rows is None:
        return await load_many(best_of_product, ids, context)
    return [_span([row for row in rows if row.amount is not None])]


def _span(rows: Sequence[Any]) -> Span | None:
    if not rows:
        return None
    amounts = [row.amount for row in rows]
    return Span(min(amounts), max(amounts), rows[0].tax_class)


@tagged("product")
async def price_range_of(ids: Sequence[UUID], context: Context) -> list[Range | None]:
    """The lowest and the highest price asked in the market; null where it is not sold."""
    split = await _splitter(context)
    return [
        Range(split(row.lowest, row.tax_class), split(row.highest, row.tax_class)) if row else None
        for row in await load_many(price_span_of, ids, context)
    ]


@tagged("product")
async def available_of(ids: Sequence[UUID], context: Context) -> list[bool]:
    """Whether an offer with a price in the market is in stock."""
    best = await load_many(buy_box_of_product, ids, context)
    return [row is not None and inventory.availability(row).some for row in best]
