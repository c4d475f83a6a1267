"""The ways to send a parcel, as its providers rate them."""

import asyncio
from collections.abc import Sequence
from typing import Any

import orjson
import structlog

from commerce.kernel.db import forbid_open_transaction
from commerce.kernel.plugins import ProviderFailed, Registry, ask
from commerce.kernel.reads import Reader, compiled
from commerce.kernel.settings import Settings
from commerce.shipping import queries, rules
from commerce.shipping.providers import SHIPPING, Rate, RateQuery
from commerce.shipping.types import Option, Options, Parcel

_FOR_PARCELS = compiled(queries.for_parcels())
_log = structlog.get_logger(__name__)


async def options_for(
    reader: Reader, registry: Registry, settings: Settings, parcels: Sequence[Parcel]
) -> list[Options]:
    """The ways to send each parcel, cheapest first; one statement for one country and currency.

    All providers are asked at once, outside any transaction. One that fails, is too slow or
    answers nonsense loses its option and nothing more; its method's code is in `failed`.

    Raises:
        RuntimeError: a transaction is open in this task.
    """
    forbid_open_transaction()
    methods = {
        market: await _methods(reader, market, parcels)
        for market in dict.fromkeys((each.country, each.currency) for each in parcels)
    }
    return await asyncio.gather(
        *(
            _options(registry, settings, methods[each.country, each.currency], each)
            for each in parcels
        )
    )


async def _methods(reader: Reader, market: tuple[str, str], parcels: Sequence[Parcel]) -> list[Any]:
    country, currency = market
    return await reader.all(
        _FOR_PARCELS,
        sellers=list({each.seller_id for each in parcels}),
        country=orjson.dumps([country]).decode(),
        currency=currency,
    )


async def _options(
    registry: Registry, settings: Settings, methods: Sequence[Any], parcel: Parcel
) -> Options:
    rows = [row for row in methods if row.zone_seller_id in (None, parcel.seller_id)]
    answers = await asyncio.gather(
        *(_rate(registry, row, parcel, seconds=settings.provider_seconds) for row in rows),
        return_exceptions=True,
    )
    options, failed = [], []
    for row, answer in zip(rows, answers, strict=True):
        if isinstance(answer, ProviderFailed):
            failed.append(row.code)
        elif isinstance(answer, BaseException):
            raise answer
        elif answer is not None:
            options.append(_option(row, answer))
    return Options(rules.sorted_options(options), tuple(sorted(failed)))


async def _rate(registry: Registry, row: Any, parcel: Parcel, *, seconds: float) -> Rate | None:
    provider = registry.find(SHIPPING, row.provider)
    if provider is None:
        _log.warning("shipping_provider_missing", provider=row.provider, method=row.code)
        raise ProviderFailed(row.provider)
    query = RateQuery(
        config=row.config,
        currency=row.currency,
        country=parcel.country,
        weight_grams=parcel.weight_grams,
        items_minor=parcel.items_minor,
        quantity=parcel.quantity,
    )
    rate = await ask(f"shipping {row.provider}", provider.rates(query), seconds=seconds)
    if rate is not None and not rules.plausible(rate):
        _log.warning("shipping_rate_implausible", provider=row.provider, method=row.code)
        raise ProviderFailed(row.provider)
    return rate


def _option(row: Any, rate: Rate) -> Option:
    return Option(
        method_id=row.id,
        code=row.code,
        name=row.name,
        minor=rate.minor,
        currency=row.currency,
        tax_class=row.tax_class,
        min_days=row.min_days if rate.min_days is None else rate.min_days,
        max_days=row.max_days if rate.max_days is None else rate.max_days,
    )
