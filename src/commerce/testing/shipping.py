"""What every shipping provider must hold to.

`CHECKS` are coroutine functions that take a `Sample` and raise AssertionError; a plugin's
tests run each of them for each of its providers.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

from jsonschema import Draft202012Validator

from commerce.shipping.providers import Rate, RateQuery, ShippingProvider


@dataclass(frozen=True, slots=True)
class Sample:
    """A provider with configurations it must accept and must refuse, for one currency."""

    provider: ShippingProvider
    good: tuple[Mapping[str, Any], ...]
    bad: tuple[Mapping[str, Any], ...]
    currency: str = "UZS"
    country: str = "UZ"

    def query(self, config: Mapping[str, Any]) -> RateQuery:
        """An ordinary parcel: 1.2 kg in three pieces, worth 250 000 in major units."""
        return RateQuery(
            config=config,
            currency=self.currency,
            country=self.country,
            weight_grams=1_200,
            items_minor=25_000_000,
            quantity=3,
        )


Check = Callable[[Sample], Awaitable[None]]
_PARCELS: tuple[dict[str, Any], ...] = (
    {"weight_grams": 0},
    {"weight_grams": 1},
    {"weight_grams": 10**9},
    {"items_minor": 0},
    {"items_minor": 10**16},
    {"quantity": 1},
    {"quantity": 9_999},
)


def _sound(rate: Rate | None) -> None:
    if rate is None:
        return
    assert type(rate.minor) is int, rate
    assert rate.minor >= 0, rate
    if rate.min_days is not None and rate.max_days is not None:
        assert 0 <= rate.min_days <= rate.max_days, rate


async def describes_its_configuration(sample: Sample) -> None:
    """The schema is a JSON Schema; it takes the good configurations and refuses the bad."""
    Draft202012Validator.check_schema(dict(sample.provider.config_schema))
    validator = Draft202012Validator(sample.provider.config_schema)
    for config in sample.good:
        assert validator.is_valid(dict(config)), config
    for config in sample.bad:
        assert not validator.is_valid(dict(config)), config


async def rates_an_ordinary_parcel(sample: Sample) -> None:
    """With a good configuration an ordinary parcel has a price."""
    for config in sample.good:
        rate = await sample.provider.rates(sample.query(config))
        assert rate is not None, config
        _sound(rate)


async def answers_for_every_parcel(sample: Sample) -> None:
    """Empty, tiny, huge: a sound rate or None, never an exception."""
    for config in sample.good:
        for parcel in _PARCELS:
            _sound(await sample.provider.rates(replace(sample.query(config), **parcel)))


async def answers_the_same_twice(sample: Sample) -> None:
    """A parcel costs the same when asked again."""
    for config in sample.good:
        query = sample.query(config)
        assert await sample.provider.rates(query) == await sample.provider.rates(query)


async def leaves_the_configuration_alone(sample: Sample) -> None:
    """The configuration is the shop's; a provider only reads it."""
    for config in sample.good:
        before = deepcopy(dict(config))
        await sample.provider.rates(sample.query(config))
        assert dict(config) == before


async def serves_many_at_once(sample: Sample) -> None:
    """Questions asked at the same time do not mix."""
    config = sample.good[0]
    queries = [replace(sample.query(config), weight_grams=100 * n) for n in range(1, 21)]
    together = await asyncio.gather(*(sample.provider.rates(each) for each in queries))
    assert list(together) == [await sample.provider.rates(each) for each in queries]


CHECKS: tuple[Check, ...] = (
    describes_its_configuration,
    rates_an_ordinary_parcel,
    answers_for_every_parcel,
    answers_the_same_twice,
    leaves_the_configuration_alone,
    serves_many_at_once,
)
