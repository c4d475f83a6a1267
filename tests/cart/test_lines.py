"""Lines of a cart through the API."""

import pytest
from sqlalchemy import select

from commerce.cart.models import Cart, Line
from commerce.kernel.ids import encode, new_id
from commerce.kernel.tables import OutboxRow
from tests.cart.documents import ACCEPT, ADD, CREATE, REMOVE, SET


def piece(offer, quantity: int = 1) -> dict:
    return {"offer": encode("off", offer.id), "quantity": quantity}


async def test_a_guest_opens_a_cart_with_lines_and_gets_its_token_once(gql, make, read, db) -> None:
    await make.tax_rate(120_000)
    offer = await make.offer(price=1_120_000)

    payload = (
        await gql(
            CREATE,
            input={"lines": [piece(offer, 2)], "email": "a@b.uz", "phone": "+998 90 123-45-67"},
        )
    )["cartCreate"]

    assert payload["errors"] == []
    assert len(payload["token"]) >= 47
    cart = payload["cart"]
    assert (cart["version"], cart["state"], cart["currency"]) == (1, "ACTIVE", "UZS")
    assert (cart["email"], cart["phone"]) == ("a@b.uz", "+998901234567")
    assert cart["lines"][0] == {
        "id": cart["lines"][0]["id"],
        "name": cart["lines"][0]["name"],
        "sku": offer.sku,
        "quantity": 2,
        "available": True,
        "taxPercent": "12",
        "unitPrice": {"minorUnits": "1120000"},
        "seenPrice": {"minorUnits": "1120000"},
        "total": {
            "net": {"minorUnits": "2000000"},
            "tax": {"minorUnits": "240000"},
            "gross": {"minorUnits": "2240000"},
        },
        "problem": None,
    }
    assert cart["totals"]["total"]["gross"] == {"minorUnits": "2240000"}
    assert payload["token"] not in str(await gql("{ __typename }"))
    names = [row.name for row in await db.reader().all(select(OutboxRow.name))]
    assert names.count("cart.cart_created") == 1


async def test_an_empty_cart_is_a_cart(gql, make) -> None:
    await make.channel()

    payload = (await gql(CREATE, input={}))["cartCreate"]

    assert payload["errors"] == []
    assert payload["cart"]["lines"] == payload["cart"]["parcels"] == []
    assert payload["cart"]["totals"]["total"]["gross"] == {"minorUnits": "0"}
    kinds = [each["kind"] for each in payload["cart"]["problems"]]
    assert kinds == ["EMPTY", "CONTACT_MISSING", "PAYMENT_MISSING"]


async def test_a_cart_that_cannot_be_filled_is_not_opened(gql, make, db) -> None:
    offer = await make.offer(stock=1)

    payload = (await gql(CREATE, input={"lines": [piece(offer, 2)]}))["cartCreate"]

    assert payload["cart"] is None and payload["token"] is None
    assert [each["__typename"] for each in payload["errors"]] == ["InsufficientStockError"]
    assert await db.reader().all(select(Cart.id)) == []


async def test_pieces_of_the_same_offer_become_one_line(make, change) -> None:
    first, second = await make.offer(), await make.offer()
    cart = await make.cart([(first, 1)])

    payload = await change(ADD, cart, lines=[piece(second, 1), piece(first, 2), piece(first, 3)])

    assert payload["errors"] == []
    assert [(line["sku"], line["quantity"]) for line in payload["cart"]["lines"]] == [
        (first.sku, 6),
        (second.sku, 1),
    ]
    assert payload["cart"]["version"] == 2


async def test_quantities_are_set_and_zero_removes_the_line(make, change, read) -> None:
    first, second = await make.offer(), await make.offer()
    cart = await make.cart([(first, 1), (second, 2)])
    one, two = [line["id"] for line in (await read(cart))["lines"]]

    payload = await change(
        SET, cart, lines=[{"line": one, "quantity": 5}, {"line": two, "quantity": 0}]
    )

    assert [(line["id"], line["quantity"]) for line in payload["cart"]["lines"]] == [(one, 5)]


