"""What each outcome of a payment leaves behind: order, payment, stock."""

from datetime import timedelta

from commerce.checkout import service as checkout
from commerce.kernel import clock
from tests.flows.journey import key

UNLOCK = """
mutation ($input: CartUnlockInput!) {
  cartUnlock(input: $input) { unlocked errors { __typename ... on UserError { code } } }
}"""
CART = "query ($id: ID!, $token: String!) { cart(id: $id, token: $token) { state } }"
GROUP = """
query ($id: ID!, $token: String!) {
  orderGroup(id: $id, token: $token) { state orders { status } payment { state } }
}"""


async def seen(gql, journey, payload) -> dict:
    return (await gql(GROUP, id=payload["orderGroup"]["id"], token=journey.token))["orderGroup"]


async def test_a_decline_keeps_the_stock_and_waits_for_another_try(guest, gql, make, stock) -> None:
    offer = await make.offer(stock=5)
    journey = await guest().ready([(offer.id, 2)], script="decline")

    payload = await journey.complete()

    assert [error["__typename"] for error in payload["errors"]] == ["PaymentDeclinedError"]
    assert (await seen(gql, journey, payload))["state"] == "AWAITING_PAYMENT"
    assert await stock(offer) == (5, 2)

    await journey.pay_by("simulator", script="accept")
    again = await journey.complete()

    assert again["errors"] == []
    assert again["orderGroup"]["id"] == payload["orderGroup"]["id"]
    assert again["orderGroup"]["state"] == "PLACED"
    assert await stock(offer) == (3, 0)


async def test_a_declined_purchase_that_is_never_paid_gives_everything_back(
    app, guest, gql, make, stock
) -> None:
    offer = await make.offer(stock=5)
    journey = await guest().ready([(offer.id, 2)], script="decline")
    payload = await journey.complete()

    with clock.shifted(timedelta(hours=2)):
        await checkout.sweep(app.deps)

    group = await seen(gql, journey, payload)
    assert group["state"] == "CANCELLED"
    assert [order["status"] for order in group["orders"]] == ["CANCELLED"]
    assert group["payment"]["state"] == "CANCELLED"
    assert await stock(offer) == (5, 0)
    cart = await gql(CART, id=journey.cart, token=journey.token)
    assert cart["cart"]["state"] == "ACTIVE"


async def test_a_buyer_may_unlock_the_cart_and_buy_again(guest, gql, make, stock) -> None:
    offer = await make.offer(stock=5)
    journey = await guest().ready([(offer.id, 2)], script="decline")
    first = await journey.complete()

    unlocked = await gql(UNLOCK, input=journey.ref)
    await journey.pay_by("simulator", script="accept")
    second = await journey.complete()

    assert unlocked["cartUnlock"] == {"unlocked": True, "errors": []}
    assert second["orderGroup"]["id"] != first["orderGroup"]["id"]
    assert second["orderGroup"]["state"] == "PLACED"
    assert await stock(offer) == (3, 0)


async def test_a_redirect_waits_for_the_buyer(guest, gql, make, stock) -> None:
    offer = await make.offer(stock=5)
    journey = await guest().ready([(offer.id, 2)], script="redirect")

    payload = await journey.complete()

    assert payload["errors"] == []
    assert payload["nextAction"]["kind"] == "REDIRECT"
    assert "/webhooks/payments/simulator/" in payload["nextAction"]["url"]
    group = await seen(gql, journey, payload)
    assert (group["state"], group["payment"]["state"]) == ("AWAITING_PAYMENT", "ACTION_REQUIRED")
    assert await stock(offer) == (5, 2)


async def test_cash_on_delivery_places_the_order_unpaid(guest, gql, make, stock) -> None:
    offer = await make.offer(stock=5)
    journey = await guest().ready([(offer.id, 2)])
    await journey.pay_by("cash_on_delivery")

    payload = await journey.complete()

    group = await seen(gql, journey, payload)
    assert group["state"] == "PLACED"
    assert group["payment"]["state"] == "PENDING"
    assert await stock(offer) == (3, 0)


async def test_placed_orders_cannot_be_unlocked(guest, gql, make, stock) -> None:
    offer = await make.offer(stock=5)
    journey = await guest().ready([(offer.id, 2)])
    await journey.complete()

    payload = (await gql(UNLOCK, input=journey.ref))["cartUnlock"]

    assert payload["unlocked"] is False
    assert [error["__typename"] for error in payload["errors"]] == ["PaymentUnderWayError"]
    assert await stock(offer) == (3, 0)


async def test_a_key_whose_purchase_was_given_up_is_still_a_replay(
    app, guest, gql, make, stock
) -> None:
    offer = await make.offer(stock=5)
    journey = await guest().ready([(offer.id, 2)], script="decline")
    mine = key()
    first = await journey.complete(mine)
    with clock.shifted(timedelta(hours=2)):
        await checkout.sweep(app.deps)
    values = await gql(CART, id=journey.cart, token=journey.token)

    again = await journey.complete(mine)

    assert values["cart"]["state"] == "ACTIVE"
    assert again["replayed"] is True
    assert again["orderGroup"]["id"] == first["orderGroup"]["id"]
    assert again["orderGroup"]["state"] == "CANCELLED"
    assert await stock(offer) == (5, 0)
