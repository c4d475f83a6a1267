"""Messages of providers: forged ones are refused, true ones take effect once."""

from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
from commerce_payments_simulator.signing import SimulatedNotice, signed
from sqlalchemy import func, select

from commerce.kernel.clock import now
from commerce.kernel.ids import new_id
from commerce.kernel.money import Money
from commerce.kernel.settings import load_settings
from commerce.payments import service
from commerce.payments.models import Notice
from commerce.payments.providers import Inbound, Outcome, RawReply, RawRequest, Settle
from commerce.payments.types import OutcomeStatus as S
from commerce.payments.types import SessionDetails
from tests.make.payments import PRICE
from tests.payments.conftest import SECRET


@pytest.fixture
def followed() -> list[service.Recorded]:
    """What was reported to whoever owns the payable."""
    return []


@pytest.fixture
def receive(db, registry, followed):
    async def follow(tx, recorded) -> None:
        followed.append(recorded)

    async def call(request: RawRequest, name: str = "notice") -> RawReply:
        route = service.inbound_routes(registry)["simulator", name]
        return await service.receive(db, "simulator", route=route, request=request, follow=follow)

    return call


@pytest.fixture
def page(make, db, registry):
    """An attempt whose buyer was sent to the page, and the address of the page."""

    async def call(payable_id=None, **details) -> RawRequest:
        attempt = await make.attempt(payable_id=payable_id, data={"script": "redirect"})
        extra = SessionDetails(**details)
        outcome = await service.act(db, registry, load_settings(), attempt.id, extra)
        async with db.transaction() as tx:
            await service.record(tx, attempt.id, outcome)
        query = dict(parse_qsl(urlsplit(outcome.action.url).query))
        return RawRequest("GET", "/pay", query, {}, b"")

    return call


def notice_of(attempt, **given) -> RawRequest:
    return signed(SECRET, SimulatedNotice(attempt.id, **{"amount": PRICE} | given))


async def test_a_signed_notice_settles_once_and_replays_give_the_same_bytes(
    make, receive, stored, followed, reader
) -> None:
    payable = new_id()
    attempt = await make.waiting_attempt(payable_id=payable)

    replies = [await receive(notice_of(attempt)) for _ in range(32)]

    assert {(reply.status, reply.body) for reply in replies} == {(200, replies[0].body)}
    assert b'"state": "settled"' in replies[0].body
    found = await stored(payable)
    assert (found.state, found.captured) == ("captured", PRICE.minor)
    assert found.events.count("payment_settled") == 1
    assert [each.became_settled for each in followed] == [True]
    assert await reader.scalar(select(func.count(Notice.id))) == 1


async def test_what_the_simulator_took_it_reports_as_often_as_asked(
    make, receive, stored, registry, db, simulator
) -> None:
    payable = new_id()
    attempt = await make.attempt(payable_id=payable, data={"script": "duplicate"})
    outcome = await service.act(db, registry, load_settings(), attempt.id, SessionDetails())
    async with db.transaction() as tx:
        await service.record(tx, attempt.id, outcome)

    replies = [await receive(simulator.notice(attempt.id)) for _ in range(2)]

    assert [reply.status for reply in replies] == [200, 200]
    assert (await stored(payable)).events == ["payment_attempted", "payment_settled"]


@pytest.mark.parametrize("what", ["unsigned", "tampered", "stale", "other secret", "garbage"])
async def test_a_message_that_is_not_true_has_no_effect(
    make, receive, stored, followed, what
) -> None:
    payable = new_id()
    attempt = await make.waiting_attempt(payable_id=payable)
    before = await stored(payable)
    true = notice_of(attempt)
    notice = SimulatedNotice(attempt.id, PRICE)
    forged = {
        "unsigned": replace(true, headers={}),
        "tampered": replace(true, body=true.body.replace(b"UZS", b"USD")),
        "stale": signed(SECRET, notice, at=now() - timedelta(minutes=6)),
        "other secret": signed("another secret of somebody", notice),
        "garbage": replace(true, body=b"\xff", headers={"x-simulator-signature": "t=\xe9,v1=ж"}),
    }[what]

    reply = await receive(forged)

    assert 400 <= reply.status < 500
    assert await stored(payable) == before
    assert followed == []


async def test_a_true_message_about_another_amount_is_refused_and_looked_at_again(
    make, receive, stored, followed, reader
) -> None:
    payable = new_id()
    attempt = await make.waiting_attempt(payable_id=payable)
    before = await stored(payable)

    reply = await receive(notice_of(attempt, amount=Money(PRICE.minor - 1, "UZS")))

    assert (reply.status, reply.body) == (409, b'{"refused": "amount_mismatch"}')
    assert await stored(payable) == before
    assert followed == []
    assert await reader.scalar(select(func.count(Notice.id))) == 0
    assert (await receive(notice_of(attempt))).status == 200


