"""The list of products: visibility, filters, order, pages, and what it costs."""

from typing import Any

import pytest

from commerce.catalog import service as catalog
from commerce.kernel.ids import encode, new_id
from commerce.sellers import service as sellers

LIST = """
query ($where: ProductWhere, $sort: [ProductSort!], $first: Int = 50, $after: Cursor,
       $search: String) {
  products(first: $first, after: $after, where: $where, sort: $sort, search: $search) {
    nodes { slug } totalCount { value } pageInfo { hasNextPage endCursor }
  }
}
"""
CARDS = """
query ($first: Int!) {
  products(first: $first) {
    nodes {
      id name slug thumbnail { id url alt } available
      priceRange { from { gross { amount } } to { gross { amount } } }
    }
    totalCount { value exact }
    pageInfo { hasNextPage endCursor }
  }
}
"""


@pytest.fixture
def listed(gql):
    """The slugs of a list."""

    async def call(**variables: Any) -> list[str]:
        products = (await gql(LIST, **variables))["products"]
        slugs = [each["slug"] for each in products["nodes"]]
        assert products["totalCount"]["value"] == len(slugs)
        return slugs

    return call


async def offered(make: Any, slug: str, *prices: int | None, stock: int = 5, **given: Any) -> Any:
    """A product with an offer for each price."""
    product = await make.product(slug=slug, **given)
    for price in prices:
        variant = (await make.variants(product))[0]
        await make.offer(variant=variant, price=price, stock=stock)
    return product


async def test_the_newest_come_first_and_drafts_never(make, listed) -> None:
    await make.channel()
    await make.product(slug="older")
    await make.product(slug="draft", published=False)
    await make.product(slug="newer")

    assert await listed() == ["newer", "older"]


async def test_no_filter_reaches_what_buyers_do_not_see(make, listed, db) -> None:
    await make.channel()
    draft = await make.product(slug="draft", published=False)
    archived = await make.product(slug="archived")
    async with db.transaction() as tx:
        await catalog.archive(tx, archived.id)
    await make.product(slug="seen")
    hidden = [encode("prod", draft.id), encode("prod", archived.id)]

    everything = {"or": [{"ids": {"in": hidden}}, {"not": {"ids": {"in": hidden}}}]}
    assert await listed(where=everything) == ["seen"]
    assert await listed(where={"not": {"available": True}}) == ["seen"]
    assert await listed(where={"not": {"not": {}}}) == ["seen"]
    assert await listed(where={"ids": {"in": hidden}}) == []
    assert await listed(where={"or": [{}, {"ids": {"in": hidden}}]}, search="product") == ["seen"]


async def test_a_category_brings_its_whole_subtree(make, listed) -> None:
    await make.channel()
    root = await make.category()
    leaf = await make.category(parent=await make.category(parent=root))
    other = await make.category()
    await make.product(slug="deep", category_ids=(leaf.id,))
    await make.product(slug="top", category_ids=(root.id,))
    await make.product(slug="elsewhere", category_ids=(other.id,))
    at = encode("cat", root.id)

    assert await listed(where={"category": {"eq": at}}) == ["top", "deep"]
    assert await listed(where={"not": {"category": {"eq": at}}}) == ["elsewhere"]
    two = [encode("cat", leaf.id), encode("cat", other.id)]
    assert await listed(where={"category": {"in": two}}) == ["elsewhere", "deep"]


async def test_brand_collection_tag_and_seller_narrow_a_list(make, listed, reader) -> None:
    await make.channel()
    brand, seller = await make.brand(), await make.seller()
    branded = await make.product(slug="branded", brand_id=brand.id, tags=("warm",))
    sold = await make.product(slug="sold", tags=("warm", "wool"))
    await make.offer(variant=(await make.variants(sold))[0], seller=seller)
    collection = await make.collection(sold, branded)
    await make.product(slug="plain")
    by_brand = {"brand": {"eq": encode("brd", brand.id)}}
    by_seller = {"seller": {"eq": encode("sel", seller.id)}}

    assert await listed(where=by_brand) == ["branded"]
    assert await listed(where=by_seller) == ["sold"]
    assert await listed(where={"or": [by_brand, by_seller]}) == ["sold", "branded"]
    assert await listed(where={"and": [by_brand, by_seller]}) == []
    assert await listed(where={"not": by_brand}) == ["plain", "sold"]
    held = {"collection": {"eq": encode("col", collection.id)}}
    assert await listed(where=held) == ["sold", "branded"]
    assert await listed(where={"not": held}) == ["plain"]


