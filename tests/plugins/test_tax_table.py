"""The tax table holds to what is asked of tax providers, and to arithmetic."""

from dataclasses import replace

import pytest
from commerce_tax_table import TaxTable, plugin
from hypothesis import given
from hypothesis import strategies as st

from commerce.kernel.plugins import Registry
from commerce.tax.providers import TAX, TaxDoc, TaxedLine, TaxLine
from commerce.testing.tax import CHECKS, DOC


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
async def test_it_conforms(check) -> None:
    await check(TaxTable())


def test_it_fills_the_slot_of_tax() -> None:
    registry = Registry()

    plugin.register(registry, {})

    assert isinstance(registry.only(TAX), TaxTable)


async def test_twelve_percent_inside_and_on_top() -> None:
    doc = replace(DOC, lines=(TaxLine("a", 11_200, "standard"),))

    inside = await TaxTable().quote(doc)
    on_top = await TaxTable().quote(replace(doc, prices_include_tax=False))

    assert inside.lines == {"a": TaxedLine(net=10_000, tax=1_200, rate=120_000)}
    assert on_top.lines == {"a": TaxedLine(net=11_200, tax=1_344, rate=120_000)}


async def test_an_unknown_class_is_standard_and_no_rate_is_no_tax() -> None:
    doc = replace(DOC, lines=(TaxLine("a", 11_200, "unheard-of"),))

    assert (await TaxTable().quote(doc)).lines["a"].rate == 120_000
    assert (await TaxTable().quote(replace(doc, rates={}))).lines["a"] == TaxedLine(11_200, 0, 0)


@given(st.integers(0, 10**16), st.integers(0, 1_000_000), st.booleans())
async def test_a_split_sums_and_is_within_half_a_unit(
    amount: int, rate: int, included: bool
) -> None:
    line = TaxLine("a", amount, "standard")
    doc = TaxDoc("UZ", "UZS", included, {"standard": rate}, (line,))

    taxed = (await TaxTable().quote(doc)).lines["a"]

    assert (taxed.net + taxed.tax if included else taxed.net) == amount
    base = 1_000_000 + rate if included else 1_000_000
    assert abs(2 * (taxed.tax * base - amount * rate)) <= base
