"""Delivery of the parcels of a cart through the API."""

import asyncio
from typing import ClassVar

import pytest

from commerce.cart import service
from commerce.cart.types import ProblemKind
from commerce.kernel.access import GUEST
from commerce.kernel.ids import encode, new_id
from commerce.shipping.providers import SHIPPING, Rate
from tests.cart.conftest import ENGLISH
from tests.cart.documents import ADD, ADDRESSES, REMOVE, SELECT

OPTIONS = """
query ($id: ID!, $token: String!) { cart(id: $id, token: $token) { parcels {
  seller { slug } deliveryFailures
  deliveryOptions { method code name price { minorUnits } minDays maxDays }
} } }
"""
HOME = {"name": "Aziza", "country": "UZ", "city": "Toshkent", "line1": "Amir Temur 1"}


def selection(seller_id, method_id) -> dict:
    return {"seller": encode("sel", seller_id), "method": encode("shp", method_id)}


async def options(gql, cart) -> list:
    answer = await gql(OPTIONS, GUEST, ENGLISH, id=encode("cart", cart[0].id), token=cart[1])
    return answer["cart"]["parcels"]


class Broken:
    """A provider that has a bad day."""

    config_schema: ClassVar[dict] = {}

    async def rates(self, query):
        raise ConnectionError("no answer")


class Dear:
    """A provider whose price can be changed."""

    config_schema: ClassVar[dict] = {}

    def __init__(self) -> None:
        self.minor = 100

    async def rates(self, query):
        return Rate(self.minor)


@pytest.fixture
def provide(registry):
    """Put a provider of delivery into its slot for one test."""
    named = []

    def put(name, provider) -> None:
        registry.provide(SHIPPING, name, provider)
        named.append((SHIPPING.name, name))

    yield put
    for key in named:
        del registry.providers[key]


async def test_each_parcel_has_its_own_options_cheapest_first(make, gql) -> None:
    near, far = await make.seller(), await make.seller()
    zone, own = await make.shipping_zone(), await make.shipping_zone(near)
    courier = await make.shipping_method(zone, code="courier")
    await make.shipping_method(own, code="bike", config={"price": "5000"})
    cart = await make.cart([(await make.offer(seller=near), 1), (await make.offer(seller=far), 1)])

    one, two = await options(gql, cart)

    assert [each["code"] for each in one["deliveryOptions"]] == ["bike", "courier"]
    assert two["deliveryOptions"] == [
        {
            "method": encode("shp", courier.id),
            "code": "courier",
            "name": "Courier",
            "price": {"minorUnits": "1500000"},
            "minDays": 1,
            "maxDays": 3,
        }
    ]
    assert one["deliveryFailures"] == two["deliveryFailures"] == []


async def test_a_choice_is_kept_at_its_price_with_its_tax(make, change) -> None:
    await make.tax_rate(120_000)
    method = await make.shipping_method()
    offer = await make.offer(price=1_120_000)
    cart = await make.cart([(offer, 1)])
    await change(ADDRESSES, cart, shippingAddress=HOME)

    payload = await change(SELECT, cart, selections=[selection(offer.seller_id, method.id)])

    assert payload["errors"] == payload["warnings"] == []
    (parcel,) = payload["cart"]["parcels"]
    assert (parcel["deliveryMethod"], parcel["deliveryName"]) == (
        encode("shp", method.id),
        "Courier",
    )
    assert parcel["delivery"] == {
        "net": {"minorUnits": "1339286"},
        "tax": {"minorUnits": "160714"},
        "gross": {"minorUnits": "1500000"},
    }
    assert payload["cart"]["totals"]["total"]["gross"] == {"minorUnits": "2620000"}
    kinds = [each["kind"] for each in payload["cart"]["problems"]]
    assert kinds == ["CONTACT_MISSING", "PAYMENT_MISSING"]


async def test_choosing_again_replaces_the_choice(make, change) -> None:
    zone = await make.shipping_zone()
    first, second = (
        await make.shipping_method(zone),
        await make.shipping_method(zone, config={"price": "1"}),
    )
    offer = await make.offer()
    cart = await make.cart([(offer, 1)])

    await change(SELECT, cart, selections=[selection(offer.seller_id, first.id)])
    payload = await change(SELECT, cart, selections=[selection(offer.seller_id, second.id)])

    assert payload["cart"]["parcels"][0]["delivery"]["gross"] == {"minorUnits": "100"}


