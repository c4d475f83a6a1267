"""The page of one product says of its offers what a list of products says."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commerce.catalog.types import NewVariant
from commerce.kernel.access import Actor
from commerce.kernel.ids import encode, new_id
from commerce.offers import loaders
from commerce.offers.types import Condition, OfferStatus
from tests.make.catalog import option

FIELDS = """
  available thumbnail { url }
  priceRange { from { net { amount } gross { amount } } to { gross { amount } } }
  buyBox { ...Shown }
  offers(first: 3) { ...Shown }
  variants { sku buyBox { ...Shown } offers(first: 2) { ...Shown } }
"""
SHOWN = """
fragment Shown on Offer {
  id sku condition status version available quantityAvailable compareAt { amount }
  price { net { amount } tax { amount } gross { amount currency } }
  seller { id version slug name status house description }
}
"""
PAGE = SHOWN + "query ($slug: String!) { product(by: {slug: $slug}) {" + FIELDS + "} }"
BY_ID = SHOWN + "query ($id: ID!) { product(by: {id: $id}) {" + FIELDS + "} }"
LIST = (
    SHOWN
    + "query ($slug: String!) { collection(by: {slug: $slug}) { products(first: 10) { slug "
    + FIELDS
    + "} } }"
)
STAFF = Actor(token_id=new_id(), permissions=frozenset({"CATALOG_READ"}))
OFFERS = st.lists(
    st.fixed_dictionaries(
        {
            "at": st.integers(0, 1),
            "condition": st.sampled_from(Condition),
            "price": st.sampled_from([None, 100_00, 112_00, 250_00]),
            "stock": st.sampled_from([None, 0, 3]),
            "tracked": st.booleans(),
            "status": st.sampled_from([OfferStatus.ACTIVE] * 3 + [OfferStatus.PAUSED]),
        }
    ),
    max_size=6,
)


async def shelf(make: Any, offers: list[dict[str, Any]]) -> list[Any]:
    """Two products in a collection, the first with these offers on its two variants."""
    slug = f"pot-{new_id().hex}"
    pot = await make.product(
        slug=slug,
        options=(option("Size", "S", "L"),),
        variants=tuple(NewVariant(sku=f"{slug}-{s}", choices=(("Size", s),)) for s in "SL"),
        media=((f"https://img.example/{slug}.jpg", {}),),
    )
    bowl = await make.product()
    variants = await make.variants(pot)
    for given_ in offers:
        values = dict(given_)
        await make.offer(variant=variants[values.pop("at")], **values)
    return [pot, bowl]


@pytest.mark.parametrize("most", [loaders.MOST_SOLD, 2], ids=["read whole", "too much"])
@given(offers=OFFERS)
@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
async def test_a_page_and_a_list_say_the_same(gql, make, app, monkeypatch, most, offers) -> None:
    monkeypatch.setattr(loaders, "MOST_SOLD", most)
    await make.first_channel()
    products = await shelf(make, offers)
    collection = await make.collection(*products, slug=f"c-{new_id().hex}")

    by_slug = [(await gql(PAGE, slug=each.slug))["product"] for each in products]
    by_id = [(await gql(BY_ID, id=encode("prod", each.id)))["product"] for each in products]
    listed = (await gql(LIST, slug=collection.slug))["collection"]["products"]

    assert [each.pop("slug") for each in listed] == [each.slug for each in products]
    assert by_slug == by_id == listed


async def test_a_product_is_available_while_one_priced_offer_is_in_stock(gql, make) -> None:
    await make.channel()
    document = "query ($slug: String!) { product(by: {slug: $slug}) { available } }"
    variant = await make.variant()
    slug = (await make.product(slug="none")).slug
    asked = "query ($id: ID!) { product(by: {id: $id}) { available } }"

    async def available() -> bool:
        found = await gql(asked, id=encode("prod", variant.product_id))
        return bool(found["product"]["available"])

    assert (await gql(document, slug=slug))["product"] == {"available": False}
    await make.offer(variant=variant, stock=5, price=None)
    await make.offer(variant=variant, stock=0)
    assert await available() is False
    await make.offer(variant=variant, stock=1, price=990_00)
    assert await available() is True


async def test_the_thumbnail_is_the_first_picture_or_none(gql, make) -> None:
    await make.channel()
    media = tuple((f"https://img.example/{n}.jpg", {"en": f"view {n}"}) for n in range(2))
    pot, bowl = await make.product(media=media), await make.product()
    await make.collection(pot, bowl, slug="best")
    fields = "thumbnail { url alt } media(first: 1) { url alt }"
    document = f"query ($slug: String!) {{ product(by: {{slug: $slug}}) {{ {fields} }} }}"
    listed = f'{{ collection(by: {{slug: "best"}}) {{ products {{ {fields} }} }} }}'

    pages = [(await gql(document, slug=each.slug))["product"] for each in (pot, bowl)]

    first = {"url": "https://img.example/0.jpg", "alt": "view 0"}
    assert pages == [{"thumbnail": first, "media": [first]}, {"thumbnail": None, "media": []}]
    assert (await gql(listed))["collection"]["products"] == pages


async def test_a_page_takes_two_statements_and_a_name_by_id_one(gql, make, sql) -> None:
    await make.channel()
    await make.tax_rate()
    pot, _ = await shelf(make, [{"at": 0}, {"at": 1}])
    both = SHOWN.replace("description", "")
    page = both + "query ($slug: String!) { product(by: {slug: $slug}) { name" + FIELDS + "} }"
    named = "query ($id: ID!) { product(by: {id: $id}) { name description } }"

    async def statements(document: str, **variables: Any) -> int:
        tries = []
        for _ in range(3):  # the market and the tax rates are kept for a second
            with sql.counted() as seen:
                assert (await gql(document, **variables))["product"]["name"]
            tries.append(seen.count)
        return min(tries)

    assert await statements(page, slug=pot.slug) == 2
    assert await statements(named, id=encode("prod", pot.id)) == 1


async def test_a_draft_has_a_page_for_staff_but_nothing_is_sold(gql, make) -> None:
    await make.channel()
    draft = await make.product(published=False, slug="draft")
    await make.offer(variant=(await make.variants(draft))[0])

    assert (await gql(PAGE, slug="draft"))["product"] is None
    found = (await gql(PAGE, STAFF, slug="draft"))["product"]
    assert (found["available"], found["buyBox"], found["offers"]) == (False, None, [])
