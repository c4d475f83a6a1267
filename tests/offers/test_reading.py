"""Offers as buyers, sellers and staff see them."""

from uuid import UUID

import pytest

from commerce.catalog import service as catalog
from commerce.kernel.graphql.context import Wanted
from commerce.kernel.ids import encode
from commerce.offers.types import Condition, OfferStatus
from commerce.sellers.types import SellerStatus

OFFER = """
query ($id: ID!) { offer(id: $id) {
  id sku condition status handlingDays version available quantityAvailable
  price { net { minorUnits } tax { minorUnits } gross { minorUnits amount currency } }
  compareAt { amount }
  seller { slug } variant { sku } product { slug }
} }
"""
ONLY_ID = "query ($id: ID!) { offer(id: $id) { id } }"
OFFERS = """
query ($where: OfferWhere, $first: Int, $after: Cursor) {
  offers(where: $where, first: $first, after: $after) {
    nodes { id sku } totalCount { value } pageInfo { hasNextPage endCursor }
  }
}
"""
PAGE = """
query { offers(first: 50) { nodes {
  sku available quantityAvailable seller { name } variant { sku } product { name }
  price { gross { amount } } compareAt { amount }
} } }
"""
PRODUCTS = """
query { collection(by: {slug: "best"}) { products(first: 12) {
  name
  buyBox { price { gross { amount } } available seller { name } }
  priceRange { from { gross { amount } } to { gross { amount } } }
  offers(first: 5) { sku price { net { amount } } quantityAvailable }
  variants { buyBox { sku } offers { sku } }
} } }
"""


def off(offer) -> str:
    return encode("off", offer.id)


async def test_a_buyer_sees_price_with_its_tax_stock_and_seller(gql, make) -> None:
    await make.channel()
    await make.tax_rate(120_000)
    variant = await make.variant(sku="TEA-1")
    offer = await make.offer(
        variant=variant, price=1_120_000, compare_at=1_500_000, stock=5, handling_days=2
    )

    found = (await gql(OFFER, id=off(offer)))["offer"]

    assert found.pop("product")["slug"]
    assert found.pop("seller")["slug"]
    assert found == {
        "id": off(offer),
        "sku": offer.sku,
        "condition": "NEW",
        "status": "ACTIVE",
        "handlingDays": 2,
        "version": 1,
        "available": True,
        "quantityAvailable": 5,
        "price": {
            "net": {"minorUnits": "1000000"},
            "tax": {"minorUnits": "120000"},
            "gross": {"minorUnits": "1120000", "amount": "11200.00", "currency": "UZS"},
        },
        "compareAt": {"amount": "15000.00"},
        "variant": {"sku": "TEA-1"},
    }


async def test_where_prices_are_net_the_tax_comes_on_top(gql, make) -> None:
    await make.channel(prices_include_tax=False)
    await make.tax_rate(120_000)
    await make.tax_rate(0, country="KZ")
    offer = await make.offer(price=1_000_000)

    at_home = (await gql(OFFER, id=off(offer)))["offer"]["price"]
    abroad = (await gql(OFFER, wanted=Wanted(country="KZ"), id=off(offer)))["offer"]["price"]

    assert at_home["gross"]["minorUnits"] == "1120000"
    assert abroad["gross"]["minorUnits"] == abroad["net"]["minorUnits"] == "1000000"


async def test_the_products_tax_class_decides_the_rate(gql, make) -> None:
    await make.channel()
    await make.tax_rate(120_000)
    await make.tax_rate(0, tax_class="books")
    book = (await make.variants(await make.product(tax_class="books")))[0]
    offer = await make.offer(variant=book, price=1_120_000)

    price = (await gql(OFFER, id=off(offer)))["offer"]["price"]

    assert price["tax"]["minorUnits"] == "0"


async def test_without_a_price_in_the_currency_there_is_none(gql, make) -> None:
    await make.channel()
    offer = await make.offer(price=1_000_000)
    await make.price(offer, 95, currency="USD")

    dollars = (await gql(OFFER, wanted=Wanted(currency="USD"), id=off(offer)))["offer"]
    unpriced = (await gql(OFFER, id=off(await make.offer(price=None, stock=None))))["offer"]

    assert dollars["price"]["gross"]["amount"] == "0.95"
    assert unpriced["price"] is unpriced["compareAt"] is None
    assert (unpriced["available"], unpriced["quantityAvailable"]) == (False, 0)


async def test_uncounted_stock_is_always_available(gql, make) -> None:
    await make.channel()
    offer = await make.offer(stock=0, tracked=False)

    found = (await gql(OFFER, id=off(offer)))["offer"]

    assert (found["available"], found["quantityAvailable"]) == (True, None)


