"""Which offer comes first, in Python and in SQL alike."""

from datetime import UTC, datetime, timedelta
from itertools import permutations
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commerce.kernel.errors import InvalidInput, LimitReached
from commerce.kernel.ids import decode, encode
from commerce.offers.rules import Candidate, check_handling_days, order, pick_buy_box
from commerce.offers.types import Condition

START = datetime(2026, 1, 1, tzinfo=UTC)
candidates = st.builds(
    Candidate,
    offer_id=st.uuids(),
    condition=st.sampled_from(Condition),
    price_minor=st.none() | st.integers(0, 3),
    available=st.none() | st.integers(0, 2),
    created_at=st.integers(0, 2).map(lambda days: START + timedelta(days=days)),
)


@given(st.lists(candidates, max_size=4, unique_by=lambda each: each.offer_id))
def test_the_choice_does_not_depend_on_the_order_of_the_candidates(rows: list[Candidate]) -> None:
    assert len({pick_buy_box(each) for each in permutations(rows)}) == 1


@given(st.lists(candidates, max_size=8, unique_by=lambda each: each.offer_id))
def test_no_two_offers_are_equal_and_the_first_is_picked(rows: list[Candidate]) -> None:
    assert len({order(each) for each in rows}) == len(rows)
    priced = [each for each in rows if each.price_minor is not None]
    assert pick_buy_box(rows) == (sorted(priced, key=order)[0] if priced else None)


def candidate(n: int, **given) -> Candidate:
    values = {
        "condition": Condition.NEW,
        "price_minor": 100,
        "available": 1,
        "created_at": START,
    }
    return Candidate(offer_id=UUID(int=n), **values | given)


def test_what_is_there_beats_new_beats_cheap_beats_old() -> None:
    best = [
        candidate(6, price_minor=50, available=None),
        candidate(5, price_minor=60, created_at=START - timedelta(days=1)),
        candidate(4, price_minor=60),
        candidate(3, condition=Condition.REFURBISHED, price_minor=1),
        candidate(2, condition=Condition.USED, price_minor=1),
        candidate(1, price_minor=1, available=0),
    ]
    assert sorted(reversed(best), key=order) == best


def test_an_offer_without_a_price_is_never_picked() -> None:
    assert pick_buy_box([candidate(1, price_minor=None)]) is None
    assert pick_buy_box([]) is None


def test_handling_takes_up_to_a_year() -> None:
    check_handling_days(0)
    check_handling_days(365)
    with pytest.raises(InvalidInput):
        check_handling_days(-1)
    with pytest.raises(LimitReached):
        check_handling_days(366)


BEST = """
query ($id: ID!) { product(by: {id: $id}) {
  buyBox { id } offers(first: 100) { id price { gross { minorUnits } } }
  variants { buyBox { id } offers { id } }
} }
"""


async def test_the_database_ranks_as_the_rule_does(gql, make) -> None:
    await make.channel()
    variant = await make.variant()
    rows = []
    for n in range(18):
        made = {
            "condition": list(Condition)[n % 3],
            "stock": [0, 3, None][n // 3 % 3],
            "tracked": n % 4 != 1,
            "price": [500, 400, None][n // 6],
        }
        offer = await make.offer(variant=variant, **made)
        there = 0 if made["stock"] is None else made["stock"] if made["tracked"] else None
        rows.append(Candidate(offer.id, offer.condition, made["price"], there, offer.created_at))

    product = (await gql(BEST, id=encode("prod", variant.product_id)))["product"]

    expected = pick_buy_box(rows)
    assert expected is not None
    assert decode("off", product["buyBox"]["id"]) == expected.offer_id
    assert product["variants"][0]["buyBox"] == product["buyBox"]
    listed = [decode("off", each["id"]) for each in product["offers"] if each["price"]]
    priced = [each for each in rows if each.price_minor is not None]
    assert listed == [each.offer_id for each in sorted(priced, key=order)]
    assert len(product["offers"]) == len(product["variants"][0]["offers"]) == 18
