"""Reading products through the API: who sees what, in which language, at what cost."""

import pytest

from commerce.catalog.types import NewVariant
from commerce.kernel.access import Actor
from commerce.kernel.graphql.context import Wanted
from commerce.kernel.ids import encode, new_id

PAGE = """
query ($by: ProductBy!) {
  product(by: $by) {
    id version slug name description status language availableLanguages taxClass externalRef
    createdAt updatedAt publishedAt seo { title description }
    brand { slug name } tags { slug name } collections { slug }
    categories { slug level }
    translations { language text }
    media(first: 5) { url alt }
    options { code name values { code name } }
    variants { id sku barcode label weightGrams requiresShipping position
      options { name value option code } }
  }
}
"""
NAME = "query ($by: ProductBy!) { product(by: $by) { name language } }"
COLLECTION = """
query ($slug: String!, $first: Int! = 20) {
  collection(by: {slug: $slug}) { products(first: $first) {
  name brand { name } tags { name } categories { name ancestors { name } parent { name } }
  media(first: 2) { url } options { name } collections { slug }
  variants { sku label product { slug } media(first: 1) { url } }
} } }
"""
STAFF = Actor(token_id=new_id(), permissions=frozenset({"CATALOG_READ"}))


async def full(make, **given):
    root = await make.category(name={"en": "Clothes"})
    leaf = await make.category(name={"en": "Shirts"}, parent=root)
    brand = await make.brand()
    return await make.shirt(
        brand_id=brand.id,
        category_ids=(leaf.id,),
        tags=("New", "Cotton"),
        media=(("https://a.uz/1.jpg", {"en": "Front"}), ("https://a.uz/2.jpg", {})),
        **given,
    )


async def test_a_product_page_takes_one_statement_and_one_for_its_collections(
    gql, make, sql
) -> None:
    await make.channel()
    shirt = await full(make, name={"en": "Shirt"}, description={"en": "<p>Soft</p>"})
    await make.collection(shirt, name={"en": "Summer"})
    await gql(NAME, by={"slug": "shirt"})

    with sql.counted() as seen:
        product = (await gql(PAGE, by={"slug": "shirt"}))["product"]

    assert seen.count == 2
    assert product["name"] == "Shirt"
    assert product["description"] == "<p>Soft</p>"
    assert [tag["name"] for tag in product["tags"]] == ["Cotton", "New"]
    assert product["categories"] == [{"slug": "shirts", "level": 1}]
    assert product["collections"] == [{"slug": "summer"}]
    assert [media["url"] for media in product["media"]] == [
        "https://a.uz/1.jpg",
        "https://a.uz/2.jpg",
    ]
    assert product["options"] == [
        {"code": "size", "name": "Size", "values": [
            {"code": "s", "name": "S"}, {"code": "l", "name": "L"}]},
        {"code": "colour", "name": "Colour", "values": [
            {"code": "red", "name": "Red"}, {"code": "blue", "name": "Blue"}]},
    ]  # fmt: skip
    assert [variant["label"] for variant in product["variants"]] == [
        "S / Red", "S / Blue", "L / Red", "L / Blue",
    ]  # fmt: skip
    assert product["variants"][3]["options"] == [
        {"name": "Size", "value": "L", "option": "size", "code": "l"},
        {"name": "Colour", "value": "Blue", "option": "colour", "code": "blue"},
    ]


async def test_two_products_and_twenty_cost_the_same(gql, make, sql) -> None:
    await make.channel()
    few = await make.collection(*[await full(make) for _ in range(2)])
    many = await make.collection(*[await full(make) for _ in range(20)])
    await gql(COLLECTION, slug=few.slug)

    with sql.counted() as two:
        assert len((await gql(COLLECTION, slug=few.slug))["collection"]["products"]) == 2
    with sql.counted() as twenty:
        assert len((await gql(COLLECTION, slug=many.slug))["collection"]["products"]) == 20

    assert two.count == twenty.count == 10


