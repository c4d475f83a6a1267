"""How the parcels of a cart travel: options, quotes, choice. Providers are asked outside `tx`."""

import asyncio
from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from commerce.cart.errors import DeliveryUnavailable
from commerce.cart.models import Cart, Delivery
from commerce.cart.rules import Parcel
from commerce.cart.types import DeliveryQuotes, PricedParcel
from commerce.kernel.db import Tx
from commerce.kernel.errors import NotFound
from commerce.kernel.ids import new_id
from commerce.kernel.plugins import Registry
from commerce.kernel.reads import Reader
from commerce.kernel.settings import Settings
from commerce.shipping import service as shipping
from commerce.shipping.types import Options
from commerce.shipping.types import Parcel as Shipment

_SELECTIONS = ("input", "selections")


def shipment(parcel: Parcel | PricedParcel, *, country: str, currency: str) -> Shipment:
    """What a provider of delivery is told of a parcel."""
    return Shipment(
        seller_id=parcel.seller_id,
        country=country,
        currency=currency,
        weight_grams=parcel.weight_grams,
        items_minor=parcel.items_minor,
        quantity=parcel.quantity,
    )


async def options_of(
    reader: Reader, registry: Registry, settings: Settings, shipments: Sequence[Shipment]
) -> list[Options]:
    """What carries each parcel and for how much; all are asked at the same time."""
    return await asyncio.gather(
        *(shipping.options_for(reader, registry, settings, each) for each in shipments)
    )


def choose(
    version: int,
    offered: Mapping[UUID, Options],
    wanted: Sequence[tuple[UUID, UUID]],
) -> DeliveryQuotes:
    """The quotes of the wanted methods; `wanted` are pairs of seller and method.

    Raises:
        NotFound: the cart has no parcel of this seller that is delivered.
        DeliveryUnavailable: the method does not carry the parcel.
    """
    chosen = {}
    for position, (seller_id, method_id) in enumerate(wanted):
        path = (*_SELECTIONS, str(position))
        if seller_id not in offered:
            raise NotFound(path=(*path, "seller"))
        prices = {each.method_id: each.minor for each in offered[seller_id].rates}
        if method_id not in prices:
            raise DeliveryUnavailable(seller_id, method_id, path=(*path, "method"))
        chosen[seller_id] = (method_id, prices[method_id])
    failed = sorted({code for options in offered.values() for code in options.failed})
    return DeliveryQuotes(version=version, chosen=chosen, failed=tuple(failed))


async def select_delivery(tx: Tx, cart: Cart, quotes: DeliveryQuotes) -> None:
    """Keep the chosen methods at their quoted prices, in a cart that `edit` locked."""
    sellers = list(quotes.chosen)
    await tx.session.execute(
        delete(Delivery).where(Delivery.cart_id == cart.id, Delivery.seller_id.in_(sellers))
    )
    values = [
        {
            "id": new_id(),
            "cart_id": cart.id,
            "seller_id": seller_id,
            "method_id": method_id,
            "quoted_minor": minor,
        }
        for seller_id, (method_id, minor) in quotes.chosen.items()
    ]
    await tx.session.execute(insert(Delivery).values(values))
