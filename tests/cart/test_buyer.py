"""Contact, market, addresses and note of a cart through the API."""

from typing import Any

import pytest
from sqlalchemy import select

from commerce.cart.models import Cart
from commerce.cart.types import CartState
from commerce.kernel.ids import encode
from tests.cart.documents import ACCEPT, ADDRESSES, BUYER, DELETE, NOTE, UPDATE

HOME = {"name": "Aziza Karimova", "country": "UZ", "city": "Toshkent", "line1": "Amir Temur 1"}


async def test_contact_is_set_left_and_cleared(make, change) -> None:
    cart = await make.cart()

    for document in (UPDATE, BUYER):
        payload = await change(document, cart, email="a@b.uz", phone="+998 (90) 123-45-67")
        assert payload["cart"]["email"] == "a@b.uz"
        assert payload["cart"]["phone"] == "+998901234567"
        assert "CONTACT_MISSING" not in [each["kind"] for each in payload["cart"]["problems"]]
        payload = await change(document, cart, email=None)

        assert (payload["cart"]["email"], payload["cart"]["phone"]) == (None, "+998901234567")


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"email": "nobody"}, "email"),
        ({"email": "a" * 300 + "@b.uz"}, "email"),
        ({"email": "a@b.uz\x07"}, "email"),
        ({"phone": "901234567"}, "phone"),
        ({"phone": "+998" + "1" * 40}, "phone"),
    ],
)
async def test_a_contact_that_cannot_be_is_refused(make, refusal, given, path) -> None:
    cart = await make.cart()

    for document in (UPDATE, BUYER):
        error = await refusal(document, cart, **given)
        assert (error["code"], error["path"]) == ("INVALID", ["input", path])


async def test_another_currency_prices_the_cart_anew_and_drops_deliveries(
    make, change, read
) -> None:
    method = await make.shipping_method()
    offer = await make.offer(price=1_000_000)
    await make.price(offer, 99, currency="USD")
    cart = await make.cart([(offer, 2)])
    await make.delivery(cart, offer.seller_id, method)
    assert (await read(cart))["parcels"][0]["deliveryName"] == "Courier"

    payload = await change(UPDATE, cart, currency="USD")

    shown = payload["cart"]
    assert (shown["currency"], shown["lines"][0]["seenPrice"]) == ("USD", {"minorUnits": "99"})
    assert shown["totals"]["total"]["gross"] == {"minorUnits": "198"}
    assert shown["parcels"][0]["deliveryMethod"] is None
    assert "PRICE_CHANGED" not in [each["kind"] for each in shown["problems"]]


async def test_what_has_no_price_in_the_new_currency_is_unavailable(make, change) -> None:
    cart = await make.cart([(await make.offer(), 1)])

    payload = await change(UPDATE, cart, currency="USD")

    assert payload["cart"]["lines"][0]["problem"] == {"kind": "UNAVAILABLE"}
    assert payload["cart"]["totals"]["total"]["gross"] == {"minorUnits": "0"}


async def test_another_country_is_taxed_at_its_own_rate(make, change) -> None:
    await make.tax_rate(120_000, country="UZ")
    await make.tax_rate(160_000, country="KZ")
    cart = await make.cart([(await make.offer(price=1_160_000), 1)])

    payload = await change(UPDATE, cart, country="KZ", language="ru")

    assert payload["cart"]["country"] == "KZ"
    assert payload["cart"]["language"] == "ru"
    assert payload["cart"]["totals"]["total"]["tax"] == {"minorUnits": "160000"}


@pytest.mark.parametrize(
    ("given", "path"), [({"currency": "EUR"}, "currency"), ({"country": "DE"}, "country")]
)
async def test_a_market_that_is_not_served_is_refused(make, refusal, given, path) -> None:
    cart = await make.cart([(await make.offer(), 1)])

    error = await refusal(UPDATE, cart, email="a@b.uz", **given)

    assert (error["code"], error["path"]) == ("INVALID", ["input", path])