async def test_what_does_not_deliver_there_cannot_be_chosen(make, refusal) -> None:
    abroad = await make.shipping_method(await make.shipping_zone(countries=["KZ"]))
    foreign = await make.shipping_method(await make.shipping_zone(await make.seller()))
    hidden = await make.shipping_method(active=False)
    offer = await make.offer()
    cart = await make.cart([(offer, 1)])

    for method_id in (abroad.id, foreign.id, hidden.id, new_id()):
        error = await refusal(SELECT, cart, selections=[selection(offer.seller_id, method_id)])
        assert error["__typename"] == "DeliveryUnavailableError"
        assert error["path"] == ["input", "selections", "0", "method"]


async def test_a_seller_without_a_parcel_is_not_found(make, refusal) -> None:
    method = await make.shipping_method()
    cart = await make.cart([(await make.offer(), 1)])

    error = await refusal(SELECT, cart, selections=[selection((await make.seller()).id, method.id)])

    assert (error["code"], error["path"]) == ("NOT_FOUND", ["input", "selections", "0", "seller"])


async def test_one_wrong_choice_keeps_all_choices_out(make, refusal) -> None:
    method = await make.shipping_method()
    one, two = await make.offer(), await make.offer()
    cart = await make.cart([(one, 1), (two, 1)])
    good, bad = selection(one.seller_id, method.id), selection(two.seller_id, new_id())

    error = await refusal(SELECT, cart, selections=[good, bad])

    assert error["path"] == ["input", "selections", "1", "method"]


async def test_the_same_seller_twice_and_nobody_are_refused(make, refusal) -> None:
    method = await make.shipping_method()
    offer = await make.offer()
    cart = await make.cart([(offer, 1)])
    twice = [selection(offer.seller_id, method.id)] * 2

    assert (await refusal(SELECT, cart, selections=twice))["code"] == "INVALID"
    assert (await refusal(SELECT, cart, selections=[]))["code"] == "INVALID"


async def test_a_choice_for_a_version_that_was_not_seen_is_stale(make, refusal) -> None:
    method = await make.shipping_method()
    offer = await make.offer()
    cart = await make.cart([(offer, 1)])

    error = await refusal(
        SELECT, cart, selections=[selection(offer.seller_id, method.id)], expectedVersion=9
    )

    assert error["code"] == "STALE_VERSION"


async def test_choosing_with_a_wrong_token_is_not_found(make, change, read) -> None:
    method = await make.shipping_method()
    offer = await make.offer()
    cart = await make.cart([(offer, 1)])
    before = await read(cart)

    for token in ("", "wrong"):
        payload = await change(
            SELECT, (cart[0], token), selections=[selection(offer.seller_id, method.id)]
        )
        assert payload["errors"][0]["path"] == ["input", "cart"]

    assert await read(cart) == before


async def test_a_parcel_that_changes_loses_its_choice_and_others_keep_theirs(
    make, change, read
) -> None:
    method = await make.shipping_method()
    one, two = await make.offer(), await make.offer()
    cart = await make.cart([(one, 1), (two, 1)])
    both = [selection(each.seller_id, method.id) for each in (one, two)]
    await change(SELECT, cart, selections=both)

    added = await change(ADD, cart, lines=[{"offer": encode("off", one.id)}])

    assert [each["deliveryMethod"] for each in added["cart"]["parcels"]] == [
        None,
        encode("shp", method.id),
    ]
    assert "DELIVERY_MISSING" in [each["kind"] for each in added["cart"]["problems"]]
    await change(SELECT, cart, selections=both)
    line = (await read(cart))["lines"][0]["id"]
    removed = await change(REMOVE, cart, lines=[line])
    assert [each["deliveryMethod"] for each in removed["cart"]["parcels"]] == [
        encode("shp", method.id)
    ]


async def test_another_address_drops_every_choice(make, change) -> None:
    method = await make.shipping_method()
    offer = await make.offer()
    cart = await make.cart([(offer, 1)])
    await change(ADDRESSES, cart, shippingAddress=HOME)
    await change(SELECT, cart, selections=[selection(offer.seller_id, method.id)])

    same = await change(ADDRESSES, cart, shippingAddress=HOME)
    assert same["cart"]["parcels"][0]["deliveryMethod"] == encode("shp", method.id)
    moved = await change(ADDRESSES, cart, shippingAddress=HOME | {"line1": "Amir Temur 2"})

    assert moved["cart"]["parcels"][0]["deliveryMethod"] is None


