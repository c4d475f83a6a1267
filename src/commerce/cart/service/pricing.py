"""What carts cost now. Prices are read live; one statement for each kind of thing."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any
from uuid import UUID

from commerce.cart import queries, rules
from commerce.cart.errors import TaxUnavailable
from commerce.cart.models import Cart
from commerce.cart.service.access import find
from commerce.cart.service.delivery import choose, shipment
from commerce.cart.types import (
    CartLine,
    CartRef,
    ChosenDelivery,
    Contents,
    DeliveryQuotes,
    PricedCart,
    PricedParcel,
    Problem,
)
from commerce.channels import service as channels
from commerce.kernel.cache import Cache
from commerce.kernel.db import Tx
from commerce.kernel.errors import NotFound, StaleVersion
from commerce.kernel.plugins import Registry
from commerce.kernel.reads import Reader, compiled
from commerce.kernel.settings import Settings
from commerce.offers import service as offers
from commerce.offers.types import OfferFacts, OfferTerms
from commerce.shipping import service as shipping
from commerce.shipping.types import Options
from commerce.tax import service as tax
from commerce.tax.types import TaxDoc, TaxQuote

_CARTS = compiled(queries.by_id())
_PATH = ("input", "cart")


@dataclass(frozen=True, slots=True)
class _Loaded:
    """A cart with everything its price depends on."""

    contents: Contents
    parts: rules.Split
    doc: TaxDoc


async def priced(
    reader: Reader, cache: Cache, registry: Registry, settings: Settings, row: Any
) -> PricedCart:
    """A cart that `find` gave as it can be bought: tax and deliveries asked for again.

    Never inside a transaction.

    Raises:
        TaxUnavailable: the tax provider does not answer.
    """
    (loaded,) = (await _load(reader, cache, [row])).values()
    cart = await _priced(registry, settings, loaded)
    if cart.estimated:
        raise TaxUnavailable()
    chosen = [parcel for parcel in cart.parcels if parcel.method_id is not None]
    shipments = [_shipment(cart, parcel) for parcel in chosen]
    options = await shipping.options_for(reader, registry, settings, shipments)
    late = delivery_problems(list(zip(chosen, options, strict=True)))
    return replace(cart, problems=(*cart.problems, *late))


async def shown(
    reader: Reader, cache: Cache, registry: Registry, settings: Settings, cart_ids: Sequence[UUID]
) -> list[PricedCart | None]:
    """Carts as they are shown: when the tax provider does not answer, taxed by the table.

    Never inside a transaction.
    """
    rows = await reader.all(_CARTS, ids=list(dict.fromkeys(cart_ids)))
    loaded = await _load(reader, cache, rows)
    carts = await asyncio.gather(*(_priced(registry, settings, each) for each in loaded.values()))
    return [{cart.cart_id: cart for cart in carts}.get(cart_id) for cart_id in cart_ids]


async def quote_delivery(
    reader: Reader,
    cache: Cache,
    registry: Registry,
    settings: Settings,
    ref: CartRef,
    wanted: Sequence[tuple[UUID, UUID]],
) -> DeliveryQuotes:
    """Ask what the wanted methods cost now; `wanted` are pairs of seller and method.

    Never inside a transaction.

    Raises:
        NotFound: no such cart, or no parcel of this seller in it that is delivered.
        StaleVersion: somebody else changed the cart.
        DeliveryUnavailable: the method does not carry the parcel.
    """
    row = await find(reader, ref.cart_id, ref.token, account_id=ref.account_id)
    if row is None:
        raise NotFound(path=_PATH)
    (loaded,) = (await _load(reader, cache, [row])).values()
    contents = loaded.contents
    if ref.expected_version is not None and ref.expected_version != contents.version:
        raise StaleVersion(ref.expected_version, contents.version)
    sellers = {seller_id for seller_id, _ in wanted}
    parcels = [
        each
        for each in loaded.parts.parcels
        if each.requires_shipping and each.seller_id in sellers
    ]
    shipments = [
        shipment(each, country=contents.country, currency=contents.currency) for each in parcels
    ]
    options = await shipping.options_for(reader, registry, settings, shipments)
    offered = {each.seller_id: found for each, found in zip(parcels, options, strict=True)}
    return choose(contents.version, offered, wanted)


async def unchanged(tx: Tx, cart: Cart, quote: PricedCart) -> bool:
    """Whether a quote still stands for the cart that this transaction has locked.

    Version (so lines, deliveries, buyer), prices and what is sold are compared; stock is not:
    reserving it tells.
    """
    if (cart.id, cart.version) != (quote.cart_id, quote.version) or quote.unavailable:
        return False
    terms = await offers.terms(tx, _ids(quote), cart.channel_id, cart.currency)
    lines = [line for parcel in quote.parcels for line in parcel.lines]
    return all(_stands(terms.get(line.offer_id), line.facts) for line in lines)


def unchanged_ahead(tx: Tx, quote: PricedCart) -> None:
    """Ask for what `unchanged` will need, with the next round trip."""
    offers.terms_ahead(tx, _ids(quote), quote.channel_id, quote.currency)


def _ids(quote: PricedCart) -> list[UUID]:
    return [line.offer_id for parcel in quote.parcels for line in parcel.lines]


_TERMS = attrgetter("sellable", "price_minor", "seller_id", "tax_class", "requires_shipping")


def _stands(now: OfferTerms | None, then: OfferFacts) -> bool:
    return now is not None and bool(_TERMS(now) == _TERMS(then))


def delivery_problems(asked: Sequence[tuple[PricedParcel, Options]]) -> list[Problem]:
    """What is wrong with chosen deliveries, given what is offered for their parcels now."""
    found = []
    for parcel, options in asked:
        prices = {each.method_id: each.minor for each in options.rates}
        found.append(rules.delivery_problem(parcel, prices, failed=bool(options.failed)))
    return [problem for problem in found if problem is not None]


def _shipment(cart: PricedCart, parcel: PricedParcel) -> Any:
    return shipment(parcel, country=cart.country, currency=cart.currency)


async def _priced(registry: Registry, settings: Settings, loaded: _Loaded) -> PricedCart:
    quote = await tax.quote(registry, settings, loaded.doc) if loaded.doc.lines else TaxQuote({})
    return rules.assemble(loaded.contents, loaded.parts, quote)


async def _load(reader: Reader, cache: Cache, rows: Sequence[Any]) -> dict[UUID, _Loaded]:
    contents = [await _contents(reader, cache, row) for row in rows]
    return {
        each.cart_id: await _loaded(reader, cache, each, _facts(row))
        for each, row in zip(contents, rows, strict=True)
    }


async def _contents(reader: Reader, cache: Cache, row: Any) -> Contents:
    terms = await channels.terms(reader, cache, row.channel_id)
    return Contents(
        cart_id=row.id,
        version=row.version,
        channel_id=row.channel_id,
        currency=row.currency,
        country=row.country,
        prices_include_tax=terms.prices_include_tax,
        has_address=row.shipping_address is not None,
        has_contact=bool(row.email or row.phone),
        has_payment=row.payment_provider is not None,
        lines=tuple(_line(each) for each in row.lines),
        deliveries=tuple(_delivery(each) for each in row.deliveries),
    )


def _line(stored: Mapping[str, Any]) -> CartLine:
    return CartLine(
        UUID(stored["id"]), UUID(stored["offer_id"]), stored["quantity"], stored["seen"]
    )


def _delivery(stored: Mapping[str, Any]) -> ChosenDelivery:
    return ChosenDelivery(
        seller_id=UUID(stored["seller_id"]),
        method_id=UUID(stored["method_id"]),
        name=stored["name"],
        tax_class=stored["tax_class"],
        quoted_minor=stored["quoted"],
    )


def _facts(row: Any) -> dict[UUID, OfferFacts]:
    found = (offers.stored_facts(line["facts"]) for line in row.lines if line["facts"])
    return {each.offer_id: each for each in found}


async def _loaded(
    reader: Reader, cache: Cache, contents: Contents, facts: dict[UUID, OfferFacts]
) -> _Loaded:
    parts = rules.split(contents, facts)
    doc = TaxDoc(
        country=contents.country,
        currency=contents.currency,
        prices_include_tax=contents.prices_include_tax,
        rates=await tax.rates(reader, cache, contents.country),
        lines=parts.taxables(),
    )
    return _Loaded(contents, parts, doc)