async def test_a_provider_cannot_speak_for_the_attempt_of_another(
    make, receive, stored, followed
) -> None:
    payable = new_id()
    attempt = await make.attempt(payable_id=payable, provider="cash_on_delivery")
    before = await stored(payable)

    for other in (notice_of(attempt), signed(SECRET, SimulatedNotice(new_id(), PRICE))):
        reply = await receive(other)
        assert (reply.status, reply.body) == (409, b'{"refused": "not_found"}')

    assert await stored(payable) == before
    assert followed == []


async def test_failure_told_after_success_changes_nothing(make, receive, stored) -> None:
    payable = new_id()
    attempt = await make.waiting_attempt(payable_id=payable)
    await receive(notice_of(attempt))
    before = await stored(payable)

    reply = await receive(notice_of(attempt, decline="card_declined"))

    assert b'"state": "settled"' in reply.body
    assert await stored(payable) == before


async def test_the_news_may_overtake_our_own_answer(make, receive, record, stored) -> None:
    payable = new_id()
    attempt = await make.attempt(payable_id=payable)
    await receive(notice_of(attempt))

    late = await record(attempt.id, Outcome(S.OK, amount=PRICE))

    assert (late.changed, late.placeable) == (False, True)
    assert (await stored(payable)).events.count("payment_settled") == 1


async def test_the_buyer_pays_on_the_page_and_goes_back_to_the_shop(
    page, receive, stored, followed
) -> None:
    payable = new_id()
    request = await page(payable, return_url="https://shop.example/thanks?a=1")

    shown = await receive(request, "pay")
    assert shown.status == 200
    assert b'value="succeed"' in shown.body
    assert (await stored(payable)).state == "action_required"

    paid = [
        await receive(replace(request, method="POST", body=body), "pay")
        for body in (b"choice=succeed", b"choice=fail")
    ]

    assert [(each.status, each.headers["location"]) for each in paid] == [
        (303, "https://shop.example/thanks?a=1")
    ] * 2
    assert (await stored(payable)).state == "captured"
    assert [each.became_settled for each in followed] == [True]
    assert b"Paid." in (await receive(request, "pay")).body


async def test_the_buyer_lets_it_fail(page, receive, stored) -> None:
    payable = new_id()
    request = await page(payable)

    reply = await receive(replace(request, method="POST", body=b"choice=fail"), "pay")

    assert (reply.status, b"failed" in reply.body) == (200, True)
    assert (await stored(payable)).attempts == ["cancelled"]


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"query": {}}, 400),
        ({"query": {"attempt": str(new_id()), "token": "x"}}, 403),
        ({"method": "POST", "body": b"choice=maybe"}, 400),
        ({"method": "POST", "body": b"\xff"}, 400),
        ({"method": "POST", "body": b"x" * 5000}, 413),
        ({"method": "PUT"}, 405),
    ],
)
async def test_a_wrong_call_of_the_page_has_no_effect(
    page, receive, stored, followed, change, status
) -> None:
    payable = new_id()
    request = await page(payable)
    before = await stored(payable)

    assert (await receive(replace(request, **change), "pay")).status == status

    assert await stored(payable) == before
    assert followed == []


async def test_when_the_shop_cannot_follow_the_message_counts_as_not_received(
    make, db, registry, stored, receive
) -> None:
    payable = new_id()
    attempt = await make.waiting_attempt(payable_id=payable)
    before = await stored(payable)
    route = service.inbound_routes(registry)["simulator", "notice"]

    async def stumble(tx, recorded) -> None:
        raise ConnectionError

    with pytest.raises(ConnectionError):
        await service.receive(
            db, "simulator", route=route, request=notice_of(attempt), follow=stumble
        )

    assert await stored(payable) == before
    await receive(notice_of(attempt))
    assert (await stored(payable)).state == "captured"


async def test_one_event_cannot_be_about_two_attempts(make, db, stored) -> None:
    payables = [new_id(), new_id()]
    first, second = [await make.waiting_attempt(payable_id=each) for each in payables]
    async with db.transaction() as tx:
        await service.notice(tx, "simulator", Inbound("event-1", Settle(first.id, PRICE)))
    before = await stored(payables[1])

    async with db.transaction() as tx:
        event = Inbound("event-1", Settle(second.id, PRICE))
        noted = await service.notice(tx, "simulator", event)

    assert (noted.answer.accepted, noted.answer.reason) == (False, "key_taken")
    assert noted.recorded is None
    assert await stored(payables[1]) == before