async def test_a_line_is_removed(make, change, read) -> None:
    first, second = await make.offer(), await make.offer()
    cart = await make.cart([(first, 1), (second, 2)])
    one, _ = [line["id"] for line in (await read(cart))["lines"]]

    payload = await change(REMOVE, cart, lines=[one])

    assert [line["sku"] for line in payload["cart"]["lines"]] == [second.sku]


@pytest.mark.parametrize("quantity", [0, -1, 10_000, 2_147_483_647])
async def test_an_impossible_quantity_is_refused(make, refusal, quantity) -> None:
    offer = await make.offer(stock=1)
    cart = await make.cart([(offer, 1)])

    error = await refusal(ADD, cart, lines=[piece(offer, quantity)])

    assert (error["code"], error["path"]) == ("INVALID", ["input", "lines", "0", "quantity"])


@pytest.mark.parametrize("quantity", [2_147_483_648, 1.5, "1", True])
async def test_a_quantity_of_another_type_is_bad_input(make, refused, quantity) -> None:
    offer = await make.offer()
    row, token = await make.cart()

    lines = [{"offer": encode("off", offer.id), "quantity": quantity}]
    given = {"cart": encode("cart", row.id), "token": token, "lines": lines}

    assert await refused(ADD, input=given) == ["BAD_INPUT"]


async def test_more_than_there_is_counts_what_is_in_the_cart_already(make, refusal) -> None:
    offer = await make.offer(stock=3)
    cart = await make.cart([(offer, 2)])

    error = await refusal(ADD, cart, lines=[piece(offer, 2)])

    assert error == {
        "__typename": "InsufficientStockError",
        "code": "INSUFFICIENT_STOCK",
        "path": ["input", "lines", "0"],
        "message": "Only 3 of the 4 pieces you want are left.",
    }


async def test_untracked_stock_never_runs_out(make, change) -> None:
    offer = await make.offer(stock=0, tracked=False)
    cart = await make.cart()

    payload = await change(ADD, cart, lines=[piece(offer, 9999)])

    assert payload["errors"] == []
    assert payload["cart"]["lines"][0]["available"] is True


async def test_more_than_9999_pieces_are_a_limit(make, refusal) -> None:
    offer = await make.offer(stock=0, tracked=False, price=1)
    cart = await make.cart([(offer, 9999)])

    error = await refusal(ADD, cart, lines=[piece(offer, 1)])

    assert (error["code"], error["path"]) == ("LIMIT_REACHED", ["input", "lines"])


async def test_what_is_not_sold_cannot_be_added(make, refusal) -> None:
    unpriced = await make.offer(price=None)
    paused = await make.offer(status="paused")
    cart = await make.cart([(await make.offer(), 1)])

    for offer_id in (unpriced.id, paused.id, new_id()):
        error = await refusal(ADD, cart, lines=[{"offer": encode("off", offer_id)}])

        assert error["__typename"] == "OfferUnavailableError"
        assert error["path"] == ["input", "lines", "0"]


async def test_one_wrong_line_keeps_all_lines_out(make, refusal) -> None:
    good, bad = await make.offer(), await make.offer(price=None)
    cart = await make.cart()

    error = await refusal(ADD, cart, lines=[piece(good), piece(bad)])

    assert (error["code"], error["path"]) == ("OFFER_UNAVAILABLE", ["input", "lines", "1"])


async def test_a_worth_beyond_what_can_be_counted_is_a_limit(make, refusal, change) -> None:
    dear = await make.offer(price=900_000_000_000_000, stock=0, tracked=False)
    cart = await make.cart()

    payload = await change(ADD, cart, lines=[piece(dear, 5000)])
    assert payload["cart"]["totals"]["total"]["gross"] == {"minorUnits": "4500000000000000000"}
    error = await refusal(ADD, cart, lines=[piece(dear, 4999)])

    assert error["code"] == "LIMIT_REACHED"


async def test_a_line_of_another_cart_is_not_found(make, refusal, read) -> None:
    offer = await make.offer()
    cart, other = await make.cart([(offer, 1)]), await make.cart([(offer, 1)])
    foreign = (await read(other))["lines"][0]["id"]

    error = await refusal(SET, cart, lines=[{"line": foreign, "quantity": 2}])
    assert (error["code"], error["path"]) == ("NOT_FOUND", ["input", "lines", "0"])
    assert (await refusal(REMOVE, cart, lines=[foreign]))["code"] == "NOT_FOUND"

    assert (await read(other))["lines"][0]["quantity"] == 1


