"""How many SQL statements the pages that buyers open most may take, whatever their size."""

from typing import Any

import pytest

from commerce.catalog.types import NewVariant
from commerce.kernel.access import GUEST
from commerce.kernel.ids import encode
from tests.client import run
from tests.make.catalog import option

LISTING = """
query Listing($first: Int!, $where: ProductWhere) {
  products(first: $first, where: $where, sort: [{key: PRICE}]) {
    pageInfo { hasNextPage endCursor }
    nodes {
      id slug name
      brand { name }
      media(first: 1) { url alt }
      priceRange { from { gross { amount currency formatted } } }
      buyBox { id available price { gross { amount } } compareAt { amount } seller { name } }
    }
  }
}
"""
PAGE = """
query Page($slug: String!) {
  product(by: {slug: $slug}) {
    id slug name description seo { title description }
    brand { name slug }
    categories { slug name }
    tags { name }
    media { url alt }
    options { name values { name } }
    priceRange { from { gross { amount } } to { gross { amount } } }
    buyBox { id price { gross { amount } } available quantityAvailable seller { name } }
    variants {
      id sku label
      offers { id price { gross { amount } net { amount } } available seller { name slug } }
    }
  }
}
"""
MOST_OF_A_LIST = 8
MOST_OF_A_PAGE = 4


async def statements(app: Any, document: str, **variables: Any) -> tuple[dict[str, Any], int]:
    """The data of a document, and what it took; as the first request of a process."""
    app.cache.clear()
    answer = await run(app, document, actor=GUEST, wanted=None, variables=variables)
    assert "errors" not in answer, answer
    return answer["data"], answer["extensions"]["cost"]["sql"]


async def product(make: Any, category: Any, *, slug: str, colours: int = 2) -> None:
    """A product with pictures, offers of two sellers on each variant, prices and stock."""
    names = [f"Colour {n}" for n in range(colours)]
    made = await make.product(
        slug=slug,
        brand_id=(await make.brand()).id,
        category_ids=(category.id,),
        tags=("clay", "blue"),
        media=tuple((f"https://images.example/{slug}-{n}.jpg", {"en": "view"}) for n in range(3)),
        options=(option("Colour", *names),),
        variants=tuple(
            NewVariant(sku=f"{slug}-{name}", choices=(("Colour", name),)) for name in names
        ),
    )
    sellers = [await make.seller(), await make.seller()]
    for variant in await make.variants(made):
        for seller in sellers:
            await make.offer(variant=variant, seller=seller)


async def test_a_page_of_24_products_takes_as_many_statements_as_one_of_2(app, make) -> None:
    await make.channel()
    await make.tax_rate()
    category = await make.category()
    for number in range(25):
        await product(make, category, slug=f"pot-{number}", colours=1)
    where = {"category": {"eq": encode("cat", category.id)}}

    small, few = await statements(app, LISTING, first=2, where=where)
    large, many = await statements(app, LISTING, first=24, where=where)

    assert (len(small["products"]["nodes"]), len(large["products"]["nodes"])) == (2, 24)
    assert all(each["buyBox"]["price"] for each in large["products"]["nodes"])
    assert (few, many) == (many, few)
    assert many <= MOST_OF_A_LIST


@pytest.mark.parametrize("colours", [1, 12])
async def test_a_page_of_a_product_takes_few_statements_however_many_variants_it_has(
    app, make, colours: int
) -> None:
    await make.channel()
    await make.tax_rate()
    await product(make, await make.category(), slug="pot", colours=colours)

    data, taken = await statements(app, PAGE, slug="pot")

    assert len(data["product"]["variants"]) == colours
    assert all(len(each["offers"]) == 2 for each in data["product"]["variants"])
    assert len(data["product"]["media"]) == 3
    assert taken <= MOST_OF_A_PAGE
