"""A provider that asks nobody: intent and outcome of a purchase are one transaction."""

from collections import Counter
from typing import Any

import pytest
from sqlalchemy import select

from commerce.kernel.db import Database
from commerce.kernel.tables import OutboxRow
from commerce.kernel.text import texts
from commerce.payments.providers import PAYMENT, Capabilities, Decline, Outcome
from commerce.payments.types import Flow, OutcomeStatus
from tests.flows.journey import key

GROUP = """
query ($id: ID!, $token: String!) {
  orderGroup(id: $id, token: $token) {
    state orders { status history { became reason } } payment { state }
  }
}"""
CART = "query ($id: ID!, $token: String!) { cart(id: $id, token: $token) { state version } }"


class Prompt:
    """Answers at once, always the same."""

    id = "prompt"
    title = texts(en="Prompt", ru="Prompt", uz="Prompt")
    capabilities = Capabilities(frozenset({Flow.OFFLINE}), asks_nobody=True)

    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome

    async def create_session(self, request: Any) -> Outcome:
        return self.outcome


@pytest.fixture
def transactions(monkeypatch) -> list[int]:
    """One entry for each transaction that was begun."""
    begun: list[int] = []
    original = Database.transaction

    def counted(self: Database) -> Any:
        begun.append(len(begun))
        return original(self)

    monkeypatch.setattr(Database, "transaction", counted)
    return begun


@pytest.fixture
def answering(app, guest, make, monkeypatch) -> Any:
    """A guest who is about to pay for two of five pieces by a provider with this outcome."""

    async def ready(outcome: Outcome) -> tuple[Any, Any]:
        monkeypatch.setitem(app.deps.registry.providers, (PAYMENT.name, "prompt"), Prompt(outcome))
        offer = await make.offer(stock=5)
        journey = await guest().ready([(offer.id, 2)])
        return await journey.pay_by("prompt"), offer

    return ready


async def told(reader) -> Counter:
    rows = await reader.all(select(OutboxRow.name).order_by(OutboxRow.id))
    return Counter(row.name for row in rows)


async def test_cash_leaves_what_two_transactions_leave(gql, guest, make, stock, reader) -> None:
    tea, cup = await make.offer(stock=5), await make.offer(stock=5)
    paid = await guest().ready([(tea.id, 2), (cup.id, 1)])
    first = await paid.complete()
    by_two = await told(reader)
    cash = await guest().ready([(tea.id, 2), (cup.id, 1)])
    await cash.pay_by("cash_on_delivery")
    chosen_again = {"cart.cart_changed": 1}

    second = await cash.complete()

    both = [
        (await gql(GROUP, id=payload["orderGroup"]["id"], token=journey.token))["orderGroup"]
        for journey, payload in ((paid, first), (cash, second))
    ]
    assert [each.pop("payment") for each in both] == [{"state": "CAPTURED"}, {"state": "PENDING"}]
    assert both[0] == both[1]
    carts = [(await gql(CART, id=each.cart, token=each.token))["cart"] for each in (paid, cash)]
    assert {each["state"] for each in carts} == {"COMPLETED"}
    assert carts[1]["version"] == carts[0]["version"] + 1
    by_one = await told(reader) - by_two - Counter(chosen_again)
    settled = Counter({"payments.payment_settled": 1})
    made = {"catalog", "offers", "sellers", "pricing", "channels", "shipping", "tax"}
    by_two = Counter({n: c for n, c in by_two.items() if n.partition(".")[0] not in made})
    assert {n: c for n, c in by_one.items() if "stock_changed" not in n} == {
        n: c for n, c in (by_two - settled).items() if "stock_changed" not in n
    }
    assert await stock(tea) == (1, 0)
    assert await stock(cup) == (3, 0)


async def test_cash_takes_one_transaction_and_money_two(guest, make, transactions) -> None:
    offer = await make.offer(stock=5)
    paid = await guest().ready([(offer.id, 1)])
    cash = await guest().ready([(offer.id, 1)])
    await cash.pay_by("cash_on_delivery")
    spent = []

    for journey in (paid, cash):
        transactions.clear()
        assert (await journey.complete())["orderGroup"]["state"] == "PLACED"
        spent.append(len(transactions))

    assert spent == [2, 1]


async def test_a_repeated_click_finds_the_purchase_of_the_first(guest, make, stock) -> None:
    offer = await make.offer(stock=5)
    journey = await guest().ready([(offer.id, 2)])
    await journey.pay_by("cash_on_delivery")
    mine = key()

    first = await journey.complete(mine)
    again, other = await journey.complete(mine), await journey.complete()

    assert (first["replayed"], again["replayed"], other["replayed"]) == (False, True, True)
    assert first["orderGroup"] == again["orderGroup"] == other["orderGroup"]
    assert await stock(offer) == (3, 0)


@pytest.mark.parametrize(
    ("outcome", "errors"),
    [
        (Outcome(OutcomeStatus.DECLINED, decline=Decline("too_far", True)), 1),
        (Outcome(OutcomeStatus.UNKNOWN), 0),
    ],
    ids=["declined", "unknown"],
)
async def test_without_a_promise_the_purchase_waits(answering, gql, stock, outcome, errors) -> None:
    journey, offer = await answering(outcome)

    payload = await journey.complete()

    assert len(payload["errors"]) == errors
    assert payload["orderGroup"]["state"] == "AWAITING_PAYMENT"
    cart = (await gql(CART, id=journey.cart, token=journey.token))["cart"]
    assert cart["state"] == "COMPLETING"
    assert await stock(offer) == (5, 2)


async def test_money_taken_at_once_is_captured(answering, gql, stock) -> None:
    journey, offer = await answering(Outcome(OutcomeStatus.OK))

    payload = await journey.complete()

    group = await gql(GROUP, id=payload["orderGroup"]["id"], token=journey.token)
    assert group["orderGroup"]["state"] == "PLACED"
    assert group["orderGroup"]["payment"] == {"state": "CAPTURED"}
    assert await stock(offer) == (3, 0)
