"""What a price may be; pure functions."""

from commerce.kernel.errors import InvalidInput, LimitReached
from commerce.kernel.money import Money
from commerce.pricing.errors import CompareAtTooLow

MAX_PRICE = 10**16


def check(amount: Money, compare_at: Money | None) -> None:
    """Whether an offer may cost this.

    Raises:
        InvalidInput: below zero, or the two have different currencies.
        LimitReached: above 10^16 minor units.
        CompareAtTooLow: the price before is not above the price now.
    """
    if amount.minor < 0:
        raise InvalidInput("not_negative", path=("input", "price"))
    if amount.minor > MAX_PRICE:
        raise LimitReached(MAX_PRICE, path=("input", "price"))
    if compare_at is None:
        return
    if compare_at.currency != amount.currency:
        raise InvalidInput("currency", path=("input", "compareAt"))
    if compare_at.minor > MAX_PRICE:
        raise LimitReached(MAX_PRICE, path=("input", "compareAt"))
    if compare_at.minor <= amount.minor:
        raise CompareAtTooLow
