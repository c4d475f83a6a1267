"""How stock is shared out and what becomes of reservations; pure functions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from commerce.inventory.errors import BelowReserved, InsufficientStock
from commerce.inventory.types import HoldState, MovementKind
from commerce.kernel.errors import InvalidInput, LimitReached

MAX_PIECES = 10**9


@dataclass(frozen=True, slots=True)
class Shelf:
    """What one stock row says."""

    stock_id: UUID
    offer_id: UUID
    on_hand: int
    reserved: int
    tracked: bool

    @property
    def free(self) -> int:
        return max(0, self.on_hand - self.reserved)


@dataclass(frozen=True, slots=True)
class Pick:
    """So many pieces of one stock row."""

    stock_id: UUID
    offer_id: UUID
    quantity: int


@dataclass(frozen=True, slots=True)
class Step:
    """A move of reservations; the factors say what a piece does to its stock row."""

    was: HoldState
    becomes: HoldState
    on_hand: int
    reserved: int
    kind: MovementKind | None


COMMIT = Step(HoldState.HELD, HoldState.COMMITTED, -1, -1, MovementKind.SOLD)
RELEASE = Step(HoldState.HELD, HoldState.RELEASED, 0, -1, None)
RESTOCK = Step(HoldState.COMMITTED, HoldState.RELEASED, 1, 0, MovementKind.RETURNED)


def available(shelves: Iterable[Shelf]) -> int | None:
    """How many pieces buyers can get; None when any row is not tracked."""
    rows = list(shelves)
    if any(not shelf.tracked for shelf in rows):
        return None
    return sum(shelf.free for shelf in rows)


def spread(wanted: Mapping[UUID, int], shelves: Sequence[Shelf]) -> list[Pick]:
    """Take what is wanted from as few rows as possible, the fullest first.

    Raises:
        InvalidInput: a quantity is not above zero.
        InsufficientStock: for the first offer that cannot be covered.
    """
    by_offer: dict[UUID, list[Shelf]] = {}
    for shelf in shelves:
        by_offer.setdefault(shelf.offer_id, []).append(shelf)
    picks: list[Pick] = []
    for offer_id, quantity in wanted.items():
        if quantity <= 0:
            raise InvalidInput("positive")
        picks += _picks(offer_id, quantity, by_offer.get(offer_id, []))
    return picks


def _picks(offer_id: UUID, quantity: int, shelves: Sequence[Shelf]) -> list[Pick]:
    endless = min((s.stock_id for s in shelves if not s.tracked), default=None)
    if endless is not None:
        return [Pick(endless, offer_id, quantity)]
    there = sum(shelf.free for shelf in shelves)
    if there < quantity:
        raise InsufficientStock(offer_id, requested=quantity, available=there)
    picks = []
    left = quantity
    for shelf in sorted(shelves, key=lambda each: (-each.free, each.stock_id)):
        taken = min(left, shelf.free)
        if taken:
            picks.append(Pick(shelf.stock_id, offer_id, taken))
        left -= taken
    return picks


def check_level(on_hand: int, *, reserved: int, tracked: bool, path: tuple[str, ...]) -> None:
    """Whether a stock row may stand at `on_hand` pieces.

    Raises:
        BelowReserved: buyers were promised more, or it would be below zero.
        LimitReached: more than a milliard.
    """
    if abs(on_hand) > MAX_PIECES:
        raise LimitReached(MAX_PIECES, path=path)
    if tracked and on_hand < reserved:
        raise BelowReserved(on_hand=on_hand, reserved=reserved, path=path)
