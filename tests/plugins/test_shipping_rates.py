"""Flat and weight rates hold to what is asked of shipping providers."""

from dataclasses import replace

import pytest
from commerce_shipping_rates import FlatRate, WeightRate, plugin

from commerce.kernel.plugins import Registry
from commerce.shipping.providers import SHIPPING, Rate
from commerce.testing.shipping import CHECKS, Sample

FLAT = Sample(
    FlatRate(),
    good=({"price": "15000"}, {"price": "15000.50", "free_from": "500000"}, {"price": "0"}),
    bad=({}, {"price": 15000}, {"price": "-1"}, {"price": "1e3"}, {"price": "1", "colour": "red"}),
)
WEIGHT = Sample(
    WeightRate(),
    good=(
        {"base": "10000", "per_kg": "3000"},
        {"base": "0", "per_kg": "0.01", "max_grams": 30_000, "free_from": "300000"},
    ),
    bad=({"base": "1"}, {"base": "1", "per_kg": "1", "max_grams": 0}, {"base": "", "per_kg": "1"}),
)


@pytest.mark.parametrize("sample", [FLAT, WEIGHT], ids=["flat", "weight"])
@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
async def test_it_conforms(check, sample: Sample) -> None:
    await check(sample)


def test_it_fills_the_slot_of_shipping_twice() -> None:
    registry = Registry()

    plugin.register(registry, {})

    assert sorted(registry.all(SHIPPING)) == ["flat", "weight"]


async def test_a_flat_rate_is_free_from_its_threshold_on() -> None:
    query = FLAT.query({"price": "15000", "free_from": "200000"})

    at = await FlatRate().rates(replace(query, items_minor=20_000_000))
    below = await FlatRate().rates(replace(query, items_minor=19_999_999))

    assert (at, below) == (Rate(0), Rate(1_500_000))


@pytest.mark.parametrize(
    ("grams", "minor"), [(0, 1_000_000), (1, 1_300_000), (1000, 1_300_000), (1001, 1_600_000)]
)
async def test_each_kilogram_begun_is_paid(grams: int, minor: int) -> None:
    query = WEIGHT.query({"base": "10000", "per_kg": "3000"})

    assert await WeightRate().rates(replace(query, weight_grams=grams)) == Rate(minor)


async def test_a_parcel_that_is_too_heavy_is_not_taken() -> None:
    query = WEIGHT.query({"base": "1", "per_kg": "1", "max_grams": 2000})

    assert await WeightRate().rates(replace(query, weight_grams=2000)) is not None
    assert await WeightRate().rates(replace(query, weight_grams=2001)) is None
