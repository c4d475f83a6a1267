"""Values that cross the border of tax."""

from collections.abc import Mapping
from dataclasses import dataclass

STANDARD = "standard"


@dataclass(frozen=True, slots=True)
class TaxLine:
    """Something taxed: `ref` names it in the answer, `amount_minor` is in minor units."""

    ref: str
    amount_minor: int
    tax_class: str


@dataclass(frozen=True, slots=True)
class TaxDoc:
    """What is to be taxed, and all that a table needs for it.

    `rates` are the country's, in parts per million by tax class. `prices_include_tax` says
    whether the amounts of the lines contain the tax already.
    """

    country: str
    currency: str
    prices_include_tax: bool
    rates: Mapping[str, int]
    lines: tuple[TaxLine, ...]

    def rate_of(self, tax_class: str) -> int:
        """The rate of a class; an unknown class is taxed as standard, no rate is 0."""
        return rate_of(self.rates, tax_class)


@dataclass(frozen=True, slots=True)
class TaxedLine:
    """A line split: minor units without tax, tax in minor units, rate in parts per million."""

    net: int
    tax: int
    rate: int


@dataclass(frozen=True, slots=True)
class TaxQuote:
    """The answer for every line; `estimated` when the provider failed and the table spoke."""

    lines: Mapping[str, TaxedLine]
    estimated: bool = False


def rate_of(rates: Mapping[str, int], tax_class: str) -> int:
    """The rate of a class in parts per million; unknown is standard, no rate is 0."""
    return rates.get(tax_class, rates.get(STANDARD, 0))
