"""What carts cost now. Prices are read live; one statement for each kind of thing."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any
from uuid import UUID

from commerce.cart import queries, rules
from commerce.cart.errors import TaxUnavailable
from commerce.cart.models import Cart
from commerce.cart.service.access import find
from commerce.cart.service.delivery import choose, options_of, shipment
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
from commerce.kernel.loaders import align_many
from commerce.kernel.plugins import Registry
from commerce.kernel.reads import Reader, compiled
from commerce.kernel.settings import Settings
from commerce.offers import service as offers
from commerce.offers.types import OfferFacts
from commerce.shipping.types import Options
from commerce.tax import service as tax
from commerce.tax.types import TaxDoc, TaxQuote

_CARTS = compiled(queries.by_id())
_LINES = compiled(queries.lines_of())
_DELIVERIES = compiled(queries.deliveries_of())
_PATH = ("input", "cart")


@dataclass(frozen=True, slots=True)
class _Loaded:
    """A cart with everything its price depends on."""

    contents: Contents
    parts: rules.Split
    doc: TaxDoc


async def priced(
    reader: Reader, cache: Cache, registry: Registry, settings: Settings, cart_id: UUID
) -> PricedCart:
    """A cart as it can be bought: tax from the provider, deliveries asked for again.

    Never inside a transaction.

    Raises:
        NotFound: there is no such cart.
        TaxUnavailable: the tax provider does not answer.
    """
    loaded = (await _load(reader, cache, [cart_id])).get(cart_id)
    if loaded is None:
        raise NotFound(path=_PATH)
    cart = await _priced(registry, settings, loaded)
    if cart.estimated:
        raise TaxUnavailable()
    chosen = [parcel for parcel in cart.parcels if parcel.method_id is not None]
    options = await options_of(reader, registry, settings, [_shipment(cart, p) for p in chosen])
    late = delivery_problems(list(zip(chosen, options, strict=True)))
    return replace(cart, problems=(*cart.problems, *late))


async def shown(
    reader: Reader, cache: Cache, registry: Registry, settings: Settings, cart_ids: Sequence[UUID]
) -> list[PricedCart | None]:
    """Carts as they are shown: when the tax provider does not answer, taxed by the table.

    Never inside a transaction.
    """
    loaded = await _load(reader, cache, cart_ids)
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
    row = await find(reader, ref.cart_id, ref.token)
    loaded = (await _load(reader, cache, [row.id])).get(row.id) if row else None
    if loaded is None:
        raise NotFound(path=_PATH)
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
    options = await options_of(reader, registry, settings, shipments)
    offered = {each.seller_id: found for each, found in zip(parcels, options, strict=True)}
    return choose(contents.version, offered, wanted)


async def unchanged(tx: Tx, cart: Cart, quote: PricedCart) -> bool:
    """Whether a quote still stands for the cart that this transaction has locked.

    Version (so lines, deliveries, buyer), prices and what is sold are compared; stock is not:
    reserving it tells.
    """
    if (cart.id, cart.version) != (quote.cart_id, quote.version) or quote.unavailable:
        return False
    lines = [line for parcel in quote.parcels for line in parcel.lines]
    ids = [line.offer_id for line in lines]
    facts = await offers.facts(tx, ids, cart.channel_id, cart.currency) if ids else {}
    return all(_stands(facts.get(line.offer_id), line.facts) for line in lines)


_TERMS = attrgetter("sellable", "price_minor", "seller_id", "tax_class", "requires_shipping")


def _stands(now: OfferFacts | None, then: OfferFacts) -> bool:
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


async def _load(reader: Reader, cache: Cache, cart_ids: Sequence[UUID]) -> dict[UUID, _Loaded]:
    ids = list(dict.fromkeys(cart_ids))
    rows, lines, deliveries = await asyncio.gather(
        *(reader.all(stmt, ids=ids) for stmt in (_CARTS, _LINES, _DELIVERIES))
    )
    contents = [
        await _contents(reader, cache, row, own_lines, own_deliveries)
        for row, own_lines, own_deliveries in zip(
            rows,
            align_many([row.id for row in rows], lines, attrgetter("cart_id")),
            align_many([row.id for row in rows], deliveries, attrgetter("cart_id")),
            strict=True,
        )
    ]
    facts = await _facts(reader, contents)
    return {
        each.cart_id: await _loaded(reader, cache, each, facts[each.channel_id, each.currency])
        for each in contents
    }


async def _contents(
    reader: Reader, cache: Cache, row: Any, lines: list[Any], deliveries: list[Any]
) -> Contents:
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
        lines=tuple(CartLine(r.id, r.offer_id, r.quantity, r.seen_minor) for r in lines),
        deliveries=tuple(
            ChosenDelivery(r.seller_id, r.method_id, r.name, r.tax_class, r.quoted_minor)
            for r in deliveries
        ),
    )


Facts = dict[UUID, OfferFacts]


async def _facts(reader: Reader, contents: Sequence[Contents]) -> dict[tuple[UUID, str], Facts]:
    wanted: dict[tuple[UUID, str], dict[UUID, None]] = defaultdict(dict)
    for each in contents:
        wanted[each.channel_id, each.currency] |= dict.fromkeys(
            line.offer_id for line in each.lines
        )
    return {
        (channel_id, currency): dict(
            await offers.facts(reader, list(ids), channel_id, currency) if ids else {}
        )
        for (channel_id, currency), ids in wanted.items()
    }


async def _loaded(reader: Reader, cache: Cache, contents: Contents, facts: Facts) -> _Loaded:
    parts = rules.split(contents, facts)
    doc = TaxDoc(
        country=contents.country,
        currency=contents.currency,
        prices_include_tax=contents.prices_include_tax,
        rates=await tax.rates(reader, cache, contents.country),
        lines=parts.taxables(),
    )
    return _Loaded(contents, parts, doc)
