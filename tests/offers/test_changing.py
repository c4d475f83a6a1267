"""Sellers and staff change offers through the API."""

import pytest
from sqlalchemy import text

from commerce.inventory import service as inventory
from commerce.kernel.clock import now
from commerce.kernel.graphql.context import Wanted
from commerce.kernel.ids import encode, new_id

KEY = "0123456789abcdef"
CREATE = """
mutation ($input: OfferCreateInput!, $key: IdempotencyKey!) {
  offerCreate(input: $input, idempotencyKey: $key) {
    replayed
    offer { id sku condition quantityAvailable price { gross { amount } } compareAt { amount } }
    errors { __typename ... on UserError { code path }
      ... on InvalidInputError { rule } ... on ConflictError { field } }
  }
}
"""
UPDATE = """
mutation ($input: OfferUpdateInput!) { offerUpdate(input: $input) {
  offer { sku condition handlingDays version } errors { __typename ... on UserError { path } }
} }
"""


def act(name: str) -> str:
    result = "deletedId" if name == "offerDelete" else "offer { status version }"
    return f"""
    mutation ($id: ID!, $version: Int) {{
      {name}(input: {{id: $id, expectedVersion: $version}}) {{
        {result} errors {{ __typename ... on UserError {{ message }} }}
      }}
    }}
    """


def kinds(payload) -> list[str]:
    return [error["__typename"] for error in payload["errors"]]


async def count(db, table: str) -> int:
    async with db.transaction() as tx:
        return (await tx.session.execute(text(f"select count(*) from {table}"))).scalar_one()


def new(variant, **given) -> dict:
    price = {"amount": "125000", "currency": "UZS"}
    values = {"variant": encode("var", variant.id), "sku": "S-1", "price": price, "stock": 7}
    return values | given


async def test_a_seller_offers_a_variant_with_price_and_stock(gql, make, seller_actor, db) -> None:
    await make.channel()
    seller, variant = await make.seller(), await make.variant()
    before = {"amount": "150000", "currency": "UZS"}

    payload = (
        await gql(CREATE, seller_actor(seller), key=KEY, input=new(variant, compareAt=before))
    )["offerCreate"]

    assert payload["errors"] == []
    assert payload["offer"].pop("id").startswith("off_")
    assert payload["offer"] == {
        "sku": "S-1",
        "condition": "NEW",
        "quantityAvailable": 7,
        "price": {"gross": {"amount": "125000.00"}},
        "compareAt": {"amount": "150000.00"},
    }
    async with db.transaction() as tx:
        names = "select name from kernel_outbox order by id"
        told = [name for (name,) in await tx.session.execute(text(names))]
    assert [name for name in told if not name.startswith(("catalog", "channels"))] == [
        "pricing.price_changed",
        "inventory.stock_changed",
        "offers.offer_changed",
    ]


async def test_the_same_key_makes_one_offer_and_another_request_is_refused(
    gql, make, seller_actor, db
) -> None:
    await make.channel()
    actor, variant = seller_actor(await make.seller()), await make.variant()

    first = (await gql(CREATE, actor, key=KEY, input=new(variant)))["offerCreate"]
    again = (await gql(CREATE, actor, key=KEY, input=new(variant)))["offerCreate"]
    other = (await gql(CREATE, actor, key=KEY, input=new(variant, sku="S-2")))["offerCreate"]

    assert (first["replayed"], again["replayed"]) == (False, True)
    assert first["offer"] == again["offer"]
    assert kinds(other) == ["KeyReusedError"]
    assert await count(db, "offers_offer") == 1
    assert await count(db, "inventory_movement") == 1


@pytest.mark.parametrize(
    ("change", "kind", "path"),
    [
        ({"variant": encode("var", new_id())}, "NotFoundError", "variant"),
        ({"location": encode("loc", new_id())}, "NotFoundError", "location"),
        ({"channel": "nowhere"}, "NotFoundError", "channel"),
        ({"price": {"amount": "1", "currency": "EUR"}}, "InvalidInputError", "price"),
        ({"price": {"amount": "0.001", "currency": "UZS"}}, "InvalidInputError", "price"),
        ({"price": {"amount": "-1", "currency": "UZS"}}, "InvalidInputError", "price"),
        ({"price": None, "compareAt": {"amount": "1", "currency": "UZS"}}, "InvalidInputError",
         "price"),
        ({"compareAt": {"amount": "125000", "currency": "UZS"}}, "CompareAtTooLowError",
         "compareAt"),
        ({"compareAt": {"amount": "999999", "currency": "USD"}}, "InvalidInputError", "compareAt"),
        ({"stock": -1}, "InvalidInputError", "onHand"),
        ({"stock": 1_000_000_001}, "LimitReachedError", "onHand"),
        ({"handlingDays": 366}, "LimitReachedError", "handlingDays"),
        ({"sku": "  "}, "InvalidInputError", "sku"),
    ],
)  # fmt: skip
async def test_what_cannot_be_offered_is_refused_and_nothing_is_stored(
    gql, make, seller_actor, change, kind, path
) -> None:
    await make.channel()
    actor, variant = seller_actor(await make.seller()), await make.variant()

    payload = (await gql(CREATE, actor, key=KEY, input=new(variant) | change))["offerCreate"]

    assert payload["offer"] is None
    assert kinds(payload) == [kind]
    assert payload["errors"][0]["path"] == ["input", path]
    for table in ("offers_offer", "pricing_price", "inventory_stock", "kernel_idempotency"):
        assert await count(make.db, table) == 0