async def test_the_same_line_twice_is_refused(make, refusal, read) -> None:
    cart = await make.cart([(await make.offer(), 1)])
    line = (await read(cart))["lines"][0]["id"]

    error = await refusal(REMOVE, cart, lines=[line, line])

    assert (error["code"], error["path"]) == ("INVALID", ["input", "lines", "1", "line"])


async def test_no_lines_and_too_many_lines_are_refused(make, refusal) -> None:
    offer = await make.offer()
    cart = await make.cart()

    assert (await refusal(ADD, cart, lines=[]))["code"] == "INVALID"
    assert (await refusal(ADD, cart, lines=[piece(offer)] * 201))["code"] == "LIMIT_REACHED"


async def test_a_cart_holds_at_most_200_lines(make, refusal, db) -> None:
    offers = [await make.offer(price=None, stock=None) for _ in range(200)]
    cart = await make.cart()
    await make.put(*(Line(cart_id=cart[0].id, offer_id=each.id, quantity=1) for each in offers))

    error = await refusal(ADD, cart, lines=[piece(await make.offer())])

    assert error["code"] == "LIMIT_REACHED"


async def test_the_version_that_was_not_seen_is_stale(make, refusal, change) -> None:
    offer = await make.offer()
    cart = await make.cart()

    await change(ADD, cart, lines=[piece(offer)], expectedVersion=1)
    error = await refusal(ADD, cart, lines=[piece(offer)], expectedVersion=1)

    assert error["code"] == "STALE_VERSION"


async def test_less_is_possible_even_of_what_is_not_sold_any_more(make, change, read) -> None:
    offer = await make.offer(stock=10)
    cart = await make.cart([(offer, 5)])
    await make.stock(offer, 2)
    line = (await read(cart))["lines"][0]["id"]

    payload = await change(SET, cart, lines=[{"line": line, "quantity": 3}])
    assert payload["errors"] == []
    assert payload["cart"]["lines"][0]["problem"] == {"kind": "OUT_OF_STOCK"}
    payload = await change(SET, cart, lines=[{"line": line, "quantity": 4}])

    assert payload["errors"][0]["code"] == "INSUFFICIENT_STOCK"
    assert (await read(cart))["lines"][0]["quantity"] == 3


async def test_a_changed_price_is_shown_with_both_numbers_until_it_is_accepted(
    make, change, read
) -> None:
    offer = await make.offer(price=1_000_000)
    cart = await make.cart([(offer, 2)], email="a@b.uz", payment_provider="cod")
    await make.price(offer, 1_500_000)

    seen = await read(cart)
    assert seen["totals"]["items"]["gross"] == {"minorUnits": "3000000"}
    assert seen["lines"][0]["seenPrice"] == {"minorUnits": "1000000"}
    changed = next(each for each in seen["problems"] if each["kind"] == "PRICE_CHANGED")
    assert (changed["was"], changed["now"]) == (
        {"minorUnits": "1000000"},
        {"minorUnits": "1500000"},
    )
    assert "10,000" in changed["message"] and "15,000" in changed["message"]

    await change(ADD, cart, lines=[piece(offer)])
    assert "PRICE_CHANGED" in [each["kind"] for each in (await read(cart))["problems"]]
    payload = await change(ACCEPT, cart)

    assert payload["cart"]["lines"][0]["seenPrice"] == {"minorUnits": "1500000"}
    assert "PRICE_CHANGED" not in [each["kind"] for each in payload["cart"]["problems"]]


async def test_money_from_the_client_is_not_accepted(make, refused) -> None:
    offer = await make.offer()
    row, token = await make.cart()
    given = {"cart": encode("cart", row.id), "token": token}

    for extra in ({"price": "1"}, {"unitPrice": {"amount": "1", "currency": "UZS"}}):
        lines = [piece(offer) | extra]
        assert await refused(ADD, input=given | {"lines": lines}) == ["BAD_INPUT"]
    assert await refused(ADD, input=given | {"lines": [], "total": "1"}) == ["BAD_INPUT"]
