"""Asking providers: outside transactions, within a time limit, once per attempt."""

import pytest

from commerce.kernel.errors import NotFound
from commerce.kernel.ids import new_id
from commerce.kernel.plugins import Registry
from commerce.kernel.settings import load_settings
from commerce.payments import service
from commerce.payments.providers import Outcome
from commerce.payments.types import OutcomeStatus as S
from commerce.payments.types import SessionDetails
from tests.make.payments import PRICE


@pytest.fixture
def settings():
    return load_settings(provider_seconds=0.2, public_url="https://shop.example")


@pytest.fixture
def act(db, registry, settings):
    async def call(attempt, **details) -> Outcome:
        extra = SessionDetails(**details)
        return await service.act(db, registry, settings, attempt.id, extra)

    return call


@pytest.fixture
def ask(db, registry, settings):
    async def call(attempt) -> Outcome:
        return await service.ask_provider(db, registry, settings, attempt.id)

    return call


async def test_an_accepted_payment_is_taken_with_its_exact_amount(make, act) -> None:
    outcome = await act(await make.attempt(data={"script": "accept"}))

    assert (outcome.status, outcome.amount) == (S.OK, PRICE)


async def test_a_decline_has_a_code(make, act) -> None:
    outcome = await act(await make.attempt(data={"script": "decline"}))

    assert outcome.status is S.DECLINED
    assert outcome.decline is not None
    assert (outcome.decline.code, outcome.decline.retryable) == ("card_declined", True)


async def test_the_buyer_is_sent_to_the_page_of_the_provider(make, act) -> None:
    attempt = await make.attempt(data={"script": "redirect"})

    outcome = await act(attempt)

    assert outcome.action is not None
    page = "https://shop.example/webhooks/payments/simulator/pay?"
    assert outcome.action.url.startswith(f"{page}attempt={attempt.id}&token=")


async def test_money_taken_behind_a_lost_answer_is_found_and_taken_once(
    make, act, ask, record, stored
) -> None:
    payable = new_id()
    attempt = await make.attempt(payable_id=payable, data={"script": "timeout"})

    outcome = await act(attempt)
    assert outcome.status is S.UNKNOWN
    await record(attempt.id, outcome)
    assert (await stored(payable)).state == "processing"

    await record(attempt.id, await ask(attempt))
    await record(attempt.id, await act(attempt))

    found = await stored(payable)
    assert (found.state, found.captured, found.attempts) == ("captured", PRICE.minor, ["settled"])
    assert found.events == ["payment_attempted", "payment_settled"]


async def test_a_request_that_never_arrived_frees_the_payment(
    make, act, ask, record, stored
) -> None:
    payable = new_id()
    attempt = await make.attempt(payable_id=payable, data={"script": "timeout_lost"})
    await record(attempt.id, await act(attempt))

    await record(attempt.id, await ask(attempt))

    found = await stored(payable)
    assert (found.state, found.attempts) == ("pending", ["cancelled"])
    await make.attempt(payable_id=payable)


async def test_a_provider_that_is_gone_leaves_the_outcome_of_a_sent_attempt_unknown(
    make, db, settings
) -> None:
    attempt = await make.attempt()
    none = Registry()

    sent = await service.act(db, none, settings, attempt.id, SessionDetails())

    assert sent.status is S.ERROR
    assert (await service.ask_provider(db, none, settings, attempt.id)).status is S.UNKNOWN
    assert (await service.call_off(db, none, settings, attempt.id)).status is S.UNKNOWN


async def test_a_closed_attempt_is_not_sent_to_the_provider(
    make, act, record, db, simulator
) -> None:
    payable = new_id()
    attempt = await make.waiting_attempt(payable_id=payable)
    async with db.transaction() as tx:
        await service.cancel_open(tx, payable, "expired")

    outcome = await act(attempt)

    assert outcome.status is S.DECLINED
    assert outcome.decline is not None
    assert outcome.decline.code == "expired"
    with pytest.raises(LookupError):
        simulator.notice(attempt.id)


async def test_calling_off_a_wait_takes_no_money_and_is_told_when_too_late(
    make, act, db, registry, settings
) -> None:
    waiting = await make.attempt(data={"script": "redirect"})
    paid = await make.attempt(data={"script": "accept"})
    await act(waiting)
    await act(paid)

    called = [await service.call_off(db, registry, settings, each.id) for each in (waiting, paid)]

    assert [each.status for each in called] == [S.DECLINED, S.OK]
    assert (await act(waiting)).status is S.DECLINED


async def test_cash_is_promised_and_stays_promised(make, act, ask, record) -> None:
    attempt = await make.attempt(provider="cash_on_delivery")
    promised = await act(attempt)

    recorded = await record(attempt.id, promised)

    assert recorded.placeable
    assert await ask(attempt) == promised
    assert not (await record(attempt.id, await ask(attempt))).changed


async def test_what_the_client_chose_reaches_the_provider_unredacted(make, act) -> None:
    attempt = await make.attempt(data={"script": "accept"})

    outcome = await act(attempt, data={"script": "decline"})

    assert outcome.status is S.DECLINED


async def test_a_provider_is_never_called_inside_a_transaction(make, act, db, simulator) -> None:
    attempt = await make.attempt()

    with pytest.raises(RuntimeError, match="inside a database transaction"):
        async with db.transaction():
            await act(attempt)

    with pytest.raises(LookupError):
        simulator.notice(attempt.id)


async def test_nobody_is_asked_about_an_attempt_that_does_not_exist(db, registry, settings) -> None:
    for call in (service.ask_provider, service.call_off):
        with pytest.raises(NotFound):
            await call(db, registry, settings, new_id())
