"""Taking note of what became of an attempt."""

import itertools

import pytest
from sqlalchemy import select

from commerce.kernel.errors import NotFound
from commerce.kernel.ids import new_id
from commerce.kernel.money import Money
from commerce.payments import service
from commerce.payments.errors import ReportRefused
from commerce.payments.models import Attempt
from commerce.payments.providers import Decline, Outcome, Redirect
from commerce.payments.types import OutcomeStatus as S
from commerce.payments.types import Refusal
from tests.make.payments import PRICE
from tests.payments.stored import Stored

TAKEN = Outcome(S.OK, amount=PRICE)
DECLINED = Outcome(S.DECLINED, decline=Decline("card_declined", retryable=True))


async def test_money_settles_the_payment_once_however_often_it_is_told(
    make, stored, record
) -> None:
    payable = new_id()
    attempt = await make.attempt(payable_id=payable)

    first = await record(attempt.id, TAKEN)
    again = [await record(attempt.id, TAKEN) for _ in range(3)]

    assert (first.changed, first.became_settled, first.placeable) == (True, True, True)
    assert {(each.changed, each.became_settled, each.placeable) for each in again} == {
        (False, False, True)
    }
    found = await stored(payable)
    assert (found.state, found.captured) == ("captured", PRICE.minor)
    assert found.events == ["payment_attempted", "payment_settled"]


async def test_a_decline_keeps_its_reason_and_leaves_the_payment_open(make, stored, record) -> None:
    payable = new_id()
    attempt = await make.attempt(payable_id=payable)

    recorded = await record(attempt.id, DECLINED)

    assert (recorded.attempt.decline_code, recorded.attempt.retryable) == ("card_declined", True)
    assert not recorded.placeable
    assert not recorded.became_final_failure
    assert await stored(payable) == Stored(
        "pending", 0, ["cancelled"], ["payment_attempted", "payment_failed"]
    )


async def test_a_decline_for_good_is_final_once(make, record) -> None:
    attempt = await make.attempt()
    never = Outcome(S.DECLINED, decline=Decline("card_blocked", retryable=False))

    finals = [(await record(attempt.id, never)).became_final_failure for _ in range(3)]

    assert finals == [True, False, False]


async def test_a_decline_for_good_is_not_final_while_another_attempt_waits(
    make, stored, record
) -> None:
    payable = new_id()
    await make.waiting_attempt(payable_id=payable)
    attempt = await make.attempt(payable_id=payable)
    never = Outcome(S.DECLINED, decline=Decline("card_blocked", retryable=False))

    assert not (await record(attempt.id, never)).became_final_failure

    assert (await stored(payable)).state == "action_required"


async def test_an_action_is_kept_until_the_attempt_ends(make, record) -> None:
    attempt = await make.attempt()
    action = Redirect("https://bank.example/1")

    waiting = await record(attempt.id, Outcome(S.ACTION_REQUIRED, action=action))
    assert waiting.attempt.action == {"kind": "redirect", "url": "https://bank.example/1"}
    assert waiting.payment.state == "action_required"

    assert (await record(attempt.id, TAKEN)).attempt.action is None


async def test_the_second_attempt_that_takes_money_is_a_duplicate(make, stored, record) -> None:
    payable = new_id()
    first = await make.waiting_attempt(payable_id=payable)
    second = await make.attempt(payable_id=payable)
    await record(second.id, TAKEN)

    flags = [(await record(first.id, TAKEN)).duplicate for _ in range(2)]

    assert flags == [True, False]
    found = await stored(payable)
    assert (found.state, found.captured) == ("captured", PRICE.minor)
    assert found.attempts == ["duplicate", "settled"]
    assert found.events[2:] == ["payment_settled", "duplicate_payment"]


@pytest.mark.parametrize("order", list(itertools.permutations([TAKEN, DECLINED])))
async def test_success_and_failure_end_the_same_in_either_order(
    make, stored, record, order
) -> None:
    payable = new_id()
    attempt = await make.waiting_attempt(payable_id=payable)

    for outcome in order:
        recorded = await record(attempt.id, outcome)

    found = await stored(payable)
    assert (found.state, found.captured, found.attempts) == ("captured", PRICE.minor, ["settled"])
    assert recorded.attempt.decline_code is None


async def test_money_after_the_payment_was_called_off_is_owed_back(
    make, stored, record, db
) -> None:
    payable = new_id()
    attempt = await make.waiting_attempt(payable_id=payable)
    async with db.transaction() as tx:
        assert await service.cancel_open(tx, payable, "expired")

    recorded = await record(attempt.id, TAKEN)

    assert (recorded.duplicate, recorded.became_settled, recorded.placeable) == (True, False, False)
    found = await stored(payable)
    assert (found.state, found.captured, found.attempts) == ("cancelled", 0, ["duplicate"])
    assert found.events[1:] == ["payment_cancelled", "duplicate_payment"]


async def test_another_amount_is_refused_and_nothing_changes(make, stored, record) -> None:
    payable = new_id()
    attempt = await make.attempt(payable_id=payable)
    before = await stored(payable)

    for wrong in (Money(PRICE.minor - 1, "UZS"), Money(PRICE.minor, "USD")):
        with pytest.raises(ReportRefused) as refused:
            await record(attempt.id, Outcome(S.OK, amount=wrong))
        assert refused.value.reason is Refusal.AMOUNT_MISMATCH

    assert await stored(payable) == before


async def test_the_reference_of_another_attempt_is_refused(make, stored, record) -> None:
    other, attempt = await make.attempt(), await make.attempt(payable_id=(payable := new_id()))
    await record(other.id, Outcome(S.OK, provider_ref="bank-1"))
    before = await stored(payable)

    with pytest.raises(ReportRefused) as refused:
        await record(attempt.id, Outcome(S.OK, provider_ref="bank-1"))

    assert refused.value.reason is Refusal.REF_TAKEN
    assert await stored(payable) == before


async def test_cash_can_be_placed_and_blocks_no_other_way_of_paying(make, stored, record) -> None:
    payable = new_id()
    cash = await make.attempt(payable_id=payable, provider="cash_on_delivery")

    recorded = await record(cash.id, Outcome(S.OK, collect_later=True))

    assert (recorded.placeable, recorded.became_settled) == (True, False)
    assert (await stored(payable)).state == "pending"
    await make.attempt(payable_id=payable)
    assert (await stored(payable)).attempts == ["reserved", "new"]


async def test_an_attempt_that_does_not_exist_cannot_be_recorded(record, reader) -> None:
    with pytest.raises(NotFound):
        await record(new_id(), TAKEN)

    assert await reader.all(select(Attempt.id)) == []
