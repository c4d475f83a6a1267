"""Money: whole minor units with a currency. No floats, and parts always sum to the whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache
from typing import Self

from babel.numbers import format_currency

from commerce.kernel.errors import InvalidInput, LimitReached

MAX_MINOR = 2**63 - 1
PARTS_PER_MILLION = 1_000_000
# Currencies whose minor unit is not a hundredth: ISO 4217, table A.1.
_NO_MINOR = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_THOUSANDTHS = "BHD IQD JOD KWD LYD OMR TND"
_TEN_THOUSANDTHS = "CLF UYW"
_EXPONENTS = {
    currency: digits
    for digits, currencies in ((0, _NO_MINOR), (3, _THOUSANDTHS), (4, _TEN_THOUSANDTHS))
    for currency in currencies.split(" ")
}
_PRICES = 8192
_LOCALES = {"uz-Latn": "uz_Latn", "uz-Cyrl": "uz_Cyrl", "ru": "ru", "en": "en"}


def exponent(currency: str) -> int:
    """How many decimal digits the minor unit of a currency has."""
    return _EXPONENTS.get(currency, 2)


def amount_text(minor: int, currency: str) -> str:
    """An amount in major units as decimal text, with all digits of the currency."""
    digits = _EXPONENTS.get(currency, 2)
    text = str(minor)
    if not digits:
        return text
    if minor < 0:
        return f"-{amount_text(-minor, currency)}"
    if len(text) <= digits:
        text = text.zfill(digits + 1)
    return f"{text[:-digits]}.{text[-digits:]}"


@dataclass(frozen=True, slots=True)
class Money:
    """An exact amount. `minor` counts the smallest unit (tiyin, cent); may be negative."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if abs(self.minor) > MAX_MINOR:
            raise LimitReached(MAX_MINOR)

    def __add__(self, other: Self) -> "Money":
        self._same(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: Self) -> "Money":
        self._same(other)
        return Money(self.minor - other.minor, self.currency)

    def __mul__(self, times: int) -> "Money":
        return Money(self.minor * times, self.currency)

    def _same(self, other: "Money") -> None:
        if self.currency != other.currency:
            raise ValueError(f"cannot combine {self.currency} with {other.currency}")

    @property
    def amount(self) -> Decimal:
        """The same in major units, with all digits of the currency."""
        return Decimal(self.minor).scaleb(-exponent(self.currency))

    def formatted(self, language: str) -> str:
        """The amount as people of a language write it."""
        return format_currency(
            self.amount, self.currency, locale=_LOCALES.get(language, "en"), currency_digits=False
        )


def parse_amount(text: str | Decimal, currency: str, *, path: tuple[str, ...] = ()) -> Money:
    """Read a decimal amount in major units.

    Raises:
        InvalidInput: not a number, or finer than the currency's minor unit.
        LimitReached: does not fit in 64 bits.
    """
    try:
        minor = Decimal(text).scaleb(exponent(currency))
        whole = minor.to_integral_value()
    except (InvalidOperation, ValueError):
        raise InvalidInput("money", path=path) from None
    if not minor.is_finite() or minor != whole:
        raise InvalidInput("money", path=path)
    if abs(whole) > MAX_MINOR:
        raise LimitReached(MAX_MINOR, path=path)
    return Money(int(whole), currency)


def share(minor: int, parts: int, whole: int) -> int:
    """`minor * parts / whole`, rounded half away from zero."""
    product = abs(minor) * parts
    rounded = (2 * product + whole) // (2 * whole)
    return rounded if minor >= 0 else -rounded


def allocate(minor: int, weights: Sequence[int]) -> list[int]:
    """Split an amount in proportion to weights; the parts sum to the whole.

    What rounding leaves goes to the largest remainders, the earlier first.
    """
    total = sum(weights)
    if total <= 0 or minor < 0:
        raise ValueError("weights must sum to more than zero, and the amount must not be negative")
    parts = [minor * weight // total for weight in weights]
    rest = [minor * weight % total for weight in weights]
    order = sorted(range(len(weights)), key=lambda index: (-rest[index], index))
    for index in order[: minor - sum(parts)]:
        parts[index] += 1
    return parts


@dataclass(frozen=True, slots=True)
class Taxed:
    """An amount with its tax: `net + tax == gross` always."""

    net: int
    tax: int
    currency: str

    @property
    def gross(self) -> int:
        return self.net + self.tax

    def __add__(self, other: Self) -> "Taxed":
        if self.currency != other.currency:
            raise ValueError(f"cannot combine {self.currency} with {other.currency}")
        return Taxed(self.net + other.net, self.tax + other.tax, self.currency)


@lru_cache(_PRICES)
def with_tax(minor: int, currency: str, *, rate: int, included: bool) -> Taxed:
    """Split off or add tax. `rate` is in parts per million (12 % is 120_000).

    Kept for the prices that are shown again and again.
    """
    if included:
        tax = share(minor, rate, PARTS_PER_MILLION + rate)
        return Taxed(minor - tax, tax, currency)
    return Taxed(minor, share(minor, rate, PARTS_PER_MILLION), currency)


@lru_cache(maxsize=512)
def percent(rate: int) -> str:
    """A rate in parts per million as a decimal percentage: 120_000 is "12"."""
    value = (Decimal(rate) / 10_000).quantize(Decimal("0.0001"), ROUND_HALF_UP).normalize()
    return f"{value:f}"