async def test_addresses_are_kept_and_the_country_follows_the_goods(make, change) -> None:
    cart = await make.cart([(await make.offer(), 1)])
    home = HOME | {"country": "KZ", "postalCode": "050000", "phone": "+7 701 234 56 78"}

    payload = await change(
        ADDRESSES,
        cart,
        shippingAddress=home,
        billingAddress=HOME | {"country": "DE", "postalCode": "10115"},
    )

    shown = payload["cart"]
    assert shown["country"] == "KZ"
    assert shown["shippingAddress"] == {
        "name": "Aziza Karimova",
        "country": "KZ",
        "city": "Toshkent",
        "line1": "Amir Temur 1",
        "line2": None,
        "region": None,
        "postalCode": "050000",
        "phone": "+77012345678",
    }
    assert shown["billingAddress"] == {"name": "Aziza Karimova", "country": "DE"}
    assert "ADDRESS_MISSING" not in [each["kind"] for each in shown["problems"]]


async def test_an_address_is_left_and_cleared(make, change) -> None:
    cart = await make.cart([(await make.offer(), 1)])
    await change(ADDRESSES, cart, shippingAddress=HOME, billingAddress=HOME)

    payload = await change(ADDRESSES, cart, billingAddress=None)
    assert payload["cart"]["billingAddress"] is None
    assert payload["cart"]["shippingAddress"]["name"] == "Aziza Karimova"
    payload = await change(ADDRESSES, cart, shippingAddress=None)

    assert "ADDRESS_MISSING" in [each["kind"] for each in payload["cart"]["problems"]]


async def test_another_country_drops_an_address_that_is_not_there(make, change) -> None:
    cart = await make.cart()
    await change(ADDRESSES, cart, shippingAddress=HOME)

    payload = await change(UPDATE, cart, country="KZ")

    assert payload["cart"]["shippingAddress"] is None


@pytest.mark.parametrize(
    ("wrong", "field", "code"),
    [
        ({"country": "DE", "postalCode": "10115"}, "country", "INVALID"),
        ({"country": "QQ"}, "country", "INVALID"),
        ({"name": " "}, "name", "INVALID"),
        ({"name": "x" * 201}, "name", "INVALID"),
        ({"city": "\x07"}, "city", "INVALID"),
        ({"line1": ""}, "line1", "INVALID"),
        ({"city": "Buxoro"}, "region", "INVALID"),
        ({"postalCode": "1000"}, "postalCode", "INVALID"),
        ({"postalCode": "१०००००"}, "postalCode", "INVALID"),
        ({"phone": "12"}, "phone", "INVALID"),
    ],
)
async def test_an_address_that_cannot_be_is_refused(make, refusal, wrong, field, code) -> None:
    cart = await make.cart([(await make.offer(), 1)])

    error = await refusal(ADDRESSES, cart, shippingAddress=HOME | wrong)

    assert (error["code"], error["path"]) == (code, ["input", "shippingAddress", field])


async def test_a_note_is_left(make, change, refusal) -> None:
    cart = await make.cart()

    payload = await change(NOTE, cart, note="  Домофон 12, <b>звоните</b>  ")
    assert payload["cart"]["note"] == "Домофон 12, <b>звоните</b>"
    error = await refusal(NOTE, cart, note="x" * 2001)

    assert (error["code"], error["path"]) == ("INVALID", ["input", "note"])


async def test_a_cart_is_thrown_away(make, change, db) -> None:
    cart = await make.cart([(await make.offer(), 1)])

    payload = await change(DELETE, cart)

    assert payload["deleted"] == encode("cart", cart[0].id)
    assert await db.reader().all(select(Cart.id)) == []


@pytest.mark.parametrize("state", [CartState.COMPLETING, CartState.COMPLETED])
async def test_a_closed_cart_is_read_and_not_changed(make, refusal, state) -> None:
    cart = await make.cart([(await make.offer(), 1)], state=state)
    changes: list[tuple[str, dict[str, Any]]] = [
        (UPDATE, {"email": "a@b.uz"}),
        (BUYER, {"email": "a@b.uz"}),
        (ADDRESSES, {"shippingAddress": HOME}),
        (NOTE, {"note": "x"}),
        (ACCEPT, {}),
        (DELETE, {}),
    ]

    for document, given in changes:
        error = await refusal(document, cart, **given)
        assert (error["__typename"], error["code"]) == ("CartClosedError", "CART_CLOSED")
