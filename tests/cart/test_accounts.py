"""Carts of people who are signed in: claimed once, opened by the account and by no token."""

from typing import Any

import pytest

from commerce.cart import service
from commerce.cart.models import Cart
from commerce.kernel.access import GUEST, Actor
from commerce.kernel.graphql.context import Wanted
from commerce.kernel.ids import decode, encode, new_id
from tests.cart.documents import CART, CREATE, DELETE, NOTE, change
from tests.make.accounts import AccountFactory

CLAIM = change("cartClaim")
READ = CART + "query ($id: ID!, $token: String) { cart(id: $id, token: $token) { ...C } }"
MINE = "{ me { cart { id note lines { quantity } } } }"
ENGLISH = Wanted(language="en")


async def person(make: AccountFactory) -> Actor:
    account = await make.account()
    return Actor(account_id=account.id, session_id=new_id(), name="account")


def named(cart: tuple[Cart, str | None]) -> dict[str, Any]:
    return {"cart": encode("cart", cart[0].id), "token": cart[1]}


async def done(gql: Any, document: str, actor: Actor, **given: Any) -> dict[str, Any]:
    (payload,) = (await gql(document, actor, ENGLISH, input=given)).values()
    assert payload["errors"] == []
    found: dict[str, Any] = payload
    return found


async def codes(gql: Any, document: str, actor: Actor, **given: Any) -> list[str]:
    (payload,) = (await gql(document, actor, ENGLISH, input=given)).values()
    assert payload.get("cart") is None
    return [error["code"] for error in payload["errors"]]


async def test_a_cart_that_a_person_opens_is_theirs_and_needs_no_token(make, gql) -> None:
    mine, other = await person(make), await person(make)
    offer = encode("off", (await make.offer()).id)

    made = await done(gql, CREATE, mine, lines=[{"offer": offer, "quantity": 2}])
    public = made["cart"]["id"]
    await done(gql, NOTE, mine, cart=public, note="call first")

    assert made["token"] is None
    seen = {"id": public, "note": "call first", "lines": [{"quantity": 2}]}
    assert (await gql(MINE, mine))["me"]["cart"] == seen
    assert (await gql(READ, mine, id=public))["cart"]["note"] == "call first"
    assert (await gql(MINE, other))["me"]["cart"] is None
    for stranger in (GUEST, other):
        assert await gql(READ, stranger, id=public) == {"cart": None}


@pytest.mark.parametrize("token", [None, "", "umc_guess", "the id"])
async def test_nobody_else_changes_a_cart_of_an_account(make, gql, db, token) -> None:
    mine, other = await person(make), await person(make)
    await make.channel()
    public = (await done(gql, CREATE, mine))["cart"]["id"]
    shown = str(decode("cart", public)) if token == "the id" else token

    for stranger in (GUEST, other):
        for document, given in ((NOTE, {"note": "x"}), (DELETE, {})):
            refusal = await codes(gql, document, stranger, cart=public, token=shown, **given)
            assert refusal == ["NOT_FOUND"]

    assert (await gql(READ, mine, id=public))["cart"]["version"] == 1


async def test_a_guests_cart_is_claimed_after_signing_in_and_its_token_opens_no_more(
    make, gql
) -> None:
    cart = await make.cart([(await make.offer(), 3)])
    mine, other = await person(make), await person(make)
    ref = named(cart)

    claimed = await done(gql, CLAIM, mine, **ref)

    assert claimed["cart"]["lines"][0]["quantity"] == 3
    assert (await gql(MINE, mine))["me"]["cart"]["id"] == ref["cart"]
    for stranger in (GUEST, other):
        assert await gql(READ, stranger, id=ref["cart"], token=cart[1]) == {"cart": None}
        assert await codes(gql, NOTE, stranger, **ref, note="x") == ["NOT_FOUND"]
    assert await codes(gql, CLAIM, other, **ref) == ["NOT_FOUND"]
    assert (await done(gql, CLAIM, mine, **ref))["cart"]["id"] == ref["cart"]


async def test_a_cart_without_its_token_is_not_claimed(make, gql, reader) -> None:
    cart, _ = await make.cart()
    mine = await person(make)

    for token in ("", "umc_guess", cart.token_hash, str(cart.id)):
        assert await codes(gql, CLAIM, mine, cart=encode("cart", cart.id), token=token) == [
            "NOT_FOUND"
        ]

    assert (await gql(MINE, mine))["me"]["cart"] is None


async def test_the_first_change_of_somebody_signed_in_claims_the_cart(make, gql) -> None:
    cart = await make.cart()
    mine = await person(make)

    await done(gql, NOTE, mine, **named(cart), note="mine now")

    assert (await gql(MINE, mine))["me"]["cart"]["note"] == "mine now"
    assert await codes(gql, NOTE, GUEST, **named(cart), note="x") == ["NOT_FOUND"]


async def test_a_bought_cart_is_not_claimed(make, gql, db) -> None:
    cart = await make.cart()
    async with db.transaction() as tx:
        row = await service.lock(tx, cart[0].id, cart[1])
        service.completing(tx, row, new_id())

    assert await codes(gql, CLAIM, await person(make), **named(cart)) == ["CART_CLOSED"]
    assert (await gql(READ, GUEST, id=named(cart)["cart"], token=cart[1]))["cart"] is not None


async def test_of_several_carts_the_one_changed_last_in_the_channel_is_shown(make, gql) -> None:
    mine = await person(make)
    await make.channel(slug="uz")
    kz = await make.channel(slug="kz")
    first = (await done(gql, CREATE, mine))["cart"]["id"]
    await done(gql, CREATE, mine)
    abroad, _ = await make.cart(channel=kz, account_id=mine.account_id)

    await done(gql, NOTE, mine, cart=first, note="again")

    assert (await gql(MINE, mine))["me"]["cart"]["id"] == first
    there = await gql(MINE, mine, Wanted(channel="kz"))
    assert there["me"]["cart"]["id"] == encode("cart", abroad.id)


async def test_my_cart_costs_one_statement_beside_me_and_the_channel(make, gql, sql) -> None:
    mine = await person(make)
    await make.channel()
    await done(gql, CREATE, mine)

    with sql.counted() as seen:
        await gql("{ me { cart { id note } } }", mine)

    assert seen.count <= 3
