"""Batch functions of the cart. All that a cart shows comes from one pricing of it."""

import asyncio
from collections.abc import Sequence
from operator import attrgetter
from typing import Any
from uuid import UUID

from commerce.cart import service
from commerce.cart.types import PricedCart, PricedLine, PricedParcel, Problem, UnavailableLine
from commerce.kernel.errors import Unavailable
from commerce.kernel.graphql.context import Context
from commerce.kernel.loaders import align, load_many
from commerce.shipping import service as shipping
from commerce.shipping.types import Options
from commerce.shipping.types import Parcel as Shipment

Line = PricedLine | UnavailableLine


async def cart_of_account(ids: Sequence[UUID], context: Context) -> list[Any | None]:
    """The cart that was changed last in this channel and is not bought yet; of the caller alone."""
    own = context.actor.account_id
    if own is None or context.found_market is None:
        return [None] * len(ids)
    channel_id = context.found_market.channel_id
    rows = await service.of_accounts(context.reader, ids, channel_id, own)
    return align(ids, rows, attrgetter("account_id"))


async def priced_of(ids: Sequence[UUID], context: Context) -> list[PricedCart]:
    """What can be bought now, summed up at the prices of this moment."""
    carts = await service.shown(
        context.reader, context.cache, context.registry, context.settings, ids
    )
    found = [cart for cart in carts if cart is not None]
    if len(found) < len(carts):
        raise Unavailable("the cart was deleted meanwhile")
    return found


async def lines_of(ids: Sequence[UUID], context: Context) -> list[list[tuple[PricedCart, Line]]]:
    """What is in the cart, in the order it was put in."""
    carts: list[PricedCart] = await load_many(priced_of, ids, context)
    return [[(cart, line) for line in cart.lines] for cart in carts]


async def parcels_of(
    ids: Sequence[UUID], context: Context
) -> list[list[tuple[PricedCart, PricedParcel]]]:
    """What can be bought, by seller: each sends a parcel."""
    carts: list[PricedCart] = await load_many(priced_of, ids, context)
    return [[(cart, parcel) for parcel in cart.parcels] for cart in carts]


async def options_of(shipments: Sequence[Shipment], context: Context) -> list[Options]:
    """What carries a parcel, and whose provider failed."""
    return await shipping.options_for(context.reader, context.registry, context.settings, shipments)


async def delivery_options(shipments: Sequence[Shipment], context: Context) -> list[list[Any]]:
    """The ways to send the parcel, cheapest first; none when nothing has to be sent."""
    found: list[Options] = await load_many(options_of, shipments, context)
    return [list(each.rates) for each in found]


async def delivery_failures(shipments: Sequence[Shipment], context: Context) -> list[list[str]]:
    """Codes of the methods whose provider does not answer now."""
    found: list[Options] = await load_many(options_of, shipments, context)
    return [list(each.failed) for each in found]


async def problems_of(
    ids: Sequence[UUID], context: Context
) -> list[list[tuple[PricedCart, Problem]]]:
    """What has to be settled before the cart can be bought; chosen deliveries are asked again."""
    carts: list[PricedCart] = await load_many(priced_of, ids, context)
    return list(await asyncio.gather(*(_problems(cart, context) for cart in carts)))


async def _problems(cart: PricedCart, context: Context) -> list[tuple[PricedCart, Problem]]:
    chosen = [parcel for parcel in cart.parcels if parcel.method_id is not None]
    shipments = [
        service.shipment(parcel, country=cart.country, currency=cart.currency) for parcel in chosen
    ]
    options: list[Options] = await load_many(options_of, shipments, context)
    late = service.delivery_problems(list(zip(chosen, options, strict=True)))
    return [(cart, problem) for problem in (*cart.problems, *late)]
