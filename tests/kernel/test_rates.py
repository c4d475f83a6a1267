"""Token buckets: what may be taken in any stretch of time, and that waiting helps."""

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commerce.kernel.errors import RateLimited
from commerce.kernel.rates import LOGIN, Buckets, Demand, Limiter, Pace, all_rates, paces

PACES = st.builds(
    Pace,
    st.just("some"),
    burst=st.integers(1, 50).map(float),
    per_second=st.sampled_from([0.1, 0.5, 1.0, 3.0, 20.0]),
)
STEPS = st.lists(st.tuples(st.floats(0, 30), st.integers(1, 80)), min_size=1, max_size=60)


class Clock:
    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


@given(PACES, STEPS)
async def test_no_stretch_of_time_grants_more_than_the_bucket_and_what_came_in(
    pace: Pace, steps: list[tuple[float, int]]
) -> None:
    clock = Clock()
    buckets = Buckets(clock=clock)
    granted = []
    for pause, amount in steps:
        clock.now += pause
        if (await buckets.take([Demand(pace, "a", amount)])).refused is None:
            granted.append((clock.now, amount))

    for first, (began, _) in enumerate(granted):
        for last in range(first, len(granted)):
            ended, latest = granted[last]
            taken = sum(amount for _, amount in granted[first : last + 1])
            debt = max(latest - pace.burst, 0)  # of one that is larger than the bucket
            assert taken <= pace.burst + (ended - began) * pace.per_second + debt + 1e-3


@given(PACES, STEPS)
async def test_whoever_is_refused_lost_nothing_and_is_served_after_the_wait(
    pace: Pace, steps: list[tuple[float, int]]
) -> None:
    clock = Clock()
    buckets = Buckets(clock=clock)
    for pause, amount in steps:
        clock.now += pause
        demand = Demand(pace, "a", amount)
        first = await buckets.take([demand])
        if first.refused is None:
            continue
        again = await buckets.take([demand])
        assert again.wait == first.wait > 0
        clock.now += first.wait * 0.99 - 1e-6
        early = await buckets.take([demand])
        clock.now += first.wait * 0.01 + 2e-6
        late = early if early.refused is None else await buckets.take([demand])
        assert late.refused is None


@given(PACES, st.integers(1, 20), st.integers(1, 20))
async def test_of_several_demands_all_are_met_or_none(pace: Pace, mine: int, yours: int) -> None:
    other = Pace("other", 10.0, 1.0)
    buckets = Buckets(clock=Clock())
    await buckets.take([Demand(other, "b", 10)])

    taken = await buckets.take([Demand(pace, "a", mine), Demand(other, "b", yours)])

    assert taken.refused is other
    left = (await buckets.take([Demand(pace, "a", 0)])).left
    assert left == pytest.approx(pace.burst)


async def test_one_at_a_time_and_several_at_once_come_from_the_same_bucket() -> None:
    clock = Clock()
    buckets, pace = Buckets(clock=clock), Pace("some", 10.0, 1.0)

    for _ in range(4):
        assert buckets.take_one(pace, "a") == 0
    left = (await buckets.take([Demand(pace, "a", 5)])).left
    assert left == pytest.approx(1)
    assert buckets.take_one(pace, "a") == 0
    assert buckets.take_one(pace, "a") == pytest.approx(1)
    assert buckets.take_one(pace, "b") == 0


async def test_what_is_larger_than_a_bucket_is_given_by_a_full_one_and_paid_off() -> None:
    clock = Clock()
    buckets, pace = Buckets(clock=clock), Pace("some", 10.0, 1.0)

    assert (await buckets.take([Demand(pace, "a", 25)])).refused is None
    refused = await buckets.take([Demand(pace, "a", 1)])

    assert refused.wait == pytest.approx(16)


async def test_a_flood_of_addresses_takes_bounded_room_and_frees_nobody_who_owes() -> None:
    clock = Clock()
    buckets, pace = Buckets(most=1_000, clock=clock), Pace("some", 5.0, 1.0)
    await buckets.take([Demand(pace, "guilty", 5)])

    for number in range(20_000):
        await buckets.take([Demand(pace, f"2001:db8:{number:x}::/64", 1)])
        clock.now += 0.00001

    assert len(buckets) <= 1_000
    assert buckets.take_one(pace, "guilty") > 0


def test_a_full_house_stays_small() -> None:
    buckets, pace = Buckets(), Pace("some", 5.0, 1.0)
    for number in range(100_000):
        buckets.take_one(pace, f"2001:db8:{number:x}::/64")

    held = buckets._full_at["some"]
    size = sys.getsizeof(held) + sum(sys.getsizeof(k) + sys.getsizeof(v) for k, v in held.items())
    assert len(buckets) <= 20_000
    assert size < 5_000_000


async def test_a_limit_is_spent_by_name_until_it_refuses() -> None:
    limiter = Limiter(paces({"login": (3, 6)}))
    for _ in range(3):
        await limiter.spend(LOGIN, "somebody")

    with pytest.raises(RateLimited) as refusal:
        await limiter.spend(LOGIN, "somebody")
    await limiter.spend(LOGIN, "somebody else")

    assert refusal.value.limit == "login"
    assert 9_000 < refusal.value.milliseconds <= 10_000


async def test_a_lifted_limit_refuses_nobody() -> None:
    limiter = Limiter(paces({"login": None, "address": None}))

    for _ in range(1_000):
        await limiter.spend(LOGIN, "somebody")
        assert limiter.knock("somebody") == 0


def test_processes_with_buckets_of_their_own_share_the_numbers() -> None:
    whole, share = paces({"code": (2, 60)}), paces({"code": (2, 60)}, shares=4)

    for name in all_rates():
        assert share[name].per_second * 4 == pytest.approx(whole[name].per_second)
        assert share[name].burst == pytest.approx(max(whole[name].burst / 4, 1))