@pytest.mark.parametrize("name", ["id", "slug", "externalRef", "sku", "barcode"])
async def test_a_product_is_found_by_each_of_its_names(gql, make, name) -> None:
    await make.channel()
    product = await make.product(
        name={"en": "Tea"},
        external_ref="1c:42",
        variants=(NewVariant(sku="TEA", barcode="4780000000017"),),
    )
    values = {
        "id": encode("prod", product.id),
        "slug": "tea",
        "externalRef": "1c:42",
        "sku": "TEA",
        "barcode": "4780000000017",
    }

    wrong = values[name][:-1] + ("8" if values[name].endswith("9") else "9")

    assert (await gql(NAME, by={name: values[name]}))["product"]["name"] == "Tea"
    assert (await gql(NAME, by={name: wrong}))["product"] is None


@pytest.mark.parametrize(
    ("language", "name", "answered"),
    [
        ("uz-Latn", "Choy", "uz-Latn"),
        ("uz-Cyrl", "Choy", "uz-Latn"),
        ("ru", "Чай", "ru"),
        ("en", "Чай", "ru"),
        ("tlh", "Choy", "uz-Latn"),
    ],
)
async def test_a_name_falls_back_to_the_nearest_language(gql, make, language, name, answered):
    await make.channel()
    await make.product(slug="tea", name={"uz-Latn": "Choy", "ru": "Чай"})

    found = (await gql(NAME, wanted=Wanted(language=language), by={"slug": "tea"}))["product"]

    assert found == {"name": name, "language": answered}


async def test_all_four_languages_answer_in_their_own(gql, make) -> None:
    await make.channel()
    names = {"uz-Latn": "Choy", "uz-Cyrl": "Чой", "ru": "Чай", "en": "Tea"}
    await make.product(slug="tea", name=names)

    for language, name in names.items():
        found = await gql(NAME, wanted=Wanted(language=language), by={"slug": "tea"})
        assert found["product"] == {"name": name, "language": language}


@pytest.mark.parametrize("step", [None, "archive", "unpublish"])
async def test_an_unpublished_product_is_hidden_everywhere_but_from_staff(
    gql, make, db, step
) -> None:
    from commerce.catalog import service
    from commerce.catalog.graphql.nodes import NODES

    await make.channel()
    product = await make.product(
        slug="tea", published=step is not None, variants=(NewVariant(sku="TEA"),)
    )
    collection = await make.collection(product)
    if step is not None:
        async with db.transaction() as tx:
            await getattr(service, step)(tx, product.id)
    document = """query ($slug: String!) {
      product(by: {slug: "tea"}) { slug externalRef }
      productVariant(by: {sku: "TEA"}) { sku product { slug } }
      collection(by: {slug: $slug}) { products { slug } }
    }"""

    public = await gql(document, slug=collection.slug)
    staff = await gql(document, STAFF, slug=collection.slug)

    assert public == {
        "product": None,
        "productVariant": None,
        "collection": {"products": []},
    }
    assert staff["product"]["slug"] == "tea"
    assert staff["productVariant"] == {"sku": "TEA", "product": {"slug": "tea"}}
    assert staff["collection"] == {"products": [{"slug": "tea"}]}
    assert set(NODES) == {"prod", "var", "cat", "col", "brd"}


async def test_a_reference_of_another_system_is_shown_to_staff_only(gql, make) -> None:
    await make.channel()
    await make.product(slug="tea", external_ref="1c:42")
    document = '{ product(by: {slug: "tea"}) { externalRef } }'

    assert (await gql(document))["product"] == {"externalRef": None}
    assert (await gql(document, STAFF))["product"] == {"externalRef": "1c:42"}


@pytest.mark.parametrize("value", ["\x07", "x" * 100_000, "", "‮cba", "' or 1=1 --", "%"])
@pytest.mark.parametrize("name", ["id", "slug", "externalRef", "sku", "barcode"])
async def test_a_hostile_name_finds_nothing(gql, make, name, value) -> None:
    await make.channel()
    await make.product()

    assert (await gql(NAME, by={name: value}))["product"] is None


@pytest.mark.parametrize("first", [0, -1, 101])
async def test_a_list_inside_is_bounded(refused, make, first) -> None:
    await make.channel()
    collection = await make.collection(await make.product())

    assert await refused(COLLECTION, slug=collection.slug, first=first) == ["BAD_INPUT"]


async def test_two_names_at_once_are_refused(refused, make) -> None:
    await make.channel()

    assert await refused(NAME, by={"slug": "a", "sku": "b"}) == ["BAD_INPUT"]
