"""Reactions of the read model to what happens in the domains below."""

from collections.abc import Sequence
from uuid import UUID

from commerce.catalog.events import (
    BrandChanged,
    CategoryChanged,
    CategoryMoved,
    CollectionChanged,
    ProductChanged,
)
from commerce.channels.events import ChannelChanged
from commerce.inventory.events import StockChanged
from commerce.kernel.db import Tx
from commerce.kernel.events import Event, on_many
from commerce.kernel.tags import PRODUCTS, SHOP, announce
from commerce.offers.events import OfferChanged, OfferDeleted
from commerce.pricing.events import PriceChanged
from commerce.search import service
from commerce.search.events import ShelfStale
from commerce.search.types import WHOLE_SHOP
from commerce.sellers.events import SellerChanged
from commerce.tax.events import TaxRateChanged

_START = UUID(int=0)


@on_many(
    ProductChanged, OfferChanged, OfferDeleted, PriceChanged, StockChanged, CollectionChanged,
    CategoryMoved, BrandChanged, SellerChanged, ChannelChanged, ShelfStale,
)  # fmt: skip
async def refresh_cards(tx: Tx, events: Sequence[Event]) -> None:
    """Make the rows of all products right that the events are about.

    What changes a whole shelf changes many: a batch of them now, the rest by an event for the
    next round, so that other changes need not wait for them.
    """
    await service.take_turn(tx)
    stocked = {each.offer_id for each in events if isinstance(each, StockChanged)}
    priced = {each.offer_id for each in events if isinstance(each, PriceChanged)}
    changed = {
        each.product_id
        for each in events
        if isinstance(each, ProductChanged | OfferChanged | OfferDeleted)
    }
    changed |= set(await service.products_sold_by(tx, priced))
    counted = set(await service.products_sold_by(tx, stocked))
    changed |= set(await service.products_sold_by(tx, stocked, out_of_step=True))
    for shelf_id, after in _shelves(events).items():
        batch, full = await service.products_on(tx, shelf_id, after)
        changed |= set(batch)
        if full:
            tx.emit(ShelfStale(shelf_id=shelf_id, after=batch[-1]))
    await service.refresh(tx, changed)
    lists = {PRODUCTS} if changed else set()
    await announce(tx, lists | {f"product:{each}" for each in changed | counted})


@on_many(
    CategoryChanged, CategoryMoved, CollectionChanged, BrandChanged, SellerChanged, ChannelChanged,
    TaxRateChanged,
)  # fmt: skip
async def drop_answers(tx: Tx, events: Sequence[Event]) -> None:
    """Let no kept answer outlive a change of what stands on pages of all kinds."""
    await announce(tx, {SHOP})


def _shelves(events: Sequence[Event]) -> dict[UUID, UUID]:
    """The shelves all of whose products are concerned, and after which one to go on."""
    starts: dict[UUID, UUID] = {}
    for each in events:
        shelf_id, after = _shelf(each)
        if shelf_id is not None:
            starts[shelf_id] = min(after, starts.get(shelf_id, after))
    return starts


def _shelf(event: Event) -> tuple[UUID | None, UUID]:
    match event:
        case ShelfStale():
            return event.shelf_id, event.after
        case CategoryMoved():
            return event.category_id, _START
        case CollectionChanged():
            return event.collection_id, _START
        case BrandChanged():
            return event.brand_id, _START
        case SellerChanged():
            return event.seller_id, _START
        case ChannelChanged():
            return WHOLE_SHOP, _START
    return None, _START