async def test_a_tag_narrows_a_list(gql, make, listed) -> None:
    await make.channel()
    await make.product(slug="warm", tags=("warm",))
    await make.product(slug="wool", tags=("wool",))
    tags = (await gql("{ tags(first: 10) { nodes { id slug } } }"))["tags"]["nodes"]
    ids = {each["slug"]: each["id"] for each in tags}

    assert await listed(where={"tag": {"eq": ids["wool"]}}) == ["wool"]
    assert await listed(where={"or": [{"tag": {"in": [ids["warm"]]}}]}) == ["warm"]


async def test_only_offers_that_are_sold_make_a_product_available(make, listed, db) -> None:
    await make.channel()
    seller = await make.seller()
    await offered(make, "sold", 100)
    await offered(make, "sold-out", 100, stock=0)
    await offered(make, "unpriced", None)
    paused = await make.product(slug="paused")
    await make.offer(variant=(await make.variants(paused))[0], seller=seller)
    async with db.transaction() as tx:
        await sellers.pause(tx, seller.id)

    assert await listed(where={"available": True}) == ["sold"]
    assert await listed(where={"available": False}) == ["paused", "unpriced", "sold-out"]
    assert await listed(where={"not": {"available": False}}) == ["sold"]
    assert await listed(where={"seller": {"eq": encode("sel", seller.id)}}) == []


async def test_a_price_range_means_the_cheapest_offer_of_the_market(make, listed) -> None:
    await make.channel()
    await offered(make, "cheap", 10_000, 90_000)
    await offered(make, "middle", 50_000)
    await offered(make, "dear", 90_000)
    await offered(make, "unpriced", None)

    def price(**bounds: str) -> dict[str, Any]:
        limits = {k: {"amount": v, "currency": "UZS"} for k, v in bounds.items()}
        return {"price": limits}

    assert await listed(where=price(gte="500")) == ["dear", "middle"]
    assert await listed(where=price(lte="500.00")) == ["middle", "cheap"]
    assert await listed(where=price(gte="100", lte="100")) == ["cheap"]
    assert await listed(where={"or": [price(gte="900")]}) == ["dear"]
    assert await listed(where={"not": price(gte="500")}) == ["unpriced", "cheap"]
    assert await listed(where=price(gte="0")) == ["dear", "middle", "cheap"]


async def test_without_a_price_is_last_in_both_directions(make, listed) -> None:
    await make.channel()
    await offered(make, "dear", 90_000)
    await offered(make, "unpriced", None)
    await offered(make, "cheap", 80_000, 10_000)

    assert await listed(sort=[{"key": "PRICE"}]) == ["cheap", "dear", "unpriced"]
    assert await listed(sort=[{"key": "PRICE", "descending": True}]) == [
        "dear",
        "cheap",
        "unpriced",
    ]


async def test_names_sort_in_the_language_of_the_reader(gql, make) -> None:
    await make.channel()
    await make.product(slug="one", name={"ru": "Яблоко", "en": "apple"})
    await make.product(slug="two", name={"ru": "груша", "en": "Pear"})
    document = """query @inContext(language: "%s") {
      products(first: 9, sort: [{key: NAME}]) { nodes { slug } } }"""

    seen = {
        language: [each["slug"] for each in (await gql(document % language))["products"]["nodes"]]
        for language in ("ru", "en")
    }

    assert seen == {"ru": ["two", "one"], "en": ["one", "two"]}