async def test_a_provider_that_fails_costs_its_option_and_is_named(
    make, gql, change, provide
) -> None:
    provide("broken", Broken())
    zone = await make.shipping_zone()
    method = await make.shipping_method(zone, code="courier")
    await make.shipping_method(zone, code="drone", provider="broken")
    offer = await make.offer()
    cart = await make.cart([(offer, 1)])

    (parcel,) = await options(gql, cart)
    assert [each["code"] for each in parcel["deliveryOptions"]] == ["courier"]
    assert parcel["deliveryFailures"] == ["drone"]
    payload = await change(SELECT, cart, selections=[selection(offer.seller_id, method.id)])

    assert payload["errors"] == []
    assert payload["warnings"] == [
        {
            "code": "DELIVERY_PROVIDER_FAILED",
            "message": "Some delivery services do not answer now: drone.",
        }
    ]


async def test_a_price_of_delivery_that_changed_is_a_problem_with_both_numbers(
    make, app, change, read, provide
) -> None:
    provider = Dear()
    provide("dear", provider)
    method = await make.shipping_method(provider="dear", config={})
    offer = await make.offer()
    cart = await make.cart([(offer, 1)])
    chosen = [selection(offer.seller_id, method.id)]
    await change(SELECT, cart, selections=chosen)
    provider.minor = 250

    seen = await read(cart)
    row = await service.find(app.db.reader(), cart[0].id, cart[1])
    quote = await service.priced(app.db.reader(), app.cache, app.registry, app.settings, row)

    problem = seen["problems"][-1]
    assert (problem["kind"], problem["was"], problem["now"]) == (
        "DELIVERY_CHANGED",
        {"minorUnits": "100"},
        {"minorUnits": "250"},
    )
    assert seen["parcels"][0]["delivery"]["gross"] == {"minorUnits": "100"}
    assert quote.problems[-1].kind is ProblemKind.DELIVERY_CHANGED
    again = await change(SELECT, cart, selections=chosen)
    assert again["cart"]["parcels"][0]["delivery"]["gross"] == {"minorUnits": "250"}
    assert "DELIVERY_CHANGED" not in [each["kind"] for each in again["cart"]["problems"]]


async def test_a_promise_is_kept_while_its_provider_is_silent(
    make, change, read, provide, registry
) -> None:
    provide("dear", Dear())
    method = await make.shipping_method(provider="dear", config={})
    offer = await make.offer()
    cart = await make.cart([(offer, 1)])
    await change(SELECT, cart, selections=[selection(offer.seller_id, method.id)])
    registry.providers[SHIPPING.name, "dear"] = Broken()

    seen = await read(cart)

    assert [each["kind"] for each in seen["problems"]] == [
        "ADDRESS_MISSING",
        "CONTACT_MISSING",
        "PAYMENT_MISSING",
    ]


async def test_a_method_that_was_taken_away_has_to_be_chosen_again(make, change, read) -> None:
    method = await make.shipping_method()
    offer = await make.offer()
    cart = await make.cart([(offer, 1)])
    await change(SELECT, cart, selections=[selection(offer.seller_id, method.id)])
    async with make.db.transaction() as tx:
        (await tx.get(type(method), method.id)).active = False

    seen = await read(cart)

    assert seen["problems"][-1]["kind"] == "DELIVERY_MISSING"


async def test_parcels_are_asked_for_at_the_same_time(make, gql, provide) -> None:
    running = most = 0

    class Slow:
        config_schema: ClassVar[dict] = {}

        async def rates(self, query):
            nonlocal running, most
            running += 1
            most = max(most, running)
            await asyncio.sleep(0.05)
            running -= 1
            return Rate(1)

    provide("slow", Slow())
    await make.shipping_method(provider="slow", config={})
    cart = await make.cart([(await make.offer(), 1) for _ in range(3)])

    await options(gql, cart)

    assert most == 3


async def test_what_is_not_sent_needs_no_delivery_and_no_address(make, gql, read) -> None:
    variant = await make.variant(requires_shipping=False)
    cart = await make.cart([(await make.offer(variant=variant), 1)])

    (parcel,) = await options(gql, cart)
    seen = await read(cart)

    assert parcel["deliveryOptions"] is None and parcel["deliveryFailures"] is None
    assert [each["kind"] for each in seen["problems"]] == ["CONTACT_MISSING", "PAYMENT_MISSING"]
