"""How stock is shared out, for every shape of stock."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commerce.inventory.errors import BelowReserved, InsufficientStock
from commerce.inventory.rules import MAX_PIECES, Shelf, available, check_level, spread
from commerce.kernel.errors import InvalidInput, LimitReached

OFFER = UUID(int=1)


@st.composite
def shelves(draw: st.DrawFn) -> list[Shelf]:
    rows = []
    for n in range(draw(st.integers(0, 6))):
        on_hand = draw(st.integers(0, 50))
        reserved = draw(st.integers(0, on_hand))
        rows.append(Shelf(UUID(int=100 + n), OFFER, on_hand, reserved, tracked=True))
    return rows


@given(shelves(), st.integers(1, 200))
def test_picks_sum_to_what_is_wanted_and_never_exceed_a_shelf(
    rows: list[Shelf], wanted: int
) -> None:
    there = available(rows)
    assert there is not None

    if there < wanted:
        with pytest.raises(InsufficientStock) as refusal:
            spread({OFFER: wanted}, rows)
        assert (refusal.value.available, refusal.value.requested) == (there, wanted)
        return
    picks = spread({OFFER: wanted}, rows)
    free = {shelf.stock_id: shelf.free for shelf in rows}
    assert sum(pick.quantity for pick in picks) == wanted
    assert all(0 < pick.quantity <= free[pick.stock_id] for pick in picks)
    assert len({pick.stock_id for pick in picks}) == len(picks)


@given(shelves(), st.integers(1, 200))
def test_one_shelf_that_has_all_is_enough(rows: list[Shelf], wanted: int) -> None:
    if any(shelf.free >= wanted for shelf in rows):
        assert len(spread({OFFER: wanted}, rows)) == 1


@given(shelves(), st.integers(1, 10**6))
def test_untracked_stock_always_suffices(rows: list[Shelf], wanted: int) -> None:
    endless = Shelf(UUID(int=1), OFFER, 0, 7, tracked=False)

    picks = spread({OFFER: wanted}, [*rows, endless])

    assert [(pick.stock_id, pick.quantity) for pick in picks] == [(endless.stock_id, wanted)]
    assert available([*rows, endless]) is None


def test_nothing_and_less_than_nothing_cannot_be_wanted() -> None:
    for quantity in (0, -1):
        with pytest.raises(InvalidInput):
            spread({OFFER: quantity}, [])


def test_a_level_is_between_the_reserved_and_a_milliard() -> None:
    check_level(5, reserved=5, tracked=True, path=())
    check_level(-5, reserved=5, tracked=False, path=())
    with pytest.raises(BelowReserved):
        check_level(4, reserved=5, tracked=True, path=())
    with pytest.raises(LimitReached):
        check_level(MAX_PIECES + 1, reserved=0, tracked=True, path=())
