"""How many SQL statements a page costs, whatever its size."""

from typing import Any

import pytest

from commerce.kernel.ids import encode

LISTING = """
query ($first: Int!) {
  products(first: $first, sort: [{key: PRICE}]) {
    totalCount { value } pageInfo { hasNextPage endCursor }
    nodes {
      id slug name media(first: 1) { url }
      priceRange { from { gross { amount } } to { gross { amount } } }
      buyBox { id available price { gross { amount } } }
    }
  }
}"""
PAGE = """
query ($id: ID!) {
  product(by: {id: $id}) {
    id slug name description language seo { title description }
    brand { name } categories { name slug } tags { name }
    media(first: 10) { url alt }
    options { name values { name } }
    variants {
      id sku label options { name value }
      offers(first: 5) {
        id sku condition available quantityAvailable seller { name }
        price { net { amount } tax { amount } gross { amount } } compareAt { amount }
      }
    }
    buyBox { id seller { name } }
    priceRange { from { gross { amount } } }
  }
}"""
BUDGET = 8


async def _goods(make: Any, count: int) -> list[Any]:
    """Products with two sellers each."""
    found = []
    for _ in range(count):
        product = await make.shirt()
        for variant in await make.variants(product):
            await make.offer(variant=variant)
            await make.offer(variant=variant, price=900_000)
        found.append(product)
    return found


@pytest.fixture
async def market(make: Any) -> None:
    await make.channel()
    await make.tax_rate()


async def test_a_listing_costs_the_same_whatever_its_size(gql, make, sql, market) -> None:
    counts = {}
    for more, size in ((2, 2), (22, 24)):
        await _goods(make, more)
        await gql("{ channels { slug } products(first: 1) { nodes { buyBox { id } } } }")
        with sql.counted() as seen:
            data = await gql(LISTING, first=size)
        assert len(data["products"]["nodes"]) == size
        counts[size] = seen.count

    assert counts[2] == counts[24] <= BUDGET, counts


async def test_a_product_page_stays_within_its_budget(gql, make, sql, market) -> None:
    (product,) = await _goods(make, 1)
    brand = await make.brand()
    await make.category()
    given = {"id": encode("prod", product.id)}
    await gql("{ products(first: 1) { nodes { buyBox { price { tax { amount } } } } } }")

    with sql.counted() as seen:
        data = await gql(PAGE, **given)

    assert brand is not None
    assert len(data["product"]["variants"]) == 4
    assert all(len(variant["offers"]) == 2 for variant in data["product"]["variants"])
    assert seen.count <= BUDGET, seen.count
