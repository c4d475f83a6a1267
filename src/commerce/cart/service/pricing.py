"""What carts cost now. Prices are read live; one statement for each kind of thing."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any
from uuid import UUID

from commerce.cart import queries, rules
from commerce.cart.errors import TaxUnavailable
from commerce.cart.models import Cart
from commerce.cart.service.delivery import choose, options_of, shipment
from commerce.cart.types import (
    CartLine,
    ChosenDelivery,
    Contents,
    DeliveryQuotes,
    PricedCart,
    Problem,
    TaxedShare,
)
from commerce.channels import service as channels
from commerce.kernel.cache import Cache
from commerce.kernel.db import Tx
from commerce.kernel.errors import NotFound
from commerce.kernel.loaders import align, align_many
from commerce.kernel.money import Taxed
from commerce.kernel.plugins import PluginError, ProviderFailed, Registry, ask
from commerce.kernel.reads import Reader, compiled
from commerce.kernel.settings import Settings
from commerce.offers import service as offers
from commerce.offers.types import OfferFacts
from commerce.shipping.types import Options
from commerce.tax import service as tax
from commerce.tax.providers import TAX, TaxDoc, TaxLine

_CARTS = compiled(queries.by_id())
_LINES = compiled(queries.lines_of())
_DELIVERIES = compiled(queries.deliveries_of())


@dataclass(frozen=True, slots=True)
class _Loaded:
    """A cart with everything its price depends on."""

    contents: Contents
    parts: rules.Split
    rates: Mapping[str, int]

    def by_table(self) -> dict[str, TaxedShare]:
        return rules.table_taxes(
            self.parts.taxables(),
            self.rates,
            currency=self.contents.currency,
            included=self.contents.prices_include_tax,
        )


async def priced(
    reader: Reader, cache: Cache, registry: Registry, settings: Settings, cart_id: UUID
) -> PricedCart:
    """A cart as it can be bought: tax from the provider, deliveries asked for again.

    Raises:
        NotFound: there is no such cart.
        TaxUnavailable: the tax provider does not answer.
    """
    loaded = (await _load(reader, cache, [cart_id]))[0]
    if loaded is None:
        raise NotFound(path=("input", "cart"))
    taxes = await _ask_taxes(registry, settings, loaded)
    if taxes is None:
        raise TaxUnavailable()
    cart = rules.assemble(loaded.contents, loaded.parts, taxes, estimated=False)
    late = await _delivery_problems(reader, registry, settings, cart)
    return replace(cart, problems=(*cart.problems, *late))


async def shown(
    reader: Reader,
    cache: Cache,
    registry: Registry,
    settings: Settings,
    cart_ids: Sequence[UUID],
) -> list[PricedCart | None]:
    """Carts as they are shown: when the tax provider does not answer, taxed by the table."""
    found = await _load(reader, cache, cart_ids)
    return list(
        await asyncio.gather(*(_shown(registry, settings, each) if each else _none() for each in found))
    )


async def _none() -> None:
    return None


async def _shown(registry: Registry, settings: Settings, loaded: _Loaded) -> PricedCart:
    taxes = await _ask_taxes(registry, settings, loaded)
    return rules.assemble(
        loaded.contents,
        loaded.parts,
        loaded.by_table() if taxes is None else taxes,
        estimated=taxes is None,
    )
