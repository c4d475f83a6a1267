"""Ways to send a parcel: which fit, what they cost, and providers that fail."""

import asyncio
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import pytest

from commerce.kernel.plugins import Registry
from commerce.shipping import service
from commerce.shipping.providers import SHIPPING, Rate
from commerce.shipping.types import Parcel


@pytest.fixture
def ask(app):
    """The options for a parcel of two kilograms to Tashkent."""

    async def call(seller, registry=None, settings=None, **given):
        values = {
            "seller_id": seller.id,
            "country": "UZ",
            "currency": "UZS",
            "weight_grams": 2000,
            "items_minor": 10_000_000,
            "quantity": 2,
        }
        (found,) = await service.options_for(
            app.db.reader(),
            registry or app.registry,
            settings or app.settings,
            [Parcel(**values | given)],
        )
        return found

    return call


async def test_options_are_sorted_by_price(make, ask) -> None:
    seller = await make.seller()
    zone = await make.shipping_zone()
    await make.shipping_method(zone, code="courier", config={"price": "30000"}, max_days=2)
    weight = {"base": "10000", "per_kg": "2500"}
    await make.shipping_method(zone, code="post", provider="weight", config=weight)
    free = {"price": "40000", "free_from": "100000"}
    await make.shipping_method(zone, code="pickup", config=free)

    options = await ask(seller)

    assert [(each.code, each.minor) for each in options.rates] == [
        ("pickup", 0),
        ("post", 1_500_000),
        ("courier", 3_000_000),
    ]
    assert options.failed == ()
    assert (options.rates[2].min_days, options.rates[2].max_days) == (1, 2)
    assert options.rates[2].name["ru"] == "Курьер"


async def test_only_what_fits_country_currency_and_seller_is_offered(make, ask) -> None:
    seller, other = await make.seller(), await make.seller()
    everywhere = await make.shipping_zone(countries=["KZ", "UZ"])
    await make.shipping_method(everywhere, code="for-all")
    await make.shipping_method(everywhere, code="dollars", currency="USD")
    await make.shipping_method(everywhere, code="off", active=False)
    await make.shipping_method(await make.shipping_zone(countries=["KZ"]), code="abroad")
    await make.shipping_method(await make.shipping_zone(seller), code="own")
    await make.shipping_method(await make.shipping_zone(other), code="of-another")
    heavy = {"base": "1", "per_kg": "1", "max_grams": 1999}
    await make.shipping_method(everywhere, code="light", provider="weight", config=heavy)

    async def codes(**given):
        return {each.code for each in (await ask(seller, **given)).rates}

    assert await codes() == {"for-all", "own"}
    assert await codes(country="KZ") == {"for-all", "abroad"}
    assert await codes(currency="USD") == {"dollars"}
    assert await codes(country="DE") == set()
    assert await codes(weight_grams=1999) == {"for-all", "own", "light"}


async def test_asking_takes_one_statement(make, ask, sql) -> None:
    seller = await make.seller()
    zone = await make.shipping_zone()
    for _ in range(5):
        await make.shipping_method(zone)

    with sql.counted() as seen:
        assert len((await ask(seller)).rates) == 5
    assert seen.count == 1


class Good:
    config_schema: Mapping[str, Any] = MappingProxyType({"type": "object"})

    async def rates(self, query):
        return Rate(100, min_days=4, max_days=6)


class Fails(Good):
    async def rates(self, query):
        raise OSError("no route")


class Sleeps(Good):
    async def rates(self, query):
        await asyncio.sleep(5)
        return Rate(1)


class Negative(Good):
    async def rates(self, query):
        return Rate(-1)


class Backwards(Good):
    async def rates(self, query):
        return Rate(1, min_days=9, max_days=2)


async def test_a_provider_that_fails_loses_its_option_and_nothing_more(make, ask, settings) -> None:
    registry = Registry()
    kinds = {"good": Good, "fails": Fails, "sleeps": Sleeps, "negative": Negative}
    for name, kind in {**kinds, "backwards": Backwards}.items():
        registry.provide(SHIPPING, name, kind())
    zone = await make.shipping_zone()
    for name in (*kinds, "backwards", "gone"):
        await make.shipping_method(zone, code=f"by-{name}", provider=name)
    impatient = settings.model_copy(update={"provider_seconds": 0.05})

    options = await ask(await make.seller(), registry, impatient)

    assert [each.code for each in options.rates] == ["by-good"]
    assert (options.rates[0].min_days, options.rates[0].max_days) == (4, 6)
    assert options.failed == (
        "by-backwards",
        "by-fails",
        "by-gone",
        "by-negative",
        "by-sleeps",
    )


async def test_providers_are_never_asked_inside_a_transaction(make, ask, db) -> None:
    seller = await make.seller()
    await make.shipping_method()

    with pytest.raises(RuntimeError, match="inside a database transaction"):
        async with db.transaction():
            await ask(seller)
