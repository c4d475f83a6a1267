"""Beginning to collect."""

import pytest
from sqlalchemy import func, select

from commerce.kernel.errors import LimitReached
from commerce.kernel.ids import new_id
from commerce.kernel.money import Money
from commerce.payments.errors import AmountChanged, PaymentClosed, PaymentInProgress
from commerce.payments.models import Attempt, Payment
from commerce.payments.providers import Decline, Outcome
from commerce.payments.service import MAX_ATTEMPTS
from commerce.payments.types import OutcomeStatus as S
from tests.make.payments import PRICE


async def test_the_first_attempt_makes_the_payment(make, stored, reader) -> None:
    payable = new_id()

    attempt = await make.attempt(payable_id=payable, data={"script": "accept", "token": "t"})

    found = await stored(payable)
    assert (found.state, found.captured, found.attempts) == ("pending", 0, ["new"])
    assert found.events == ["payment_attempted"]
    assert attempt.data == {"script": "accept", "token": "***"}
    assert await reader.scalar(select(Payment.amount)) == PRICE.minor


async def test_an_attempt_may_stand_beside_one_that_waits_for_the_buyer(make, stored) -> None:
    payable = new_id()
    await make.waiting_attempt(payable_id=payable)

    await make.attempt(payable_id=payable)

    assert (await stored(payable)).attempts == ["awaiting_buyer", "new"]


@pytest.mark.parametrize("outcome", [None, Outcome(S.UNKNOWN), Outcome(S.PENDING)])
async def test_no_second_attempt_while_the_first_may_have_taken_the_money(
    make, stored, record, outcome
) -> None:
    payable = new_id()
    first = await make.attempt(payable_id=payable)
    if outcome is not None:
        await record(first.id, outcome)
    before = await stored(payable)

    with pytest.raises(PaymentInProgress):
        await make.attempt(payable_id=payable)

    assert await stored(payable) == before


async def test_another_amount_than_the_one_owed_is_refused(make, stored) -> None:
    payable = new_id()
    await make.waiting_attempt(payable_id=payable)
    before = await stored(payable)

    for wrong in (Money(PRICE.minor + 1, "UZS"), Money(PRICE.minor, "USD")):
        with pytest.raises(AmountChanged):
            await make.attempt(payable_id=payable, amount=wrong)

    assert await stored(payable) == before


async def test_what_is_paid_cannot_be_paid_again(make, stored, record) -> None:
    payable = new_id()
    await record((await make.attempt(payable_id=payable)).id, Outcome(S.OK))
    before = await stored(payable)

    with pytest.raises(PaymentClosed) as refused:
        await make.attempt(payable_id=payable)

    assert refused.value.state == "captured"
    assert await stored(payable) == before


async def test_a_failed_payment_may_be_tried_again(make, stored, record) -> None:
    payable = new_id()
    first = await make.attempt(payable_id=payable)
    never = Decline("card_blocked", retryable=False)
    assert (await record(first.id, Outcome(S.DECLINED, decline=never))).became_final_failure
    assert (await stored(payable)).state == "failed"

    await make.attempt(payable_id=payable)

    assert (await stored(payable)).state == "pending"


async def test_the_number_of_attempts_is_limited(make, record, reader) -> None:
    payable = new_id()
    for _ in range(MAX_ATTEMPTS):
        await record((await make.attempt(payable_id=payable)).id, Outcome(S.DECLINED))

    with pytest.raises(LimitReached):
        await make.attempt(payable_id=payable)

    assert await reader.scalar(select(func.count(Attempt.id))) == MAX_ATTEMPTS
