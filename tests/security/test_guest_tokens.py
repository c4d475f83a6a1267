"""A cart or a purchase opens with its own token only; tokens are kept by nobody (SEC-05)."""

import json
import re

import pytest

from commerce.identity.service import hash_of, new_secret
from commerce.kernel.reads import Statement
from commerce.kernel.tables import Base
from tests.security.documents import ACCESS, Call, Place, calls
from tests.security.visitors import Reply, Visitors
from tests.state import stored


def token_place(call: Call) -> Place | None:
    """Where the token of a cart stands in a call."""
    return next((each for each in call.places if each.path[-1] == "token"), None)


GUARDED = [name for name in ACCESS if token_place(calls(name, {"token": ""})[0])]
BITS_OF_A_LETTER = 6


def test_every_change_of_a_cart_takes_its_token() -> None:
    changes = [
        name
        for name in ACCESS
        if re.match(r"Mutation\.(cart|checkout)", name) and name != "Mutation.cartCreate"
    ]

    assert set(changes) <= set(GUARDED)


def wrong_tokens(visitors: Visitors) -> dict[str, str]:
    """Tokens that are not the one of the cart, as JSON."""
    right, bought = visitors.world.ids["token"], visitors.world.ids["Query.order.token"]
    words = {
        "empty": "",
        "blank": " ",
        "guessed": new_secret("cart_"),
        "truncated": right[:-1],
        "longer": right + "A",
        "in capitals": right.upper(),
        "padded": f" {right} ",
        "without its beginning": right.partition("_")[2],
        "its hash": hash_of(right),
        "hash of another": hash_of(bought),
        "of an administrator": visitors.world.tokens["admin"],
        "wildcard": "%",
        "injected": "' or '1'='1",
    }
    return {name: json.dumps(value) for name, value in words.items()} | {"null": "null"}


@pytest.mark.parametrize("name", GUARDED)
async def test_a_wrong_token_opens_nothing_and_changes_nothing(
    visitors: Visitors, name: str
) -> None:
    (call,) = calls(name, visitors.world.ids)
    place = token_place(call)
    other = visitors.world.ids["Query.order.token"]
    if name in ("Query.order", "Query.orderGroup"):
        other = visitors.world.ids["token"]
    tokens = wrong_tokens(visitors) | {"of another cart": json.dumps(other)}
    reader = visitors.app.db.reader()
    before = await stored(reader)

    for what, token in tokens.items():
        first, second = callers(name)
        refused(await visitors.send(first, call.body(place, token)), what)
        if token not in ('""', "null"):
            refused(await visitors.send(second, call.body(place, token)), what)

    assert await stored(reader) == before


def callers(name: str) -> tuple[str, str]:
    """Two who may call a field."""
    return ("buyer", "buyer") if ACCESS[name] == "account" else ("guest", "admin")


def refused(reply: Reply, what: str) -> None:
    """Nothing was shown, and the refusal does not say what is wrong."""
    if reply.codes:
        assert reply.codes == ["BAD_INPUT"], (what, reply.body)
    elif reply.payload is not None:
        assert [each["code"] for each in reply.refusals] == ["NOT_FOUND"], (what, reply.body)
        others = {k: v for k, v in reply.payload.items() if k not in ("errors", "__typename")}
        assert not any(others.values()), (what, reply.body)


@pytest.mark.parametrize("name", GUARDED)
async def test_the_right_token_opens_nothing_once_an_account_has_the_cart(
    visitors: Visitors, name: str
) -> None:
    (call,) = calls(name, visitors.world.ids)
    reader = visitors.app.db.reader()
    point = await visitors.connection.begin_nested()
    for table in ("cart_cart", "orders_group"):
        owner = "(select id from identity_account where state = 'unverified' limit 1)"
        await visitors.connection.exec_driver_sql(
            f"update {table} set account_id = {owner}, token_hash = id::text"
        )
    before = await stored(reader)

    for who in {*callers(name), "buyer"}:
        refused(await visitors.send(who, call.body()), who)

    assert await stored(reader) == before
    await point.rollback()
    visitors.forget()


async def test_a_bought_cart_is_as_secret_as_before(visitors: Visitors) -> None:
    (call,) = calls("Query.orderGroup", visitors.world.ids)

    right = await visitors.send("guest", call.body())

    assert right.payload["email"] == "lola@example.uz"


def test_a_token_has_at_least_128_bits_and_no_two_are_alike() -> None:
    made = {new_secret("cart_") for _ in range(1000)}

    assert len(made) == 1000
    assert min(len(each.partition("_")[2]) for each in made) * BITS_OF_A_LETTER >= 128


async def test_no_secret_is_stored_in_clear_anywhere(visitors: Visitors) -> None:
    reader = visitors.app.db.reader()
    secrets = [*visitors.world.secrets, *visitors.world.tokens.values()]

    for table in Base.metadata.tables:
        sql = f'select count(*) from "{table}" t where t::text like any($1)'
        look = Statement(sql, ("wanted",))
        wanted = [f"%{secret[8:]}%" for secret in secrets]
        assert await reader.scalar(look, wanted=wanted) == 0, table
