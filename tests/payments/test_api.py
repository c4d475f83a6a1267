"""Payments through the API."""

import pytest

from commerce.kernel.errors import DomainError
from commerce.kernel.graphql.context import Wanted
from commerce.kernel.graphql.errors import expose
from commerce.kernel.ids import new_id
from commerce.kernel.money import Money
from commerce.payments import errors, loaders
from commerce.payments.graphql.nodes import NODES
from commerce.payments.graphql.types import NextAction, Payment
from commerce.payments.providers import Outcome
from commerce.payments.service import method_for
from commerce.payments.types import OutcomeStatus as S
from tests.make.payments import PRICE

GATEWAYS = "{ paymentGateways { id title flows minimum { amount } maximum { amount } } }"


async def test_buyers_see_the_methods_of_their_currency_in_their_language(gql, make) -> None:
    await make.channel()

    seen = (await gql(GATEWAYS, wanted=Wanted(language="ru")))["paymentGateways"]

    assert seen == [
        {
            "id": "cash_on_delivery",
            "title": "Наличными при получении",
            "flows": ["OFFLINE"],
            "minimum": None,
            "maximum": None,
        },
        {
            "id": "simulator",
            "title": "Тестовая оплата",
            "flows": ["DIRECT", "REDIRECT"],
            "minimum": None,
            "maximum": None,
        },
    ]
    dollars = (await gql(GATEWAYS, wanted=Wanted(currency="USD")))["paymentGateways"]
    assert [each["id"] for each in dollars] == ["simulator"]


def test_a_method_must_exist_and_take_the_amount(registry) -> None:
    assert method_for(registry, "cash_on_delivery", PRICE).id == "cash_on_delivery"
    with pytest.raises(errors.UnknownPaymentMethod):
        method_for(registry, "barter", PRICE)
    with pytest.raises(errors.PaymentMethodUnavailable):
        method_for(registry, "cash_on_delivery", Money(100, "USD"))


async def test_staff_refetches_payments_and_attempts_and_others_see_nothing(
    app, make, record, admin
) -> None:
    attempt = await make.attempt()
    payment = (await record(attempt.id, Outcome(S.OK))).payment
    staff, guest = app.context(actor=admin), app.context()

    shown = await NODES["pay"](payment.id, staff)
    tried = await NODES["txn"](attempt.id, staff)

    assert shown is not None and tried is not None
    assert (shown.state, shown.captured.minor) == ("captured", PRICE.minor)
    assert (tried.state, tried.provider, tried.decline_code) == ("settled", "simulator", None)
    assert await NODES["pay"](payment.id, guest) is None
    assert await NODES["txn"](attempt.id, guest) is None


async def test_a_waiting_attempt_says_where_the_buyer_goes(make) -> None:
    attempt = await make.waiting_attempt()

    action = NextAction.of(attempt.action)

    assert action is not None
    assert (action.kind, action.url) == ("redirect", "https://bank.example/pay")
    assert NextAction.of(None) is None


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (errors.PaymentDeclined("card_blocked", retryable=False), "the card is blocked"),
        (errors.PaymentDeclined("x_of_a_plugin", retryable=True), "the provider refused it"),
        (errors.UnknownPaymentMethod("barter"), "barter"),
        (errors.PaymentMethodUnavailable("cash_on_delivery"), "cash_on_delivery"),
        (errors.PaymentInProgress(), "still being processed"),
        (errors.AmountChanged(), "not what is owed"),
    ],
)
def test_every_error_has_a_face_in_the_schema(app, error: DomainError, words: str) -> None:
    shown = expose(error, app.context())

    assert (shown.code, words in shown.message) == (error.code, True)


async def test_payments_of_many_orders_come_with_their_attempts_in_two_statements(
    app, make, source
) -> None:
    payables = [new_id() for _ in range(3)]
    waiting = await make.waiting_attempt(payable_id=payables[0])
    second = await make.attempt(payable_id=payables[0])
    await make.attempt(payable_id=payables[2])
    context, before = app.context(), source.statements

    found = await loaders.payment_of_payable(payables, context)
    tries = await loaders.attempts_of([row.id for row in found if row], context)

    assert source.statements - before == 2
    assert [row and row.payable_id for row in found] == [payables[0], None, payables[2]]
    assert [row.id for row in tries[0]] == [waiting.id, second.id]
    assert len(tries[1]) == 1
    assert Payment.of(found[0], context).id.startswith("pay_")
