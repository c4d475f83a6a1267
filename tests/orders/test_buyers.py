"""Purchases of people who are signed in: theirs without a token, and nobody else's."""

from functools import partial
from typing import Any

import pytest

from commerce.identity.events import AccountEmailVerified
from commerce.identity.types import AccountState
from commerce.kernel import outbox
from commerce.kernel.access import GUEST, Actor, permissions_of
from commerce.kernel.ids import new_id
from tests.flows.journey import COMPLETE, CREATE, Journey, key

MINE = """
query ($first: Int, $after: Cursor, $last: Int, $before: Cursor) {
  me { orders(first: $first, after: $after, last: $last, before: $before) {
    totalCount { value } pageInfo { hasNextPage endCursor }
    nodes { id number state email payment { id } orders { number lines { sku } seller { slug } } }
  } }
}"""
GROUP = "query ($id: ID!, $token: String) { orderGroup(id: $id, token: $token) { id email } }"
ORDER = "query ($id: ID!, $token: String) { order(id: $id, token: $token) { id number } }"
MAIL = "aziza@example.uz"


@pytest.fixture
async def tea(make: Any) -> Any:
    await make.channel()
    await make.tax_rate()
    await make.shipping_method()
    return await make.offer(stock=50)


def actor(account: Any) -> Actor:
    return Actor(account_id=account.id, session_id=new_id(), name="account")


async def bought(gql: Any, who: Actor, offer: Any) -> tuple[dict[str, Any], Journey]:
    async def call(document: str, **variables: Any) -> dict[str, Any]:
        found: dict[str, Any] = await gql(document, who, **variables)
        return found

    journey = await Journey(call).ready([(offer.id, 1)])
    return (await journey.complete())["orderGroup"], journey


async def numbers(gql: Any, who: Actor) -> list[str]:
    return [node["number"] for node in (await gql(MINE, who, first=50))["me"]["orders"]["nodes"]]


async def test_what_a_person_buys_is_theirs_and_opens_without_a_token(gql, make, tea) -> None:
    mine, other = actor(await make.account()), actor(await make.account())

    group, journey = await bought(gql, mine, tea)

    assert journey.token is None
    order = group["orders"][0]["id"]
    assert (await gql(GROUP, mine, id=group["id"]))["orderGroup"]["email"] == MAIL
    assert (await gql(ORDER, mine, id=order))["order"]["id"] == order
    assert await numbers(gql, mine) == [group["number"]]
    assert await numbers(gql, other) == []
    for stranger in (GUEST, other):
        for token in (None, "", "umc_guess"):
            assert await gql(GROUP, stranger, id=group["id"], token=token) == {"orderGroup": None}
            assert await gql(ORDER, stranger, id=order, token=token) == {"order": None}


async def test_a_guests_cart_bought_after_signing_in_is_the_accounts(gql, make, tea) -> None:
    mine = actor(await make.account())
    journey = await Journey(gql).ready([(tea.id, 1)])

    payload = await gql(COMPLETE, mine, input=journey.ref, key=key())

    group = payload["checkoutComplete"]["orderGroup"]
    assert await numbers(gql, mine) == [group["number"]]
    assert await gql(GROUP, id=group["id"], token=journey.token) == {"orderGroup": None}


async def test_a_purchase_that_waits_becomes_the_accounts_when_it_pays(gql, make, tea) -> None:
    mine = actor(await make.account())
    journey = await Journey(gql).ready([(tea.id, 1)], script="decline")
    declined = await journey.complete()
    await journey.pay_by("simulator", script="accept")

    payload = await gql(COMPLETE, mine, input=journey.ref, key=key())

    assert declined["errors"][0]["__typename"] == "PaymentDeclinedError"
    assert payload["checkoutComplete"]["orderGroup"]["state"] == "PLACED"
    assert len(await numbers(gql, mine)) == 1


async def test_the_same_key_of_two_people_is_two_requests(gql, make, tea) -> None:
    one, two = actor(await make.account()), actor(await make.account())
    shared = key()
    _, first = await bought(gql, one, tea)
    again = await Journey(partial(gql, actor=one)).ready([(tea.id, 1)])
    mine = await gql(COMPLETE, one, input=again.ref, key=shared)

    theirs = await gql(COMPLETE, two, input=again.ref, key=shared)

    assert mine["checkoutComplete"]["orderGroup"]["state"] == "PLACED"
    assert theirs["checkoutComplete"]["orderGroup"] is None
    assert [e["code"] for e in theirs["checkoutComplete"]["errors"]] == ["NOT_FOUND"]
    assert first.token is None


