"""Stuck attempts are found once, and given-up payments close."""

from datetime import timedelta

from commerce.kernel.clock import now, shifted
from commerce.kernel.ids import new_id
from commerce.payments import service
from commerce.payments.providers import Outcome
from commerce.payments.types import OutcomeStatus as S

LATER = timedelta(minutes=2)


async def test_an_attempt_is_due_when_its_claim_runs_out(make, reader) -> None:
    attempt = await make.attempt(payable_id=(payable := new_id()))
    assert await service.due(reader) == []

    with shifted(LATER):
        (found,) = await service.due(reader)

    assert (found.id, found.payable_id, found.provider) == (attempt.id, payable, "simulator")


async def test_closed_attempts_and_promised_cash_are_never_due(make, record, reader) -> None:
    await record((await make.attempt()).id, Outcome(S.OK))
    await record((await make.attempt()).id, Outcome(S.DECLINED))
    cash = await make.attempt(provider="cash_on_delivery")
    await record(cash.id, Outcome(S.OK, collect_later=True))
    waiting = await make.waiting_attempt()
    unknown = await make.attempt()
    await record(unknown.id, Outcome(S.UNKNOWN))

    with shifted(LATER):
        found = {each.id for each in await service.due(reader)}

    assert found == {waiting.id, unknown.id}


async def test_due_attempts_can_be_read_inside_a_transaction(make, db) -> None:
    attempt = await make.attempt()

    with shifted(LATER):
        async with db.transaction() as tx:
            assert [each.id for each in await service.due(tx, 1)] == [attempt.id]


async def test_only_one_takes_an_attempt_on(make, db, reader) -> None:
    attempt = await make.attempt()

    async with db.transaction() as tx:
        assert not await service.claim(tx, attempt.id, now() + LATER)
    with shifted(LATER):
        async with db.transaction() as tx:
            claims = [await service.claim(tx, attempt.id, now() + LATER) for _ in range(2)]

        assert claims == [True, False]
        assert await service.due(reader) == []


async def test_a_closed_attempt_cannot_be_taken_on(make, record, db) -> None:
    attempt = await make.attempt()
    await record(attempt.id, Outcome(S.DECLINED))

    with shifted(LATER):
        async with db.transaction() as tx:
            assert not await service.claim(tx, attempt.id, now() + LATER)


async def test_giving_up_closes_the_payment_and_its_open_attempts(
    make, record, stored, db, reader
) -> None:
    payable = new_id()
    await record((await make.attempt(payable_id=payable)).id, Outcome(S.DECLINED))
    await make.waiting_attempt(payable_id=payable)

    async with db.transaction() as tx:
        assert [await service.cancel_open(tx, payable, "expired") for _ in range(2)] == [True] * 2

    found = await stored(payable)
    assert (found.state, found.attempts) == ("cancelled", ["cancelled", "cancelled"])
    assert found.events.count("payment_cancelled") == 1
    with shifted(LATER):
        assert await service.due(reader) == []


async def test_what_is_paid_cannot_be_given_up(make, record, stored, db) -> None:
    payable = new_id()
    await record((await make.attempt(payable_id=payable)).id, Outcome(S.OK))
    before = await stored(payable)

    async with db.transaction() as tx:
        assert not await service.cancel_open(tx, payable, "expired")

    assert await stored(payable) == before


async def test_a_payable_that_was_never_paid_for_is_given_up_at_once(db) -> None:
    async with db.transaction() as tx:
        assert await service.cancel_open(tx, new_id(), "expired")
