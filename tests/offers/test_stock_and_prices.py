"""Stock and prices of offers, changed through the API."""

import pytest
from sqlalchemy import text

from commerce.inventory import service as inventory
from commerce.kernel.clock import now
from commerce.kernel.graphql.context import Wanted
from commerce.kernel.ids import encode, new_id

KEY = "0123456789abcdef"
LEVEL = """
  replayed
  stockLevel { onHand reserved available tracked offer { sku } location { name } }
  errors { __typename ... on UserError { message path }
    ... on BelowReservedError { onHand reserved } }
"""
SET = f"""
mutation ($input: StockSetInput!, $key: IdempotencyKey!) {{
  stockSet(input: $input, idempotencyKey: $key) {{ {LEVEL} }}
}}
"""
ADJUST = f"""
mutation ($input: StockAdjustInput!, $key: IdempotencyKey!) {{
  stockAdjust(input: $input, idempotencyKey: $key) {{ {LEVEL} }}
}}
"""
PRICE = """
mutation ($input: PriceListPricesSetInput!) { priceListPricesSet(input: $input) {
  offer { price { gross { amount minorUnits } } compareAt { amount } }
  errors { __typename ... on UserError { path } ... on InvalidInputError { rule } }
} }
"""
LISTS = """
query ($offer: ID!) {
  stockLevels(offer: $offer, first: 5) { nodes { onHand location { name } } }
  stockMovements(offer: $offer, first: 5) {
    nodes { kind delta onHand note by location { name } } totalCount { value }
  }
}
"""


def key() -> str:
    return new_id().hex


async def stored(db, sql: str) -> list[tuple]:
    async with db.transaction() as tx:
        return [tuple(row) for row in await tx.session.execute(text(sql))]


async def levels(db) -> list[tuple]:
    return await stored(db, "select on_hand, reserved from inventory_stock order by id")


@pytest.fixture
async def shop(make, seller_actor):
    """A seller, its actor, and an offer of five with two reserved."""
    await make.channel()
    seller = await make.seller()
    offer = await make.offer(seller=seller, stock=5)
    async with make.db.transaction() as tx:
        await inventory.reserve(tx, new_id(), {offer.id: 2}, now())
    return seller, seller_actor(seller), encode("off", offer.id)


async def test_a_seller_counts_and_adjusts_and_reads_the_history(gql, make, shop) -> None:
    _, actor, offer = shop

    counted = (
        await gql(SET, actor, key=key(), input={"offer": offer, "onHand": 9, "note": "count"})
    )["stockSet"]
    adjusted = await gql(ADJUST, actor, key=key(), input={"offer": offer, "delta": -4})

    assert counted["errors"] == []
    assert counted["stockLevel"].pop("offer")["sku"]
    assert counted["stockLevel"] == {
        "onHand": 9,
        "reserved": 2,
        "available": 7,
        "tracked": True,
        "location": {"name": "main"},
    }
    assert adjusted["stockAdjust"]["stockLevel"]["onHand"] == 5
    lists = await gql(LISTS, actor, offer=offer)
    assert lists["stockLevels"]["nodes"] == [{"onHand": 5, "location": {"name": "main"}}]
    moves = lists["stockMovements"]
    place = {"location": {"name": "main"}}
    assert moves["nodes"] == [
        {"kind": "ADJUSTED", "delta": -4, "onHand": 5, "note": "", "by": "seller", **place},
        {"kind": "COUNTED", "delta": 4, "onHand": 9, "note": "count", "by": "seller", **place},
        {"kind": "COUNTED", "delta": 5, "onHand": 5, "note": "", "by": "test", **place},
    ]
    assert moves["totalCount"] == {"value": 3}


async def test_the_same_key_adjusts_once(gql, shop, db) -> None:
    _, actor, offer = shop
    values = {"offer": offer, "delta": 3}

    first = (await gql(ADJUST, actor, key=KEY, input=values))["stockAdjust"]
    again = (await gql(ADJUST, actor, key=KEY, input=values))["stockAdjust"]
    other = (await gql(ADJUST, actor, key=KEY, input={**values, "delta": 4}))["stockAdjust"]

    assert (first["replayed"], again["replayed"]) == (False, True)
    assert first["stockLevel"] == again["stockLevel"]
    assert other["errors"][0]["__typename"] == "KeyReusedError"
    assert await levels(db) == [(8, 2)]


async def test_stock_never_falls_below_what_is_reserved(gql, shop, db) -> None:
    _, actor, offer = shop
    adjust = {"offer": offer, "delta": -4}

    lower = await gql(ADJUST, actor, Wanted(language="ru"), key=key(), input=adjust)
    count = (await gql(SET, actor, key=key(), input={"offer": offer, "onHand": 1}))["stockSet"]

    assert lower["stockAdjust"]["errors"] == [
        {
            "__typename": "BelowReservedError",
            "message": "Остаток не может быть 1: 2 шт. зарезервировано за покупателями.",
            "path": ["input", "delta"],
            "onHand": 1,
            "reserved": 2,
        }
    ]
    assert count["errors"][0]["path"] == ["input", "onHand"]
    assert await levels(db) == [(5, 2)]
    assert await stored(db, "select count(*) from inventory_movement") == [(1,)]