async def test_purchases_are_paged_newest_first_at_the_same_number_of_statements(
    gql, make, tea, sql
) -> None:
    mine = actor(await make.account())
    made = [(await bought(gql, mine, tea))[0]["number"] for _ in range(3)]
    await gql(MINE, mine, first=1)

    with sql.counted() as one:
        first = (await gql(MINE, mine, first=1))["me"]["orders"]
    with sql.counted() as all_of_them:
        whole = (await gql(MINE, mine, first=3))["me"]["orders"]
    rest = (await gql(MINE, mine, first=5, after=first["pageInfo"]["endCursor"]))["me"]["orders"]

    assert [node["number"] for node in whole["nodes"]] == made[::-1]
    assert [node["number"] for node in rest["nodes"]] == made[1::-1]
    plain = await gql("{ me { orders { nodes { number } } } }", mine)
    assert len(plain["me"]["orders"]["nodes"]) == 3
    assert (first["pageInfo"]["hasNextPage"], whole["totalCount"]["value"]) == (True, 3)
    assert one.count == all_of_them.count


async def test_purchases_of_a_guest_come_to_the_account_that_proves_the_address(
    gql, make, tea, db
) -> None:
    early, journey = await bought(gql, GUEST, tea)
    theirs = (await gql(CREATE, input={"email": "bahrom@example.uz"}))["cartCreate"]
    await outbox.drain(db)
    account = await make.account(MAIL.upper())
    mine = actor(account)
    assert await numbers(gql, mine) == []

    async with db.transaction() as tx:
        tx.emit(AccountEmailVerified(account_id=account.id))
    await outbox.drain(db)

    assert await numbers(gql, mine) == [early["number"]]
    assert await gql(GROUP, id=early["id"], token=journey.token) == {"orderGroup": None}
    order = early["orders"][0]["id"]
    assert await gql(ORDER, id=order, token=journey.token) == {"order": None}
    cart = "query ($id: ID!, $token: String) { cart(id: $id, token: $token) { id } }"
    assert await gql(cart, id=journey.cart, token=journey.token) == {"cart": None}
    assert (await gql(cart, mine, id=journey.cart))["cart"] is not None
    refused = await journey.complete()
    assert [error["code"] for error in refused["errors"]] == ["NOT_FOUND"]
    assert refused["orderGroup"] is None
    guest = {"id": theirs["cart"]["id"], "token": theirs["token"]}
    assert (await gql(cart, **guest))["cart"] is not None


async def test_a_later_purchase_with_a_proven_address_is_the_accounts(gql, make, tea, db) -> None:
    mine = actor(await make.account(MAIL))

    group, journey = await bought(gql, GUEST, tea)
    await outbox.drain(db)

    assert await numbers(gql, mine) == [group["number"]]
    assert await gql(GROUP, id=group["id"], token=journey.token) == {"orderGroup": None}


async def test_whoever_lost_the_answer_still_learns_that_they_bought(gql, make, tea, db) -> None:
    await make.account(MAIL)
    journey = await Journey(gql).ready([(tea.id, 1)])
    again = key()
    first = await journey.complete(again)
    await outbox.drain(db)

    second = await journey.complete(again)

    assert second["replayed"] is True
    assert second["orderGroup"]["number"] == first["orderGroup"]["number"]


@pytest.mark.parametrize("state", [AccountState.UNVERIFIED, AccountState.DISABLED])
async def test_an_address_without_proof_gets_no_purchase(gql, make, tea, db, state) -> None:
    account = await make.account(MAIL, state=state)
    if state is AccountState.UNVERIFIED:
        async with db.transaction() as tx:
            (await tx.get(type(account), account.id)).email_verified_at = None
    group, journey = await bought(gql, GUEST, tea)

    async with db.transaction() as tx:
        tx.emit(AccountEmailVerified(account_id=account.id))
    await outbox.drain(db)

    assert await numbers(gql, actor(account)) == []
    assert (await gql(GROUP, id=group["id"], token=journey.token))["orderGroup"] is not None


async def test_a_purchase_that_waits_for_its_payment_stays_with_its_guest(
    gql, make, tea, db
) -> None:
    mine = actor(await make.account(MAIL))
    journey = await Journey(gql).ready([(tea.id, 1)], script="decline")
    await journey.complete()
    async with db.transaction() as tx:
        tx.emit(AccountEmailVerified(account_id=mine.account_id))
    await outbox.drain(db)
    assert await numbers(gql, mine) == []

    await journey.pay_by("simulator", script="accept")
    placed = await journey.complete()
    await outbox.drain(db)

    assert await numbers(gql, mine) == [placed["orderGroup"]["number"]]


async def test_a_seller_who_bought_elsewhere_sees_the_purchase_as_any_buyer(gql, make, tea) -> None:
    shop = await make.seller()
    account = await make.account()
    held = {shop.id: permissions_of("seller")}
    mine = Actor(
        account_id=account.id, session_id=new_id(), name="account", seller_permissions=held
    )

    group, _ = await bought(gql, mine, tea)

    (node,) = (await gql(MINE, mine, first=5))["me"]["orders"]["nodes"]
    assert [order["lines"] for order in node["orders"]] == [[{"sku": tea.sku}]]
    assert node["payment"] is not None
    assert (await gql(GROUP, mine, id=group["id"]))["orderGroup"]["id"] == group["id"]