@pytest.mark.parametrize(
    "sort",
    [
        [],
        [{"key": "PRICE"}],
        [{"key": "PRICE", "descending": True}],
        [{"key": "NAME", "descending": True}, {"key": "PRICE"}],
        [{"key": "CREATED_AT"}],
    ],
)
async def test_pages_join_to_the_whole_list_without_gaps_or_repeats(gql, make, sort) -> None:
    await make.channel()
    for number, price in enumerate((100, 100, None, 200, None, 100)):
        await offered(make, f"p-{number}", price, name={"en": f"Same {number % 2}"})
    whole = (await gql(LIST, sort=sort))["products"]["nodes"]

    seen, after = [], None
    while True:
        page = (await gql(LIST, sort=sort, first=2, after=after))["products"]
        seen += page["nodes"]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break

    assert seen == whole
    assert len(seen) == 6


@pytest.mark.parametrize("search", [None, "soat", "saot"])
async def test_a_cursor_walks_back_to_the_first_page(gql, make, search) -> None:
    await make.channel()
    for number in range(5):
        await make.product(slug=f"p-{number}", name={"en": f"Soat {number}"})
    ahead = (await gql(LIST, first=4, search=search))["products"]
    document = """query ($before: Cursor, $search: String) {
      products(last: 2, before: $before, search: $search) {
        nodes { slug } pageInfo { hasPreviousPage hasNextPage } } }"""

    cursor = ahead["pageInfo"]["endCursor"]
    back = (await gql(document, before=cursor, search=search))["products"]

    assert back["nodes"] == ahead["nodes"][1:3]
    assert back["pageInfo"] == {"hasPreviousPage": True, "hasNextPage": True}


@pytest.mark.parametrize(
    "variables",
    [
        {"sort": [{"key": "RELEVANCE"}]},
        {"sort": [{"key": "PRICE"}, {"key": "PRICE", "descending": True}]},
        {"where": {"not": {"not": {"not": {"not": {"not": {}}}}}}},
        {"where": {"or": [{}] * 50}},
        {"where": {"price": {"gte": {"amount": "1", "currency": "USD"}}}},
        {"where": {"price": {"lte": {"amount": "0.001", "currency": "UZS"}}}},
        {"where": {"price": {"lte": {"amount": "9" * 30, "currency": "UZS"}}}},
        {"where": {"ids": {"in": ["prod_x"] * 101}}},
        {"search": "a" * 201},
        {"after": "nonsense"},
    ],
)
async def test_what_cannot_be_asked_is_refused(make, refused, variables) -> None:
    await make.channel()

    assert await refused(LIST, **variables) == ["BAD_INPUT"]


async def test_ids_of_another_kind_are_ids_of_nothing(make, listed) -> None:
    await make.channel()
    product = await make.product(slug="seen")
    stray = [encode("cat", product.id), encode("prod", new_id()), "", "nonsense", "prod_💥"]

    assert await listed(where={"ids": {"in": stray}}) == []
    assert await listed(where={"not": {"ids": {"in": stray}}}) == ["seen"]


async def test_a_list_of_cards_costs_the_same_statements_whatever_its_size(gql, make, sql) -> None:
    await make.channel()
    await make.tax_rate()
    for number in range(24):
        media = ((f"https://img.example/{number}.jpg", {"en": "front"}),)
        await offered(make, f"p-{number}", 100_000, 120_000, media=media)
    counts = []

    for first in (1, 24):
        tries = []
        for _ in range(3):  # the market and the tax rates are kept for a second
            with sql.counted() as seen:
                products = (await gql(CARDS, first=first))["products"]
            tries.append(seen.count)
        counts.append(min(tries))

    assert counts == [1, 1]
    assert products["totalCount"] == {"value": 24, "exact": True}
    card = products["nodes"][0]
    assert (card["available"], card["thumbnail"]["alt"]) == (True, "front")
    assert card["thumbnail"]["url"] == "https://img.example/23.jpg"
    assert card["priceRange"] == {
        "from": {"gross": {"amount": "1000.00"}},
        "to": {"gross": {"amount": "1200.00"}},
    }