@pytest.mark.parametrize(
    ("on_hand", "kinds"),
    [
        (10**9, []),
        (10**9 + 1, ["LimitReachedError"]),
        (-1, ["InvalidInputError"]),
        (2**31 - 1, ["LimitReachedError"]),
    ],
)
async def test_a_count_is_from_nothing_to_a_milliard(gql, shop, db, on_hand, kinds) -> None:
    _, actor, offer = shop

    payload = await gql(SET, actor, key=key(), input={"offer": offer, "onHand": on_hand})

    assert [each["__typename"] for each in payload["stockSet"]["errors"]] == kinds
    assert await levels(db) == [(5 if kinds else on_hand, 2)]


async def test_an_adjustment_beyond_a_milliard_is_refused(gql, shop, db) -> None:
    _, actor, offer = shop

    for delta in (10**9, 2**31 - 1):
        payload = await gql(ADJUST, actor, key=key(), input={"offer": offer, "delta": delta})
        kind = payload["stockAdjust"]["errors"][0]["__typename"]
        assert kind == "LimitReachedError"
    assert await levels(db) == [(5, 2)]


async def test_stock_that_is_not_counted_never_runs_out(gql, shop) -> None:
    _, actor, offer = shop
    values = {"offer": offer, "onHand": 5, "tracked": False}

    payload = (await gql(SET, actor, key=key(), input=values))["stockSet"]

    assert payload["stockLevel"]["tracked"] is False
    shown = await gql(
        "query ($id: ID!) { offer(id: $id) { available quantityAvailable } }", id=offer
    )
    assert shown["offer"] == {"available": True, "quantityAvailable": None}


async def test_a_stranger_changes_and_sees_nothing(
    gql, refused, make, shop, seller_actor, db
) -> None:
    _, actor, offer = shop
    other = await make.seller()
    stranger, foreign = seller_actor(other), await make.location(other)
    price = {"offer": offer, "price": {"amount": "1", "currency": "UZS"}}

    calls = [
        (SET, {"key": key(), "input": {"offer": offer, "onHand": 100}}),
        (ADJUST, {"key": key(), "input": {"offer": offer, "delta": 100}}),
        (PRICE, {"input": price}),
    ]
    for document, given in calls:
        payload = next(iter((await gql(document, stranger, **given)).values()))
        assert [each["__typename"] for each in payload["errors"]] == ["NotFoundError"]
        assert await refused(document, **given) == ["UNAUTHENTICATED"]
    elsewhere = {"offer": offer, "onHand": 1, "location": encode("loc", foreign.id)}
    payload = (await gql(SET, actor, key=key(), input=elsewhere))["stockSet"]
    assert payload["errors"][0]["path"] == ["input", "location"]

    assert await levels(db) == [(5, 2)]
    assert await stored(db, "select amount from pricing_price") == [(1_000_000,)]
    hidden = await gql(LISTS, stranger, offer=offer)
    assert hidden["stockLevels"]["nodes"] == hidden["stockMovements"]["nodes"] == []


async def test_a_seller_sets_its_price(gql, shop, db) -> None:
    _, actor, offer = shop
    price = {"amount": "9000000000000.00", "currency": "UZS"}
    before = {"amount": "9000000000000.01", "currency": "UZS"}

    payload = await gql(PRICE, actor, input={"offer": offer, "price": price, "compareAt": before})

    assert payload["priceListPricesSet"] == {
        "offer": {
            "price": {"gross": {"amount": price["amount"], "minorUnits": str(9 * 10**14)}},
            "compareAt": {"amount": before["amount"]},
        },
        "errors": [],
    }
    told = await stored(
        db,
        "select payload->>'was', payload->>'now' from kernel_outbox"
        " where name = 'pricing.price_changed' order by id",
    )
    assert told == [(None, "1000000"), ("1000000", "900000000000000")]


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        (
            {"price": {"amount": "1", "currency": "EUR"}},
            ("InvalidInputError", "price", "currency"),
        ),
        (
            {"price": {"amount": "0.005", "currency": "USD"}},
            ("InvalidInputError", "price", "money"),
        ),
        (
            {"price": {"amount": "100000000000000.01", "currency": "UZS"}},
            ("LimitReachedError", "price", None),
        ),
        (
            {"compareAt": {"amount": "5", "currency": "UZS"}},
            ("CompareAtTooLowError", "compareAt", None),
        ),
        ({"channel": "nowhere"}, ("NotFoundError", "channel", None)),
        ({"offer": "off_nonsense"}, ("InvalidInputError", "offer", "id")),
    ],
)
async def test_an_impossible_price_is_refused_and_the_old_one_stays(
    gql, shop, db, change, refusal
) -> None:
    _, actor, offer = shop
    values = {"offer": offer, "price": {"amount": "5", "currency": "UZS"}, **change}

    payload = (await gql(PRICE, actor, input=values))["priceListPricesSet"]

    assert payload["offer"] is None
    (error,) = payload["errors"]
    assert (error["__typename"], error["path"][-1], error.get("rule")) == refusal
    assert await stored(db, "select amount, version from pricing_price") == [(1_000_000, 1)]
