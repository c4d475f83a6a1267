"""`node` and `nodes`: anything by its id, to whoever may see it."""

import pytest

from commerce.graphql.nodes import NODES
from commerce.kernel.ids import encode, new_id

NODE = "query ($id: ID!) { node(id: $id) { id __typename } }"
NODE_LIST = "query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on Product { slug } } }"
SECRET = ("cart", "og", "ord", "pay", "att", "loc", "stk")


async def test_a_guest_fetches_what_the_shop_shows(gql, make) -> None:
    await make.channel()
    product = await make.product()
    variant = (await make.variants(product))[0]
    offer = await make.offer(variant=variant)
    shown = {
        "Product": encode("prod", product.id),
        "ProductVariant": encode("var", variant.id),
        "Offer": encode("off", offer.id),
        "Seller": encode("sel", offer.seller_id),
        "Category": encode("cat", (await make.category()).id),
        "Brand": encode("brd", (await make.brand()).id),
        "Collection": encode("col", (await make.collection(product)).id),
        "Channel": encode("chn", (await make.first_channel()).id),
    }

    for name, public in shown.items():
        assert (await gql(NODE, id=public))["node"] == {"id": public, "__typename": name}


async def test_what_is_hidden_from_a_guest_is_null_and_staff_see_it(gql, make, admin) -> None:
    await make.channel()
    draft = encode("prod", (await make.product(published=False)).id)
    place = encode("loc", (await make.location()).id)

    for public in (draft, place):
        assert (await gql(NODE, id=public))["node"] is None
        assert (await gql(NODE, admin, id=public))["node"]["id"] == public


@pytest.mark.parametrize("public", ["", "prod", "prod_", "prod_!", "nope_0", "💥", "_", "a" * 500])
async def test_what_is_no_id_is_null(gql, make, public) -> None:
    await make.channel()

    assert (await gql(NODE, id=public))["node"] is None


@pytest.mark.parametrize("prefix", sorted({*NODES, *SECRET}))
async def test_an_unknown_id_of_every_kind_is_null(gql, make, admin, prefix) -> None:
    await make.channel()

    public = encode(prefix, new_id())

    assert (await gql(NODE, id=public))["node"] is None
    assert (await gql(NODE, admin, id=public))["node"] is None


async def test_carts_and_purchases_open_with_their_token_only(make) -> None:
    assert not {"cart", "og"} & set(NODES)


async def test_a_list_keeps_its_order_and_costs_one_statement_for_each_kind(gql, make, sql) -> None:
    await make.channel()
    products = [await make.product(slug=f"p-{number}") for number in range(5)]
    ids = [encode("prod", each.id) for each in products]
    wanted = [ids[3], "nonsense", ids[0], ids[3]]
    await gql(NODE_LIST, ids=ids)

    tries = []
    for _ in range(3):
        with sql.counted() as seen:
            found = (await gql(NODE_LIST, ids=[*wanted, *ids[1:]]))["nodes"]
        tries.append(seen.count)

    assert [each and each["slug"] for each in found[:4]] == ["p-3", None, "p-0", "p-3"]
    assert min(tries) == 1


async def test_more_than_a_hundred_ids_are_refused(make, refused) -> None:
    await make.channel()

    assert await refused(NODE_LIST, ids=["prod_0"] * 101) == ["BAD_INPUT"]
