"""Reading a cart: who may, what it costs, what stands in its way."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from commerce.kernel.access import GUEST
from commerce.kernel.clock import shifted
from commerce.kernel.graphql.context import Wanted
from commerce.kernel.ids import encode, new_id
from commerce.kernel.tables import OutboxRow
from commerce.sellers.types import SellerStatus
from tests.cart.documents import ADD, NOTE, READ

BARE = "query ($id: ID!, $token: String!) { cart(id: $id, token: $token) { id } }"
PAGE = """
query ($id: ID!, $token: String!) { cart(id: $id, token: $token) {
  id lines { name quantity total { gross { amount } } offer { sku } problem { kind message } }
  parcels { seller { name } deliveryOptions { code price { amount } } items { gross { amount } } }
  totals { total { gross { amount } } }
  problems { kind message offer { sku } seller { name } }
} }
"""


@pytest.mark.parametrize("token", ["", " ", "cart_", "wrong", "cart_" + "A" * 43])
async def test_a_wrong_token_and_an_unknown_cart_look_the_same(make, gql, token) -> None:
    row, _ = await make.cart()

    known = await gql(BARE, id=encode("cart", row.id), token=token)
    unknown = await gql(BARE, id=encode("cart", new_id()), token=token)

    assert known == unknown == {"cart": None}


async def test_the_token_of_one_cart_does_not_open_another(make, gql) -> None:
    (mine, token), (other, _) = await make.cart(), await make.cart()

    assert await gql(BARE, id=encode("cart", other.id), token=token) == {"cart": None}
    assert (await gql(BARE, id=encode("cart", mine.id), token=token))["cart"] is not None


@pytest.mark.parametrize("given", ["", "cart_", "x", "cart_!", "sel_01", "cart_" + "Z" * 26])
async def test_what_is_no_id_is_no_cart(make, gql, given) -> None:
    _, token = await make.cart()

    assert await gql(BARE, id=given, token=token) == {"cart": None}


@pytest.mark.parametrize("token", [None, "\ud800", "\x00", 1, []])
async def test_what_is_no_text_is_no_token(make, refused, token) -> None:
    row, _ = await make.cart()

    assert await refused(BARE, id=encode("cart", row.id), token=token) == ["BAD_INPUT"]


async def test_the_hash_is_no_token(make, gql) -> None:
    row, _ = await make.cart()

    assert await gql(BARE, id=encode("cart", row.id), token=row.token_hash) == {"cart": None}


async def test_a_change_with_a_wrong_token_is_not_found_and_changes_nothing(
    make, change, read
) -> None:
    cart = await make.cart([(await make.offer(), 1)])
    before = await read(cart)

    for document, given in (
        (ADD, {"lines": [{"offer": encode("off", new_id())}]}),
        (NOTE, {"note": "x"}),
    ):
        for token in ("", "wrong", cart[0].token_hash):
            payload = await change(document, (cart[0], token), **given)
            (error,) = payload["errors"]
            assert (error["code"], error["path"]) == ("NOT_FOUND", ["input", "cart"])

    assert await read(cart) == before


async def test_a_forgotten_cart_is_unknown(make, gql, change) -> None:
    cart = await make.cart()

    with shifted(timedelta(days=31)):
        found = await gql(BARE, id=encode("cart", cart[0].id), token=cart[1])
        payload = await change(NOTE, cart, note="x")

    assert found == {"cart": None}
    assert payload["errors"][0]["code"] == "NOT_FOUND"


async def test_a_change_gives_a_cart_another_month(make, change, gql) -> None:
    cart = await make.cart()

    with shifted(timedelta(days=20)):
        await change(NOTE, cart, note="x")
    with shifted(timedelta(days=40)):
        found = await gql(BARE, id=encode("cart", cart[0].id), token=cart[1])

    assert found["cart"] is not None


async def test_two_sellers_make_two_parcels_whose_sums_are_the_total(make, read) -> None:
    await make.tax_rate(120_000)
    near, far = await make.seller(), await make.seller()
    one, two = await make.offer(seller=near, price=100_001), await make.offer(seller=far, price=99)
    three = await make.offer(seller=near, price=333)

    cart = await read(await make.cart([(one, 3), (two, 7), (three, 1)]))

    assert [parcel["seller"]["slug"] for parcel in cart["parcels"]] == [near.slug, far.slug]
    assert [len(parcel["lines"]) for parcel in cart["parcels"]] == [2, 1]
    assert [parcel["items"]["gross"]["minorUnits"] for parcel in cart["parcels"]] == [
        "300336",
        "693",
    ]
    for part in ("net", "tax", "gross"):
        lines = sum(int(line["total"][part]["minorUnits"]) for line in cart["lines"])
        assert int(cart["totals"]["total"][part]["minorUnits"]) == lines


async def test_where_prices_are_without_tax_it_is_added(make, read) -> None:
    channel = await make.channel(prices_include_tax=False)
    await make.tax_rate(120_000)
    offer = await make.offer(price=1_000, channel=channel)

    cart = await read(await make.cart([(offer, 3)], channel=channel))

    assert cart["totals"]["total"] == {
        "net": {"minorUnits": "3000"},
        "tax": {"minorUnits": "360"},
        "gross": {"minorUnits": "3360"},
    }


async def test_a_cart_keeps_the_currency_it_was_opened_in(make, read) -> None:
    offer = await make.offer(price=1_000_000)
    await make.price(offer, 99, currency="USD")
    cart = await make.cart([(offer, 1)], currency="USD")

    seen = await read(cart, Wanted(currency="UZS"))

    assert seen["currency"] == "USD"
    assert seen["totals"]["total"]["gross"] == {"minorUnits": "99"}


async def test_what_is_out_of_stock_is_shown(make, read) -> None:
    offer = await make.offer(stock=5)
    cart = await make.cart([(offer, 5)])
    await make.stock(offer, 2)

    seen = await read(cart)

    assert seen["lines"][0]["available"] is False
    problem = seen["problems"][0]
    assert (problem["kind"], problem["available"]) == ("OUT_OF_STOCK", 2)
    assert problem["message"] == "Only 2 left."


async def test_what_is_not_sold_any_more_is_shown_and_counts_for_nothing(make, read) -> None:
    shop = await make.seller()
    gone, kept = await make.offer(seller=shop), await make.offer(price=500)
    cart = await make.cart([(gone, 2), (kept, 1)])
    async with make.db.transaction() as tx:
        (await tx.get(type(shop), shop.id)).status = SellerStatus.PAUSED

    seen = await read(cart)

    line = seen["lines"][0]
    assert (line["unitPrice"], line["total"], line["available"]) == (None, None, False)
    assert line["name"] != ""
    assert line["problem"] == {"kind": "UNAVAILABLE"}
    assert seen["totals"]["total"]["gross"] == {"minorUnits": "500"}
    assert len(seen["parcels"]) == 1


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "The cart is empty."),
        ("ru", "Корзина пуста."),
        ("uz-Latn", "Savat boʻsh."),
        ("uz-Cyrl", "Сават бўш."),
    ],
)
async def test_problems_speak_the_language_of_the_reader(make, read, language, sentence) -> None:
    seen = await read(await make.cart(), Wanted(language=language))

    assert seen["problems"][0]["message"] == sentence


async def test_twenty_lines_cost_as_many_statements_as_two(make, app, gql, sql) -> None:
    await make.tax_rate()
    await make.shipping_method()
    shop = await make.seller()
    offers = [await make.offer(seller=shop) for _ in range(20)]
    counts = []
    for size in (2, 20):
        row, token = await make.cart([(offer, 1) for offer in offers[:size]])
        given = {"id": encode("cart", row.id), "token": token}
        app.cache.clear()
        with sql.counted() as seen:
            data = await gql(PAGE, GUEST, Wanted(), **given)
        assert len(data["cart"]["lines"]) == size
        counts.append(seen.count)

    # Three of them (market, terms of the channel, tax rates) are kept for a second.
    assert counts == [5 + 3, 5 + 3]


async def test_the_cart_alone_is_one_statement(make, gql, sql) -> None:
    row, token = await make.cart([(await make.offer(), 1)])
    await gql(BARE, id=encode("cart", row.id), token=token)

    with sql.counted() as seen:
        await gql(BARE, id=encode("cart", row.id), token=token)

    assert seen.count == 1


async def test_reading_writes_nothing(make, gql, db) -> None:
    row, token = await make.cart([(await make.offer(), 1)])
    before = await db.reader().scalar(select(func.count(OutboxRow.id)))

    await gql(READ, id=encode("cart", row.id), token=token)

    assert await db.reader().scalar(select(func.count(OutboxRow.id))) == before