async def test_a_sku_and_a_condition_are_offered_once_by_a_seller(gql, make, seller_actor) -> None:
    await make.channel()
    seller, variant = await make.seller(), await make.variant()
    await make.offer(seller=seller, variant=variant, sku="S-1")
    actor = seller_actor(seller)

    sku = (await gql(CREATE, actor, key=KEY, input=new(await make.variant())))["offerCreate"]
    twin = (await gql(CREATE, actor, key=KEY, input=new(variant, sku="S-2")))["offerCreate"]
    used = new(variant, sku="S-2", condition="USED")
    fine = (await gql(CREATE, actor, key=KEY, input=used))["offerCreate"]

    assert [sku["errors"][0]["field"], twin["errors"][0]["field"]] == ["sku", "variant"]
    assert fine["errors"] == []


async def test_staff_names_the_seller_and_a_seller_names_only_itself(
    gql, refused, make, admin, seller_actor, db
) -> None:
    await make.channel()
    seller, other, variant = await make.seller(), await make.seller(), await make.variant()
    values = new(variant, seller=encode("sel", seller.id))

    unnamed = (await gql(CREATE, admin, key=KEY, input=new(variant)))["offerCreate"]
    absent = new(variant, seller=encode("sel", new_id()))
    nobody = (await gql(CREATE, admin, key=KEY, input=absent))["offerCreate"]
    stranger = (await gql(CREATE, seller_actor(other), key=KEY, input=values))["offerCreate"]
    assert kinds(unnamed) == ["InvalidInputError"]
    assert kinds(nobody) == kinds(stranger) == ["NotFoundError"]
    assert await refused(CREATE, key=KEY, input=values) == ["UNAUTHENTICATED"]
    assert await count(db, "offers_offer") == 0

    assert kinds((await gql(CREATE, admin, key=KEY, input=values))["offerCreate"]) == []


async def test_words_of_an_offer_change_with_its_version(gql, make, seller_actor) -> None:
    await make.channel()
    seller = await make.seller()
    offer = await make.offer(seller=seller)
    values = {"id": encode("off", offer.id), "sku": "NEW-1", "handlingDays": 3}

    payload = await gql(UPDATE, seller_actor(seller), input={**values, "expectedVersion": 1})
    stale = await gql(UPDATE, seller_actor(seller), input={**values, "expectedVersion": 1})

    assert payload["offerUpdate"] == {
        "offer": {"sku": "NEW-1", "condition": "NEW", "handlingDays": 3, "version": 2},
        "errors": [],
    }
    assert kinds(stale["offerUpdate"]) == ["StaleVersionError"]


async def test_an_offer_is_taken_off_sale_and_put_back(gql, make, seller_actor) -> None:
    await make.channel()
    seller = await make.seller()
    offer = encode("off", (await make.offer(seller=seller)).id)
    actor = seller_actor(seller)

    off_sale = (await gql(act("offerDeactivate"), actor, id=offer, version=1))["offerDeactivate"]
    again = (await gql(act("offerDeactivate"), actor, id=offer))["offerDeactivate"]
    gone = (await gql("query ($id: ID!) { offer(id: $id) { id } }", id=offer))["offer"]
    back = (await gql(act("offerActivate"), actor, id=offer, version=2))["offerActivate"]
    stale = (await gql(act("offerActivate"), actor, id=offer, version=1))["offerActivate"]

    assert off_sale["offer"] == again["offer"] == {"status": "PAUSED", "version": 2}
    assert gone is None
    assert back["offer"] == {"status": "ACTIVE", "version": 3}
    assert kinds(stale) == ["StaleVersionError"]


async def test_an_offer_that_was_bought_cannot_be_deleted(gql, make, seller_actor, db) -> None:
    await make.channel()
    seller = await make.seller()
    bought, fresh = await make.offer(seller=seller), await make.offer(seller=seller)
    async with db.transaction() as tx:
        await inventory.reserve(tx, new_id(), {bought.id: 1}, now())
    actor, wanted = seller_actor(seller), Wanted(language="ru")

    kept = await gql(act("offerDelete"), actor, wanted, id=encode("off", bought.id))
    done = await gql(act("offerDelete"), actor, id=encode("off", fresh.id))

    assert kept["offerDelete"] == {
        "deletedId": None,
        "errors": [
            {
                "__typename": "OfferInUseError",
                "message": "Это предложение уже покупали; его можно только отключить.",
            }
        ],
    }
    assert done["offerDelete"] == {"deletedId": encode("off", fresh.id), "errors": []}
    assert await count(db, "offers_offer") == await count(db, "pricing_price") == 1


@pytest.mark.parametrize("name", ["offerUpdate", "offerActivate", "offerDeactivate", "offerDelete"])
async def test_nobody_touches_the_offer_of_another(
    gql, refused, make, seller_actor, db, name
) -> None:
    await make.channel()
    offer = await make.offer(sku="MINE")
    stranger = seller_actor(await make.seller())
    uid = encode("off", offer.id)
    document = UPDATE if name == "offerUpdate" else act(name)
    given = {"input": {"id": uid, "sku": "X"}} if name == "offerUpdate" else {"id": uid}

    payload = (await gql(document, stranger, **given))[name]

    assert kinds(payload) == ["NotFoundError"]
    assert await refused(document, **given) == ["UNAUTHENTICATED"]
    async with db.transaction() as tx:
        rows = await tx.session.execute(text("select sku, status, version from offers_offer"))
        assert [tuple(row) for row in rows] == [("MINE", "active", 1)]
