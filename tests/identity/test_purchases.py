"""What a guest bought, once they have an account: theirs after the proof, and not before."""

from typing import Any

import pytest

from tests.flows.journey import GROUP, Journey
from tests.identity.documents import CONFIRM, EMAIL_CONFIRM, EMAIL_REQUEST, REGISTER
from tests.make.accounts import PASSWORD

MAIL = "aziza@example.uz"
ORDERS = "{ me { orders(first: 10) { nodes { id number } } } }"
CREATE = """mutation ($input: CartCreateInput!) {
  cartCreate(input: $input) { cart { language currency } errors { __typename } } }"""


@pytest.fixture
async def purchase(gql: Any, make: Any) -> tuple[dict[str, Any], Journey]:
    await make.channel(currencies=("UZS", "USD"))
    await make.tax_rate()
    await make.shipping_method()
    journey = await Journey(gql).ready([((await make.offer(stock=5)).id, 1)])
    return (await journey.complete())["orderGroup"], journey


async def test_registering_gives_a_guests_purchase_only_after_the_letter_was_read(
    device, other, letters, gql, purchase
) -> None:
    group, journey = purchase

    await device.do(REGISTER, contact={"email": MAIL}, password=PASSWORD)
    await letters.all()
    assert (await gql(GROUP, id=group["id"], token=journey.token))["orderGroup"] is not None

    await device.do(CONFIRM, proof={"linkToken": await letters.token(MAIL)})
    await letters.all()
    await device.sign_in(MAIL)

    nodes = (await device.ask(ORDERS))["orders"]["nodes"]
    assert [node["number"] for node in nodes] == [group["number"]]
    assert await gql(GROUP, id=group["id"], token=journey.token) == {"orderGroup": None}
    assert await other.ask(ORDERS) is None


async def test_a_new_address_brings_what_was_bought_with_it(
    device, letters, make, gql, purchase
) -> None:
    group, _ = purchase
    await make.account("before@example.uz")
    await letters.all()
    await device.sign_in("before@example.uz")
    assert (await device.ask(ORDERS))["orders"]["nodes"] == []

    await device.do(EMAIL_REQUEST, email=MAIL, password=PASSWORD)
    await letters.all()
    assert (await device.ask(ORDERS))["orders"]["nodes"] == []
    await device.do(EMAIL_CONFIRM, proof={"linkToken": await letters.token(MAIL)})
    await letters.all()

    nodes = (await device.ask(ORDERS))["orders"]["nodes"]
    assert [node["number"] for node in nodes] == [group["number"]]


@pytest.mark.parametrize(
    ("directive", "headers", "market"),
    [
        ("", {}, ("ru", "USD")),
        ("", {"accept-language": "en"}, ("ru", "USD")),
        ("", {"x-currency": "UZS"}, ("ru", "UZS")),
        ('@inContext(language: "en", currency: "UZS")', {}, ("en", "UZS")),
    ],
)
async def test_whoever_is_signed_in_is_served_as_they_have_chosen(
    device, make, directive, headers, market
) -> None:
    await make.channel(currencies=("UZS", "USD"))
    await make.account("ru@example.uz", language="ru", currency="USD")
    await device.sign_in("ru@example.uz")
    device.headers = headers

    made = await device.do(CREATE.replace(") {", f") {directive} {{", 1))

    assert (made["cart"]["language"], made["cart"]["currency"]) == market


async def test_what_the_channel_does_not_have_is_not_served(device, make) -> None:
    await make.channel(currencies=("UZS",), languages=("uz-Latn", "en"))
    await make.account("ru@example.uz", language="ru", currency="USD")
    await device.sign_in("ru@example.uz")
    device.headers = {}

    made = await device.do(CREATE)

    assert (made["cart"]["language"], made["cart"]["currency"]) == ("uz-Latn", "UZS")
