"""Root mutation fields that change stock and prices of offers."""

from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Any
from uuid import UUID

import strawberry

from commerce.inventory import loaders as levels
from commerce.inventory import service as inventory
from commerce.inventory.errors import BelowReserved
from commerce.inventory.graphql.types import LOCATION, StockLevel
from commerce.inventory.permissions import STOCK_WRITE
from commerce.kernel import ids
from commerce.kernel.access import requires
from commerce.kernel.db import Tx
from commerce.kernel.graphql.context import Context
from commerce.kernel.graphql.fields import Info, Movable, Payload, mutation, payload
from commerce.kernel.graphql.inputs import optional
from commerce.kernel.graphql.scalars import IdempotencyKey
from commerce.kernel.idempotency import Request, once
from commerce.offers import service
from commerce.offers.graphql.inputs import (
    PriceListPricesSetInput,
    StockAdjustInput,
    StockSetInput,
)
from commerce.offers.graphql.mutations import channel_of
from commerce.offers.graphql.queries import fetch_offer
from commerce.offers.graphql.types import OFFER, Offer
from commerce.pricing import service as pricing
from commerce.pricing.graphql.types import PRICE_ERRORS
from commerce.pricing.permissions import PRICE_WRITE

_LONGEST_NOTE = 500
Work = Callable[[Tx, UUID, UUID], Awaitable[Any]]


@payload(BelowReserved, moves=True)
class StockSetPayload(Payload):
    stock_level: StockLevel | None = None
    replayed: bool = False


@payload(BelowReserved, moves=True)
class StockAdjustPayload(Payload):
    stock_level: StockLevel | None = None
    replayed: bool = False


@payload(*PRICE_ERRORS)
class PriceListPricesSetPayload(Payload):
    offer: Offer | None = None


@strawberry.type
class OfferStockMutation:
    @mutation(requires(STOCK_WRITE), StockSetPayload, moves=(Movable.STOCK,))
    async def stock_set(
        self, info: Info, input: StockSetInput, idempotency_key: IdempotencyKey
    ) -> StockSetPayload:
        """Say how many pieces of an offer were counted at a location; a seller its own."""
        note = optional(input.note, "input", "note", longest=_LONGEST_NOTE)
        by = info.context.actor.name

        async def work(tx: Tx, offer_id: UUID, place: UUID) -> Any:
            return await inventory.set_stock(
                tx, offer_id, place, input.on_hand, tracked=input.tracked, by=by, note=note
            )

        request = _request(info.context, "stockSet", input, key=idempotency_key)
        level, replayed = await _moved(info.context, request, input, work)
        return StockSetPayload(stock_level=level, replayed=replayed)

    @mutation(requires(STOCK_WRITE), StockAdjustPayload, moves=(Movable.STOCK,))
    async def stock_adjust(
        self, info: Info, input: StockAdjustInput, idempotency_key: IdempotencyKey
    ) -> StockAdjustPayload:
        """Add pieces of an offer at a location, or take them away; a seller its own."""
        note = optional(input.note, "input", "note", longest=_LONGEST_NOTE)
        by = info.context.actor.name

        async def work(tx: Tx, offer_id: UUID, place: UUID) -> Any:
            return await inventory.adjust(tx, offer_id, place, input.delta, by=by, note=note)

        request = _request(info.context, "stockAdjust", input, key=idempotency_key)
        level, replayed = await _moved(info.context, request, input, work)
        return StockAdjustPayload(stock_level=level, replayed=replayed)

    @mutation(requires(PRICE_WRITE), PriceListPricesSetPayload)
    async def price_list_prices_set(
        self, info: Info, input: PriceListPricesSetInput
    ) -> PriceListPricesSetPayload:
        """Say what an offer costs in a channel, in one of its currencies; a seller its own."""
        context = info.context
        offer_id = ids.decode(OFFER, input.offer, path=("input", "offer"))
        price = input.price.to_money("input", "price")
        before = input.compare_at.to_money("input", "compareAt") if input.compare_at else None
        channel_id = await channel_of(context, input.channel)
        async with context.db.transaction() as tx:
            await service.require_own(tx, context.actor, PRICE_WRITE, offer_id)
            await pricing.set_price(tx, offer_id, channel_id, price, before)
        return PriceListPricesSetPayload(offer=await fetch_offer(offer_id, context))


def _request(
    context: Context, operation: str, input: StockSetInput | StockAdjustInput, *, key: str
) -> Request:
    return Request(context.actor, key, operation, asdict(input))


async def _moved(
    context: Context, request: Request, input: StockSetInput | StockAdjustInput, work: Work
) -> tuple[StockLevel, bool]:
    """Change the stock of an own offer at an own location, once per key."""
    offer_id = ids.decode(OFFER, input.offer, path=("input", "offer"))
    at = ("input", "location")
    place = ids.decode(LOCATION, input.location, path=at) if input.location else None

    async def move(tx: Tx) -> dict[str, UUID]:
        seller_id = await service.require_own(tx, context.actor, STOCK_WRITE, offer_id)
        if place is not None:
            await inventory.require_location(tx, place, seller_id=seller_id, path=at)
        row = await work(tx, offer_id, place or await inventory.default_location(tx, seller_id))
        return {"stock": row.id}

    result, replayed = await once(context.db, request, move)
    rows = await levels.level_by_id([UUID(str(result["stock"]))], context)
    return StockLevel.of(rows[0], context), replayed
