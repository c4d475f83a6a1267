"""Changing products through the API."""

import pytest
from sqlalchemy import func, select

from commerce.catalog.models import Product, ProductMedia, Variant
from commerce.catalog.types import NewVariant
from commerce.kernel.graphql.context import Wanted
from commerce.kernel.ids import encode, new_id
from commerce.kernel.tables import OutboxRow
from commerce.media.models import File
from commerce.offers.models import Offer

ERRORS = "errors { __typename ... on UserError { code path } }"
CREATE = f"""
mutation ($input: ProductCreateInput!) {{ productCreate(input: $input) {{
  product {{ id slug name description status version tags {{ name }} media {{ url alt }}
    options {{ code name }} variants {{ sku label }} brand {{ name }} categories {{ slug }} }}
  {ERRORS}
}} }}
"""
UPDATE = f"""
mutation ($input: ProductUpdateInput!) {{ productUpdate(input: $input) {{
  product {{ slug name version externalRef brand {{ name }} tags {{ name }}
    seo {{ title description }} categories {{ slug }} }}
  {ERRORS}
}} }}
"""
DELETE = f"""
mutation ($input: ProductActionInput!) {{ productDelete(input: $input) {{ deletedId {ERRORS} }} }}
"""


def en(text: str) -> list[dict[str, str]]:
    return [{"language": "en", "text": text}]


async def events(db) -> list[str]:
    async with db.transaction() as tx:
        rows = await tx.all(select(OutboxRow).order_by(OutboxRow.id))
    return [row.name for row in rows]


async def test_one_call_makes_a_product_that_can_be_sold(gql, make, admin, db) -> None:
    await make.channel()
    brand, category = await make.brand("Nike"), await make.category(name={"en": "Shoes"})

    payload = (
        await gql(
            CREATE,
            admin,
            Wanted(language="en"),
            input={
                "name": [*en("Runner"), {"language": "ru", "text": "Бегун"}],
                "description": en('<p onclick="x()">Fast</p><script>steal()</script>'),
                "brand": encode("brd", brand.id),
                "categories": [encode("cat", category.id)],
                "tags": ["New", "new"],
                "options": [
                    {"name": en("Size"), "values": [{"name": en("41")}, {"name": en("42")}]}
                ],
                "variants": [
                    {"sku": "R-41", "options": [{"option": "size", "value": "41"}]},
                    {"sku": "R-42", "options": [{"option": "Size", "value": "42"}]},
                ],
                "media": [{"url": "https://a.uz/1.jpg", "alt": en("Side")}],
                "publish": True,
            },
        )
    )["productCreate"]

    assert payload["errors"] == []
    assert payload["product"] == {
        "id": payload["product"]["id"],
        "slug": "runner",
        "name": "Runner",
        "description": "<p>Fast</p>",
        "status": "ACTIVE",
        "version": 2,
        "tags": [{"name": "New"}],
        "media": [{"url": "https://a.uz/1.jpg", "alt": "Side"}],
        "options": [{"code": "size", "name": "Size"}],
        "variants": [{"sku": "R-41", "label": "41"}, {"sku": "R-42", "label": "42"}],
        "brand": {"name": "Nike"},
        "categories": [{"slug": "shoes"}],
    }
    assert "catalog.product_published" in await events(db)


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"name": []}, ("INVALID", ["input", "name"])),
        ({"name": en("x" * 100_000)}, ("INVALID", ["input", "name"])),
        ({"name": en("a\x07b")}, ("INVALID", ["input", "name"])),
        ({"slug": "Not A Slug"}, ("INVALID", ["input", "slug"])),
        ({"slug": "taken"}, ("CONFLICT", ["input", "slug"])),
        ({"externalRef": "1c:1"}, ("CONFLICT", ["input", "externalRef"])),
        ({"variants": [{"sku": "TAKEN"}]}, ("CONFLICT", ["input", "sku"])),
        ({"variants": [{"weightGrams": -1}]},
         ("INVALID", ["input", "variants", "0", "weightGrams"])),
        ({"variants": [{}, {}]}, ("INVALID", ["input", "variants", "1", "options"])),
        ({"brand": "brd_00000000000000000000000000"}, ("NOT_FOUND", ["input", "brand"])),
        ({"brand": "cat_00000000000000000000000000"}, ("INVALID", ["input", "brand"])),
        ({"categories": ["cat_00000000000000000000000000"]},
         ("NOT_FOUND", ["input", "categories", "0"])),
        ({"media": [{"url": "javascript:alert(1)"}]},
         ("INVALID", ["input", "media", "0", "url"])),
        ({"tags": ["t" * 101]}, ("INVALID", ["input", "tags", "0"])),
        ({"tags": [f"t{n}" for n in range(101)]}, ("LIMIT_REACHED", ["input", "tags"])),
    ],
)  # fmt: skip
async def test_a_product_that_breaks_a_rule_is_refused_whole(
    gql, make, admin, reader, values, error
) -> None:
    await make.channel()
    await make.product(slug="taken", external_ref="1c:1", variants=(NewVariant(sku="TAKEN"),))
    events_before = await reader.scalar(select(func.count(OutboxRow.id)))

    payload = (await gql(CREATE, admin, input={"name": en("Tea")} | values))["productCreate"]

    assert payload["product"] is None
    assert [(each["code"], each["path"]) for each in payload["errors"]] == [error]
    assert await reader.scalar(select(func.count(Product.id))) == 1
    assert await reader.scalar(select(func.count(Variant.id))) == 1
    assert await reader.scalar(select(func.count(File.id))) == 0
    assert await reader.scalar(select(func.count(OutboxRow.id))) == events_before


