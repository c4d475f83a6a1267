"""Pictures of products through the API."""

import pytest
from sqlalchemy import func, select

from commerce.catalog.models import Product, ProductMedia
from commerce.kernel.ids import encode
from commerce.media.models import File

ERRORS = "errors { __typename ... on UserError { code path } }"
PICTURES = "media { id url }"
ADD = f"""mutation ($input: ProductMediaAddInput!) {{ productMediaAdd(input: $input) {{
  media {{ id url alt }}
  product {{ version {PICTURES} variants {{ media {{ url }} }} }} {ERRORS} }} }}"""
REORDER = f"""mutation ($input: ProductMediaReorderInput!) {{ productMediaReorder(input: $input) {{
  product {{ {PICTURES} }} {ERRORS} }} }}"""
DELETE = f"""mutation ($input: ProductMediaDeleteInput!) {{ productMediaDelete(input: $input) {{
  product {{ version {PICTURES} }} {ERRORS} }} }}"""


async def pictured(make, count: int = 3):
    media = tuple((f"https://a.uz/{at}.jpg", {}) for at in range(count))
    return await make.product(media=media)


async def keys(gql, product) -> list[str]:
    document = "query ($id: ID!) { product(by: {id: $id}) { media(first: 100) { id } } }"
    found = await gql(document, id=encode("prod", product.id))
    return [each["id"] for each in found["product"]["media"]]


async def test_a_picture_is_added_for_one_variant(gql, make, admin) -> None:
    await make.channel()
    product = await pictured(make, 1)
    (variant,) = await make.variants(product)

    payload = (
        await gql(
            ADD,
            admin,
            input={
                "product": encode("prod", product.id),
                "url": " https://a.uz/new.jpg ",
                "alt": [{"language": "en", "text": "New"}],
                "variant": encode("var", variant.id),
                "expectedVersion": 2,
            },
        )
    )["productMediaAdd"]

    assert payload["errors"] == []
    assert payload["media"]["url"] == "https://a.uz/new.jpg"
    assert payload["media"]["alt"] == "New"
    assert payload["product"]["version"] == 3
    assert [each["url"][-5:] for each in payload["product"]["media"]] == ["0.jpg", "w.jpg"]
    assert payload["product"]["variants"] == [{"media": [{"url": "https://a.uz/new.jpg"}]}]


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//a.uz/x",
        "ftp://a.uz/x",
        "",
        "https://",
        "x" * 9999,
    ],
)
async def test_an_address_that_is_not_of_the_web_is_refused(gql, make, admin, reader, url) -> None:
    await make.channel()
    product = await pictured(make, 1)

    payload = (await gql(ADD, admin, input={"product": encode("prod", product.id), "url": url}))[
        "productMediaAdd"
    ]

    assert payload["media"] is None
    assert payload["errors"][0]["code"] == "INVALID"
    assert await reader.scalar(select(func.count(File.id))) == 1
    assert await reader.scalar(select(Product.version)) == 2


async def test_a_variant_of_another_product_is_refused(gql, make, admin, reader) -> None:
    await make.channel()
    product, other = await pictured(make, 0), await make.variant()

    payload = (
        await gql(
            ADD,
            admin,
            input={
                "product": encode("prod", product.id),
                "url": "https://a.uz/x.jpg",
                "variant": encode("var", other.id),
            },
        )
    )["productMediaAdd"]

    assert payload["errors"][0]["path"] == ["input", "variant"]
    assert await reader.scalar(select(func.count(File.id))) == 0


async def test_the_hundred_and_first_picture_is_refused(gql, make, admin, reader) -> None:
    await make.channel()
    product = await pictured(make, 100)

    payload = (
        await gql(
            ADD, admin, input={"product": encode("prod", product.id), "url": "https://a.uz/x.jpg"}
        )
    )["productMediaAdd"]

    assert payload["errors"][0]["code"] == "LIMIT_REACHED"
    assert await reader.scalar(select(func.count(ProductMedia.id))) == 100


async def test_pictures_are_put_in_a_new_order(gql, make, admin) -> None:
    await make.channel()
    product = await pictured(make)
    one, two, three = await keys(gql, product)

    payload = (
        await gql(
            REORDER,
            admin,
            input={"product": encode("prod", product.id), "media": [three, one, two]},
        )
    )["productMediaReorder"]

    assert [each["id"] for each in payload["product"]["media"]] == [three, one, two]


@pytest.mark.parametrize("change", ["missing", "twice", "unknown"])
async def test_an_order_that_is_not_of_all_pictures_is_refused(gql, make, admin, change) -> None:
    await make.channel()
    product, other = await pictured(make), await pictured(make, 1)
    before = await keys(gql, product)
    order = {
        "missing": before[1:],
        "twice": [before[0], before[0], before[1]],
        "unknown": [*before[1:], *(await keys(gql, other))],
    }[change]

    payload = (
        await gql(
            REORDER.replace("... on UserError { code path }", "... on InvalidInputError { rule }"),
            admin,
            input={"product": encode("prod", product.id), "media": order},
        )
    )["productMediaReorder"]

    assert payload["errors"] == [{"__typename": "InvalidInputError", "rule": change}]
    assert await keys(gql, product) == before


async def test_a_picture_is_taken_away_with_its_file(gql, make, admin, reader) -> None:
    await make.channel()
    product = await pictured(make)
    one, two, three = await keys(gql, product)

    payload = (await gql(DELETE, admin, input={"id": two, "expectedVersion": 2}))[
        "productMediaDelete"
    ]

    assert [each["id"] for each in payload["product"]["media"]] == [one, three]
    assert await reader.scalar(select(func.count(File.id))) == 2
    assert (await gql(DELETE, admin, input={"id": two}))["productMediaDelete"]["errors"][0][
        "code"
    ] == "NOT_FOUND"
