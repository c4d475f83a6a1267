"""What may be configured, and which answers of providers can be true; pure functions."""

from collections.abc import Iterable, Mapping
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

from commerce.kernel.errors import InvalidInput, LimitReached
from commerce.shipping.errors import ConfigInvalid
from commerce.shipping.providers import Rate
from commerce.shipping.types import Option

MAX_DAYS = 365
MAX_RATE = 10**16
CONFIG = ("input", "config")


def check_config(provider: str, config: Mapping[str, Any], schema: Mapping[str, Any]) -> None:
    """Whether a provider understands a configuration.

    Raises:
        ConfigInvalid: it does not; the path leads to the first place that is wrong.
    """
    error = best_match(Draft202012Validator(schema).iter_errors(dict(config)))
    if error is not None:
        where = tuple(str(part) for part in error.absolute_path)
        raise ConfigInvalid(provider, detail=error.message[:300], path=(*CONFIG, *where))


def check_days(min_days: int, max_days: int) -> None:
    """Whether a delivery may take so long.

    Raises:
        InvalidInput: below zero, or the most is less than the least.
        LimitReached: above a year.
    """
    if min_days < 0:
        raise InvalidInput("not_negative", path=("input", "minDays"))
    if max_days < min_days:
        raise InvalidInput("range", path=("input", "maxDays"))
    if max_days > MAX_DAYS:
        raise LimitReached(MAX_DAYS, path=("input", "maxDays"))


def plausible(rate: Rate) -> bool:
    """Whether a provider's answer is a price and a time at all."""
    days = (rate.min_days or 0, rate.max_days if rate.max_days is not None else MAX_DAYS)
    return 0 <= rate.minor <= MAX_RATE and 0 <= days[0] <= days[1]


def sorted_options(options: Iterable[Option]) -> tuple[Option, ...]:
    """Cheapest first, then the quickest; always in the same order."""
    return tuple(
        sorted(options, key=lambda o: (o.minor, o.max_days, o.min_days, o.code, o.method_id))
    )
