"""Payments under fire: however many tell the news at once, it takes effect once."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from commerce_payments_simulator import plugin
from commerce_payments_simulator.signing import SimulatedNotice, signed
from sqlalchemy import text

from commerce.kernel.clock import now, shifted
from commerce.kernel.errors import DomainError
from commerce.kernel.ids import new_id
from commerce.kernel.plugins import Registry
from commerce.payments import service
from commerce.payments.errors import PaymentInProgress
from commerce.payments.providers import Outcome, RawReply
from commerce.payments.types import OutcomeStatus as S
from tests.make.payments import PRICE

TIMES = 16
SECRET = "a secret of the races"
TAKEN = Outcome(S.OK, amount=PRICE)
FOUND = """
select p.state, p.captured,
  (select array_agg(a.state order by a.id) from payments_attempt a where a.payment_id = p.id),
  (select array_agg(o.name order by o.name) from kernel_outbox o where o.subject_id = p.id
    and o.name <> 'payments.payment_attempted')
from payments_payment p where p.payable_id = :payable
"""


@pytest.fixture
def record(race):
    async def call(attempt_id: UUID, outcome: Outcome = TAKEN) -> service.Recorded:
        async with race.db.transaction() as tx:
            return await service.record(tx, attempt_id, outcome)

    return call


@pytest.fixture
def found(race):
    async def call(payable_id: UUID) -> tuple[Any, ...]:
        async with race.db.transaction() as tx:
            rows = await tx.session.execute(text(FOUND), {"payable": payable_id})
            return tuple(rows.one())

    return call


async def test_sixteen_tell_of_the_same_money_and_one_settles(racing, record, found) -> None:
    attempt = await racing.attempt(payable_id=(payable := new_id()))

    told = await asyncio.gather(*(record(attempt.id) for _ in range(TIMES)))

    assert [each.became_settled for each in told].count(True) == 1
    assert all(each.placeable for each in told)
    assert await found(payable) == (
        "captured", PRICE.minor, ["settled"], ["payments.payment_settled"],
    )  # fmt: skip


async def test_of_two_attempts_paid_at_once_one_wins_and_one_is_owed_back(
    racing, record, found
) -> None:
    for _ in range(8):
        payable = new_id()
        pair = [await racing.waiting_attempt(payable_id=payable) for _ in range(2)]

        told = await asyncio.gather(*(record(each.id) for each in pair for _ in range(4)))

        assert [each.became_settled for each in told].count(True) == 1
        assert [each.duplicate for each in told].count(True) == 1
        state, captured, attempts, events = await found(payable)
        assert (state, captured, sorted(attempts)) == (
            "captured", PRICE.minor, ["duplicate", "settled"],
        )  # fmt: skip
        assert events == ["payments.duplicate_payment", "payments.payment_settled"]


async def test_the_first_delivery_of_a_notice_sixteen_times_at_once_takes_effect_once(
    race, racing, found, tmp_path
) -> None:
    attempt = await racing.waiting_attempt(payable_id=(payable := new_id()))
    registry = Registry()
    plugin.register(registry, {"state_dir": str(tmp_path), "secret": SECRET})
    route = service.inbound_routes(registry)["simulator", "notice"]
    request = signed(SECRET, SimulatedNotice(attempt.id, PRICE))
    followed: list[UUID] = []

    async def follow(tx: Any, recorded: service.Recorded) -> None:
        followed.append(recorded.attempt.id)

    async def post() -> RawReply:
        return await service.receive(
            race.db, "simulator", route=route, request=request, follow=follow
        )

    replies = await asyncio.gather(*(post() for _ in range(TIMES)))

    assert {(each.status, each.body) for each in replies} == {(200, replies[0].body)}
    assert followed == [attempt.id]
    assert (await found(payable))[2:] == (["settled"], ["payments.payment_settled"])


async def test_sixteen_buyers_of_one_order_get_one_attempt(racing, found) -> None:
    payable = new_id()

    async def begin() -> bool:
        try:
            await racing.attempt(payable_id=payable)
        except PaymentInProgress:
            return False
        return True

    begun = await asyncio.gather(*(begin() for _ in range(TIMES)))

    assert begun.count(True) == 1
    assert (await found(payable))[2] == ["new"]


async def test_giving_up_and_paying_at_once_end_in_one_truth(race, racing, record, found) -> None:
    for _ in range(8):
        attempt = await racing.waiting_attempt(payable_id=(payable := new_id()))

        async def give_up(payable: UUID = payable) -> bool:
            async with race.db.transaction() as tx:
                return await service.cancel_open(tx, payable, "expired")

        given_up, told = await asyncio.gather(give_up(), record(attempt.id))

        state, captured, attempts, _ = await found(payable)
        if given_up:
            assert (state, captured, attempts) == ("cancelled", 0, ["duplicate"])
            assert told.duplicate
        else:
            assert (state, captured, attempts) == ("captured", PRICE.minor, ["settled"])
            assert told.became_settled


async def test_sixteen_sweepers_and_one_takes_the_attempt_on(race, racing) -> None:
    attempt = await racing.attempt()

    async def claim() -> bool:
        async with race.db.transaction() as tx:
            return await service.claim(tx, attempt.id, now() + timedelta(minutes=1))

    with shifted(timedelta(minutes=2)):
        claims = await asyncio.gather(*(claim() for _ in range(TIMES)))

    assert claims.count(True) == 1


async def test_all_kinds_of_news_at_once_never_lock_each_other_for_ever(
    race, racing, record, found
) -> None:
    payable = new_id()
    attempts = [await racing.waiting_attempt(payable_id=payable) for _ in range(4)]
    news = [TAKEN, Outcome(S.DECLINED), Outcome(S.PENDING), Outcome(S.UNKNOWN)]

    async def tell(attempt_id: UUID, outcome: Outcome) -> None:
        await record(attempt_id, outcome)

    async def begin() -> None:
        try:
            await racing.attempt(payable_id=payable)
        except DomainError:
            return

    await asyncio.gather(
        *(tell(each.id, outcome) for outcome in news for each in attempts),
        *(begin() for _ in range(4)),
    )

    state, captured, states, _ = await found(payable)
    assert (state, captured, states.count("settled")) == ("captured", PRICE.minor, 1)
    assert states[:4].count("duplicate") == 3
