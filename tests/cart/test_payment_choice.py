"""Choosing how to pay, through the API."""

import pytest
from sqlalchemy import select

from commerce.cart.models import Cart
from commerce.cart.types import CartState
from commerce.kernel.ids import encode
from commerce.payments.providers import PAYMENT, Capabilities
from commerce.payments.types import Flow
from tests.cart.documents import change as document

PAY = document("checkoutPaymentSelect")


class Dollars:
    """A provider that takes dollars only."""

    capabilities = Capabilities(flows=frozenset(Flow), currencies=frozenset({"USD"}))


@pytest.fixture
def methods(registry):
    """Two ways of paying for one test; no more is asked of them here than what they take."""

    class Anything:
        capabilities = Capabilities(flows=frozenset(Flow))

    for name, provider in (("anything", Anything()), ("dollars", Dollars())):
        registry.providers[PAYMENT.name, name] = provider
    yield
    for name in ("anything", "dollars"):
        del registry.providers[PAYMENT.name, name]


async def test_a_way_of_paying_is_chosen_with_data_for_its_provider(
    make, change, methods, db
) -> None:
    cart = await make.cart()

    payload = await change(PAY, cart, provider="anything", data={"scenario": "declined"})

    assert payload["errors"] == []
    assert payload["cart"]["paymentProvider"] == "anything"
    assert "PAYMENT_MISSING" not in [each["kind"] for each in payload["cart"]["problems"]]
    assert await db.reader().scalar(select(Cart.payment_data)) == {"scenario": "declined"}


async def test_while_a_purchase_waits_another_way_of_paying_may_be_chosen(
    make, change, methods
) -> None:
    cart = await make.cart(state=CartState.COMPLETING, payment_provider="dollars")

    payload = await change(PAY, cart, provider="anything")

    assert payload["errors"] == []
    assert (payload["cart"]["state"], payload["cart"]["paymentProvider"]) == (
        "COMPLETING",
        "anything",
    )


async def test_of_a_cart_that_was_bought_nothing_is_chosen(make, refusal, methods) -> None:
    cart = await make.cart(state=CartState.COMPLETED)

    assert (await refusal(PAY, cart, provider="anything"))["code"] == "CART_CLOSED"


async def test_unknown_and_unfit_methods_are_refused(make, refusal, methods) -> None:
    cart = await make.cart()

    for provider in ("", "nobody", "../x", "x" * 10_000):
        error = await refusal(PAY, cart, provider=provider)
        assert error["__typename"] == "UnknownPaymentMethodError"
        assert error["path"] == ["input", "provider"]
    error = await refusal(PAY, cart, provider="dollars")

    assert error["__typename"] == "PaymentMethodUnavailableError"


@pytest.mark.parametrize("data", [[], "x", 1, True, {"a": "x" * 5000}, {"a": 2**70}])
async def test_data_that_cannot_be_kept_is_refused(make, refusal, methods, data) -> None:
    cart = await make.cart()

    error = await refusal(PAY, cart, provider="anything", data=data)

    assert (error["code"], error["path"]) == ("INVALID", ["input", "data"])


async def test_with_a_wrong_token_nothing_is_chosen(make, change, methods, gql) -> None:
    row, token = await make.cart()

    payload = await change(PAY, (row, "wrong"), provider="anything")

    assert payload["errors"][0]["code"] == "NOT_FOUND"
    seen = await gql(
        "query ($id: ID!, $token: String!) { cart(id: $id, token: $token) { paymentProvider } }",
        id=encode("cart", row.id),
        token=token,
    )
    assert seen == {"cart": {"paymentProvider": None}}