async def test_what_is_not_sold_is_for_its_seller_and_staff(gql, make, admin, seller_actor) -> None:
    await make.channel()
    seller, other = await make.seller(), await make.seller()
    closed = await make.seller(status=SellerStatus.PAUSED)
    draft = (await make.variants(await make.product(published=False)))[0]
    paused = await make.offer(seller=seller, status=OfferStatus.PAUSED)
    of_draft = await make.offer(seller=seller, variant=draft)
    of_closed = await make.offer(seller=closed)

    for offer in (paused, of_draft, of_closed):
        assert (await gql(ONLY_ID, id=off(offer)))["offer"] is None
        assert (await gql(ONLY_ID, seller_actor(other), id=off(offer)))["offer"] is None
        assert (await gql(ONLY_ID, admin, id=off(offer)))["offer"] == {"id": off(offer)}
    for offer in (paused, of_draft):
        mine = await gql(ONLY_ID, seller_actor(seller), id=off(offer))
        assert mine["offer"] == {"id": off(offer)}
    assert (await gql(ONLY_ID, id="off_nonsense"))["offer"] is None


async def test_a_seller_lists_its_own_offers_page_by_page(
    gql, refused, make, admin, seller_actor
) -> None:
    await make.channel()
    seller = await make.seller()
    mine = [await make.offer(seller=seller, sku=f"A{n}") for n in range(3)]
    other = await make.offer()

    first = (await gql(OFFERS, seller_actor(seller), first=2))["offers"]
    second = (
        await gql(OFFERS, seller_actor(seller), first=2, after=first["pageInfo"]["endCursor"])
    )["offers"]

    assert [node["sku"] for node in first["nodes"] + second["nodes"]] == ["A2", "A1", "A0"]
    assert first["totalCount"] == {"value": 3}
    assert (first["pageInfo"]["hasNextPage"], second["pageInfo"]["hasNextPage"]) == (True, False)
    where = {"seller": encode("sel", other.seller_id)}
    assert (await gql(OFFERS, seller_actor(seller), first=9, where=where))["offers"]["nodes"] == []
    assert len((await gql(OFFERS, admin, first=9))["offers"]["nodes"]) == 4
    narrowed = {"product": encode("prod", mine[1].product_id), "status": "ACTIVE"}
    found = (await gql(OFFERS, admin, first=9, where=narrowed))["offers"]["nodes"]
    assert [node["sku"] for node in found] == ["A1"]
    paused = (await gql(OFFERS, admin, first=9, where={"status": "PAUSED"}))["offers"]["nodes"]
    assert paused == []
    assert await refused(OFFERS, first=2) == ["UNAUTHENTICATED"]
    assert await refused(OFFERS, admin, first=2, where={"seller": "nonsense"}) == ["BAD_INPUT"]


@pytest.mark.parametrize("document", [PAGE, PRODUCTS], ids=["offers", "products"])
async def test_statements_do_not_grow_with_the_page(gql, make, admin, sql, app, document) -> None:
    await make.channel()
    await make.tax_rate()
    collection = await make.collection(slug="best")
    products: list[UUID] = []
    counts = []
    for more in (2, 8):
        for _ in range(more):
            variant = await make.variant()
            products.append(variant.product_id)
            await make.offer(variant=variant)
            await make.offer(variant=variant, condition=Condition.USED)
        async with app.db.transaction() as tx:
            await catalog.set_collection_products(tx, collection.id, products)
        app.cache.clear()
        with sql.counted() as seen:
            answer = next(iter((await gql(document, admin)).values()))
        counts.append(seen.count)
    assert counts[0] == counts[1] <= 16, counts
    assert len(answer.get("nodes") or answer["products"]) >= 10


async def test_the_price_range_is_of_what_is_sold_in_the_market(gql, make) -> None:
    await make.channel()
    await make.tax_rate(120_000)
    variant = await make.variant()
    for price in (300_00, 112_00, 200_00):
        await make.offer(variant=variant, price=price)
    await make.offer(variant=variant, price=1_00, status=OfferStatus.PAUSED)
    document = """
    query ($id: ID!) { product(by: {id: $id}) { priceRange {
      from { net { amount } gross { amount } } to { gross { amount } }
    } } }
    """

    product = encode("prod", variant.product_id)
    found = (await gql(document, id=product))["product"]["priceRange"]

    assert found == {
        "from": {"net": {"amount": "100.00"}, "gross": {"amount": "112.00"}},
        "to": {"gross": {"amount": "300.00"}},
    }
    dollars = await gql(document, wanted=Wanted(currency="USD"), id=product)
    assert dollars["product"]["priceRange"] is None