async def test_a_seller_or_a_guest_does_not_write_the_shared_catalog(
    gql, refused, make, seller_actor, reader
) -> None:
    await make.channel()
    actor = seller_actor(await make.seller())

    assert await refused(CREATE, actor, input={"name": en("Tea")}) == ["FORBIDDEN"]
    assert await refused(CREATE, input={"name": en("Tea")}) == ["UNAUTHENTICATED"]

    assert await reader.scalar(select(func.count(Product.id))) == 0


async def test_what_is_left_out_stays_and_null_empties(gql, make, admin) -> None:
    await make.channel()
    brand = await make.brand("Nike")
    product = await make.product(
        name={"en": "Tea"}, brand_id=brand.id, external_ref="1c:1", tags=("Hot",)
    )
    key = {"id": encode("prod", product.id)}

    first = (
        await gql(UPDATE, admin, input={**key, "seo": {"title": en("Buy")}, "expectedVersion": 2})
    )["productUpdate"]
    second = (
        await gql(
            UPDATE,
            admin,
            input={**key, "brand": None, "externalRef": None, "tags": [], "name": en("Chai")},
        )
    )["productUpdate"]

    assert first["product"] == {
        "slug": "tea",
        "name": "Tea",
        "version": 3,
        "externalRef": "1c:1",
        "brand": {"name": "Nike"},
        "tags": [{"name": "Hot"}],
        "seo": {"title": "Buy", "description": ""},
        "categories": [],
    }
    assert second["product"] == {
        **first["product"],
        "name": "Chai",
        "version": 4,
        "externalRef": None,
        "brand": None,
        "tags": [],
    }


async def test_a_stale_version_changes_nothing(gql, make, admin, reader) -> None:
    await make.channel()
    product = await make.product(name={"en": "Tea"})

    payload = (
        await gql(
            UPDATE,
            admin,
            input={"id": encode("prod", product.id), "name": en("Chai"), "expectedVersion": 1},
        )
    )["productUpdate"]

    assert payload["product"] is None
    assert payload["errors"][0]["code"] == "STALE_VERSION"
    row = await reader.first(select(Product.name, Product.version))
    assert (row.name, row.version) == ({"en": "Tea"}, 2)


