"""Batch functions of offers: one statement each, whatever the number of parents."""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any
from uuid import UUID

from commerce.inventory import loaders as inventory
from commerce.kernel.errors import BadInput
from commerce.kernel.graphql.context import Context
from commerce.kernel.loaders import align, align_many, load, load_many, remember
from commerce.kernel.money import Taxed, with_tax
from commerce.kernel.pages import MAX_PAGE
from commerce.kernel.reads import Statement, compiled, keyed
from commerce.kernel.tags import tagged
from commerce.offers import queries
from commerce.offers.permissions import OFFER_READ, sees_all
from commerce.sellers import loaders as sellers
from commerce.tax import loaders as tax
from commerce.tax.types import STANDARD, rate_of

_BY_IDS = compiled(queries.by_ids())
_MARKET_PRICES = compiled(queries.market_prices())
_OF_PRODUCT = compiled(queries.ranked("product_id", priced=False))
_OF_VARIANT = compiled(queries.ranked("variant_id", priced=False))
_BEST_OF_PRODUCT = compiled(queries.ranked("product_id", priced=True))
_BEST_OF_VARIANT = compiled(queries.ranked("variant_id", priced=True))


@dataclass(frozen=True, slots=True)
class MarketPrice:
    """What an offer costs in the market of the request; `compare_at` is in minor units."""

    price: Taxed
    compare_at: int | None


@dataclass(frozen=True, slots=True)
class Range:
    """The lowest and the highest price of a product."""

    lowest: Taxed
    highest: Taxed


async def offer_by_id(ids: Sequence[UUID], context: Context) -> list[Any | None]:
    """The offer; one that is not sold now is seen by its seller and by staff only."""
    actor = context.actor
    own = list(actor.seller_ids) if actor.may(OFFER_READ) else []
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
    rates = await load(tax.rates_of, market.country, context)

    def split(minor: int, tax_class: str | None) -> Taxed:
        rate = rate_of(rates, tax_class or STANDARD)
        return with_tax(minor, market.currency, rate=rate, included=market.prices_include_tax)

    return split


@tagged("product")
async def offers_of_product(
    ids: Sequence[UUID], context: Context, *, first: int = 20
) -> list[list[Any]]:
    """What sellers ask for the product, the best first; at most 100."""
    rows = await _ranked(_OF_PRODUCT, ids, context, size=first)
    return align_many(ids, rows, attrgetter("product_id"))


async def offers_of_variant(
    ids: Sequence[UUID], context: Context, *, first: int = 20
) -> list[list[Any]]:
    """What sellers ask for the variant, the best first; at most 100."""
    rows = await _ranked(_OF_VARIANT, ids, context, size=first)
    return align_many(ids, rows, attrgetter("variant_id"))


@tagged("product")
async def best_of_product(ids: Sequence[UUID], context: Context) -> list[Any | None]:
    """The best offer of the product with the lowest and highest price of all."""
    rows = await _ranked(_BEST_OF_PRODUCT, ids, context, size=1)
    return align(ids, rows, attrgetter("product_id"))


async def _best(ids: Sequence[UUID], context: Context) -> list[Any | None]:
    return await load_many(best_of_product, ids, context)


async def buy_box_of_product(ids: Sequence[UUID], context: Context) -> list[Any | None]:
    """The offer the buy button stands for: in stock, then new, cheapest, oldest."""
    return await _best(ids, context)


async def buy_box_of_variant(ids: Sequence[UUID], context: Context) -> list[Any | None]:
    """The offer the buy button stands for: in stock, then new, cheapest, oldest."""
    rows = await _ranked(_BEST_OF_VARIANT, ids, context, size=1)
    return align(ids, rows, attrgetter("variant_id"))


async def _ranked(
    statement: Statement, ids: Sequence[UUID], context: Context, *, size: int
) -> list[Any]:
    if not 1 <= size <= MAX_PAGE:
        raise BadInput(f"first is within 1 to {MAX_PAGE}")
    rows = await context.reader.all(statement, ids=list(ids), size=size, **_market(context))
    split = await _splitter(context)
    prices = {row.id: _market_price(row, split) for row in rows}
    stocks = {row.id: inventory.availability(row) for row in rows}
    found = {row.seller_id: sellers.stored_seller(row.seller) for row in rows}
    remember(market_price_of, prices, context)
    remember(inventory.stock_of, stocks, context)
    remember(sellers.seller_by_id, found, context)
    return rows


def _market_price(row: Any, split: Any) -> MarketPrice | None:
    if row is None or row.amount is None:
        return None
    return MarketPrice(split(row.amount, row.tax_class), row.compare_at)


@tagged("product")
async def price_range_of(ids: Sequence[UUID], context: Context) -> list[Range | None]:
    """The lowest and the highest price asked in the market; null where it is not sold."""
    split = await _splitter(context)
    return [
        Range(split(row.lowest, row.tax_class), split(row.highest, row.tax_class)) if row else None
        for row in await _best(ids, context)
    ]
