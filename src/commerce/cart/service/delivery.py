"""How the parcels of a cart travel: options, quotes, choice. Providers are asked outside `tx`."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from commerce.cart import queries
from commerce.cart.errors import DeliveryUnavailable
from commerce.cart.models import Cart
from commerce.cart.rules import Parcel
from commerce.cart.types import DeliveryQuotes, PricedParcel
from commerce.kernel.db import Tx
from commerce.kernel.errors import NotFound
from commerce.kernel.ids import new_id
from commerce.kernel.reads import compiled
from commerce.shipping.types import Options
from commerce.shipping.types import Parcel as Shipment

_CHOOSE = compiled(queries.choose_deliveries())
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


def select_delivery(tx: Tx, cart: Cart, quotes: DeliveryQuotes) -> None:
    """Keep the chosen methods at their quoted prices, in a cart that `edit` locked."""
    tx.write(
        _CHOOSE,
        id=cart.id,
        ids=[new_id() for _ in quotes.chosen],
        sellers=list(quotes.chosen),
        methods=[method_id for method_id, _ in quotes.chosen.values()],
        quoted=[minor for _, minor in quotes.chosen.values()],
    )