async def test_a_product_is_published_put_away_and_taken_back(gql, make, admin, db) -> None:
    await make.channel()
    product = await make.product(published=False)
    seen = []

    for name in ("productPublish", "productArchive", "productUnpublish", "productPublish"):
        document = f"""mutation ($id: ID!) {{ {name}(input: {{id: $id}}) {{
          product {{ status publishedAt }} {ERRORS} }} }}"""
        seen.append((await gql(document, admin, id=encode("prod", product.id)))[name]["product"])

    assert [each["status"] for each in seen] == ["ACTIVE", "ARCHIVED", "DRAFT", "ACTIVE"]
    assert len({each["publishedAt"] for each in seen}) == 1
    assert (await events(db)).count("catalog.product_published") == 2
    assert (await events(db)).count("catalog.product_archived") == 1


async def test_a_published_product_is_not_published_again(gql, make, admin, reader) -> None:
    await make.channel()
    product = await make.product()
    document = """mutation ($id: ID!) { productPublish(input: {id: $id}) {
      errors { ... on IllegalTransitionError { was wanted } } } }"""

    payload = (await gql(document, admin, id=encode("prod", product.id)))["productPublish"]

    assert payload["errors"] == [{"was": "active", "wanted": "active"}]
    assert await reader.scalar(select(Product.version)) == 2


async def test_a_product_nothing_sells_is_deleted_with_all_that_is_its_own(
    gql, make, admin, reader
) -> None:
    await make.channel()
    product = await make.shirt(media=(("https://a.uz/1.jpg", {}),), tags=("New",))
    key = encode("prod", product.id)

    assert (await gql(DELETE, admin, input={"id": key}))["productDelete"] == {
        "deletedId": key,
        "errors": [],
    }

    for column in (Product.id, Variant.id, ProductMedia.id, File.id):
        assert await reader.scalar(select(func.count(column))) == 0


async def offer_for(make, product) -> None:
    """A row that refers to a product and its first variant, whatever offers are made of."""
    seller = await make.seller()
    variant = (await make.variants(product))[0]
    await make.put(
        Offer(
            id=new_id(), seller_id=seller.id, product_id=product.id, variant_id=variant.id, sku="X"
        )
    )


@pytest.mark.parametrize("what", ["product", "variant", "options"])
async def test_what_is_sold_is_not_deleted(gql, make, admin, reader, what) -> None:
    await make.channel()
    product = await make.shirt()
    await offer_for(make, product)
    sold = (await make.variants(product))[0]
    calls = {
        "product": (DELETE, {"id": encode("prod", product.id)}),
        "variant": (
            f"mutation ($input: ProductVariantActionInput!) {{"
            f" productVariantDelete(input: $input) {{ deletedId {ERRORS} }} }}",
            {"id": encode("var", sold.id)},
        ),
        "options": (
            f"mutation ($input: ProductOptionsSetInput!) {{"
            f" productOptionsSet(input: $input) {{ product {{ id }} {ERRORS} }} }}",
            {"product": encode("prod", product.id), "options": [], "variants": [{"sku": "NEW"}]},
        ),
    }
    document, values = calls[what]

    (payload,) = (await gql(document, admin, input=values)).values()

    assert payload["errors"][0]["__typename"] == "InUseError"
    assert await reader.scalar(select(func.count(Variant.id))) == 4
    assert await reader.scalar(select(Product.version)) == product.version


async def test_tags_are_added_and_taken_off_and_found_by(gql, make, admin, reader) -> None:
    await make.channel()
    product = await make.product(name={"en": "Tea"}, tags=("Hot",))
    key = encode("prod", product.id)
    add = """mutation ($id: ID!, $tags: [String!]!) { tagsAdd(input: {product: $id, tags: $tags}) {
      product { version tags { slug } } errors { __typename } } }"""

    added = (await gql(add, admin, id=key, tags=["Green", "hot"]))["tagsAdd"]["product"]
    removed = (await gql(add.replace("tagsAdd", "tagsRemove"), admin, id=key, tags=["HOT", "no"]))[
        "tagsRemove"
    ]["product"]

    assert added == {"version": 3, "tags": [{"slug": "green"}, {"slug": "hot"}]}
    assert removed == {"version": 4, "tags": [{"slug": "green"}]}
    assert await reader.scalar(select(Product.search_text)) == "tea gren"
