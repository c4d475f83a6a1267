"""Which offer is shown first, and what an offer may be; pure functions."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from commerce.kernel.errors import InvalidInput, LimitReached
from commerce.offers.types import Condition

MAX_HANDLING_DAYS = 365
RANK = {Condition.NEW: 0, Condition.REFURBISHED: 1, Condition.USED: 2}


class Candidate(NamedTuple):
    """An offer that might be shown first: price in minor units, pieces (None: not tracked)."""

    offer_id: UUID
    condition: Condition
    price_minor: int | None
    available: int | None
    created_at: datetime


def order(candidate: Candidate) -> tuple[object, ...]:
    """What is there comes first, then new goods, the lowest price, the oldest offer.

    The id breaks what ties are left, so that no two offers are equal.
    """
    there = candidate.available is None or candidate.available > 0
    price = candidate.price_minor
    return (
        not there,
        RANK[candidate.condition],
        0 if price is None else price,
        candidate.created_at,
        candidate.offer_id,
    )


def pick_buy_box(candidates: Iterable[Candidate]) -> Candidate | None:
    """The offer that the buy button stands for; None when none has a price."""
    priced = [each for each in candidates if each.price_minor is not None]
    return min(priced, key=order, default=None)


def check_handling_days(days: int) -> None:
    """Whether a seller may take so long.

    Raises:
        InvalidInput: below zero.
        LimitReached: above a year.
    """
    if days < 0:
        raise InvalidInput("not_negative", path=("input", "handlingDays"))
    if days > MAX_HANDLING_DAYS:
        raise LimitReached(MAX_HANDLING_DAYS, path=("input", "handlingDays"))
