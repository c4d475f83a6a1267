"""Prices and quantities are the shop's: what clients send of them is refused (MON-02, MON-03)."""

import json
from decimal import Decimal

import pytest

from tests.security.documents import ACCESS, calls
from tests.security.hostile import AMOUNTS
from tests.security.visitors import Visitors
from tests.state import stored

MONEY_WORDS = {
    "price", "amount", "total", "subtotal", "discount", "tax", "net", "gross", "minor",
    "minorUnits", "cost", "fee", "paid", "status", "state", "unitPrice", "rate", "percent",
}  # fmt: skip
PUBLIC = [n for n, access in ACCESS.items() if n.startswith("Mutation.") and access == "public"]
QUANTITIES = ["-1", "10000", "2147483647", "2147483648", "9223372036854775808", "1.5", '"1"',
              "1e400", "true", "null", "[]"]  # fmt: skip


@pytest.mark.parametrize("name", PUBLIC)
async def test_a_buyer_cannot_name_a_price_a_total_or_a_state(
    visitors: Visitors, name: str
) -> None:
    (call,) = calls(name, visitors.world.ids)
    before = await stored(visitors.app.db.reader())

    assert not {str(place.path[-1]) for place in call.places} & MONEY_WORDS
    for word in sorted(MONEY_WORDS):
        body = json.loads(call.body())
        body["variables"]["input"][word] = 1
        reply = await visitors.send("guest", json.dumps(body).encode())
        assert reply.codes == ["BAD_INPUT"], word

    assert await stored(visitors.app.db.reader()) == before


PLACES = [
    (name, place)
    for name in PUBLIC
    for place in calls(name, {"offer": "off_0", "line": "line_0"})[0].places
    if place.path[-1] == "quantity"
]


@pytest.mark.parametrize(("name", "place"), PLACES, ids=lambda each: str(each))
async def test_an_impossible_quantity_is_refused_and_changes_nothing(
    visitors: Visitors, name: str, place
) -> None:
    (call,) = calls(name, visitors.world.ids)
    before = await stored(visitors.app.db.reader())
    values = QUANTITIES + (["0"] if name != "Mutation.cartLinesUpdate" else [])

    for value in values:
        reply = await visitors.send("guest", call.body(place, value))
        codes = reply.codes or [each["code"] for each in reply.refusals]
        assert codes[0] in ("BAD_INPUT", "BAD_REQUEST", "INVALID"), (value, reply.body)

    assert await stored(visitors.app.db.reader()) == before
    assert PLACES


FITTING = {"0", "-0"}


@pytest.mark.parametrize("name", ["Mutation.priceListPricesSet", "Mutation.offerCreate"])
@pytest.mark.parametrize("part", ["price", "compareAt"])
async def test_an_amount_that_is_none_is_refused_and_changes_nothing(
    visitors: Visitors, name: str, part: str
) -> None:
    (call,) = calls(name, visitors.world.ids)
    (place,) = (each for each in call.places if each.path[-2:] == (part, "amount"))
    before = await stored(visitors.app.db.reader())

    for amount, value in AMOUNTS.items():
        if amount in FITTING or Decimal(9) <= as_number(amount) <= Decimal("1e16"):
            continue
        reply = await visitors.send("seller", call.body(place, value))
        assert reply.codes == ["BAD_INPUT"] or reply.refusals, (amount, reply.body)

    assert await stored(visitors.app.db.reader()) == before


def as_number(text: str) -> Decimal:
    """The number a text means to us; -1 for what means none."""
    plain = text.isascii() and text.replace(".", "", 1).isdigit() and text[0] != "."
    return Decimal(text) if plain else Decimal(-1)


SET = """
mutation ($input: PriceListPricesSetInput!) {
  priceListPricesSet(input: $input) { errors { __typename ... on UserError { code path } } }
}
"""
READ = """
query ($id: ID!) @inContext(currency: CURRENCY) {
  offer(id: $id) { price { net { amount } gross { amount minorUnits currency } } }
}
"""
CART = """
mutation ($input: CartCreateInput!) @inContext(currency: CURRENCY) {
  cartCreate(input: $input) {
    cart { totals { total { net { amount } tax { amount } gross { amount minorUnits } } } }
    errors { __typename ... on UserError { code path } }
  }
}
"""


@pytest.mark.parametrize(
    ("currency", "amount", "minor", "pieces", "total"),
    [
        ("UZS", "9000000000000.00", 900_000_000_000_000, 1, "9000000000000.00"),
        ("UZS", "9000000000000.01", 900_000_000_000_001, 40, "360000000000000.40"),
        ("JPY", "9007199254740993", 9_007_199_254_740_993, 3, "27021597764222979"),
        ("KWD", "9007199254740.993", 9_007_199_254_740_993, 3, "27021597764222.979"),
        ("USD", "0.01", 1, 7, "0.07"),
    ],
)
async def test_an_amount_comes_back_to_the_last_digit_from_database_offer_and_cart(
    visitors: Visitors, currency: str, amount: str, minor: int, pieces: int, total: str
) -> None:
    offer = visitors.world.ids["offer"]
    price = {"amount": amount, "currency": currency}
    point = await visitors.connection.begin_nested()
    try:
        values = {"input": {"offer": offer, "price": price}}
        assert (await visitors.ask("seller", SET, values)).refusals == []
        shown = await visitors.ask("guest", in_currency(READ, currency), {"id": offer})
        line = {"offer": offer, "quantity": pieces}
        values = {"input": {"lines": [line]}}
        cart = await visitors.ask("guest", in_currency(CART, currency), values)
    finally:
        await point.rollback()

    assert shown.payload["price"]["gross"] == {**price, "minorUnits": str(minor)}
    assert cart.refusals == []
    totals = cart.payload["cart"]["totals"]["total"]
    assert totals["gross"] == {"amount": total, "minorUnits": str(minor * pieces)}
    parts = Decimal(totals["net"]["amount"]) + Decimal(totals["tax"]["amount"])
    assert parts == Decimal(total)


def in_currency(document: str, currency: str) -> str:
    return document.replace("CURRENCY", f'"{currency}"')


@pytest.mark.parametrize(("currency", "amount"), [("JPY", "1.5"), ("KWD", "0.0001"), ("EUR", "5")])
async def test_an_amount_finer_than_its_currency_or_in_another_one_is_refused(
    visitors: Visitors, currency: str, amount: str
) -> None:
    before = await stored(visitors.app.db.reader())
    price = {"amount": amount, "currency": currency}
    values = {"input": {"offer": visitors.world.ids["offer"], "price": price}}

    (error,) = (await visitors.ask("seller", SET, values)).refusals

    assert error["code"] == "INVALID"
    assert await stored(visitors.app.db.reader()) == before
