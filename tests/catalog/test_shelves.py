"""Categories, collections, brands and tags through the API."""

import pytest
from sqlalchemy import func, select

from commerce.catalog.models import Brand, Category, Collection, CollectionProduct, Product
from commerce.kernel.graphql.context import Wanted
from commerce.kernel.ids import encode

ERRORS = "errors { __typename ... on UserError { code path } }"
MOVE = f"""mutation ($input: CategoryMoveInput!) {{ categoryMove(input: $input) {{
  category {{ level version parent {{ slug }} }} {ERRORS} }} }}"""
LIST = """query ($where: CategoryWhere, $first: Int, $after: Cursor, $last: Int, $before: Cursor) {
  categories(where: $where, first: $first, after: $after, last: $last, before: $before) {
    nodes { slug } pageInfo { hasNextPage hasPreviousPage endCursor startCursor }
    totalCount { value }
} }"""
TREE = """{ category(by: {slug: "c"}) {
  level parent { slug } ancestors { slug level } children { slug ancestors { slug } }
} }"""


def cat(row: Category) -> str:
    return encode("cat", row.id)


async def chain(make, *slugs: str) -> list[Category]:
    """Categories each below the one before."""
    rows: list[Category] = []
    for slug in slugs:
        rows.append(await make.category(slug=slug, parent=rows[-1] if rows else None))
    return rows


async def test_a_category_is_created_changed_and_deleted(gql, make, admin, reader) -> None:
    await make.channel()
    (root,) = await chain(make, "root")
    create = f"""mutation ($input: CategoryCreateInput!) {{ categoryCreate(input: $input) {{
      category {{ id slug name description level position translations {{ language text }} }}
      {ERRORS} }} }}"""
    update = f"""mutation ($input: CategoryUpdateInput!) {{ categoryUpdate(input: $input) {{
      category {{ slug name version position }} {ERRORS} }} }}"""
    delete = f"""mutation ($input: CategoryActionInput!) {{ categoryDelete(input: $input) {{
      deletedId {ERRORS} }} }}"""

    made = (
        await gql(
            create,
            admin,
            input={
                "name": [{"language": "ru", "text": "Обувь"}],
                "description": [{"language": "ru", "text": "<b>x</b><iframe></iframe>"}],
                "parent": cat(root),
            },
        )
    )["categoryCreate"]["category"]
    changed = (
        await gql(update, admin, input={"id": made["id"], "slug": "shoes", "expectedVersion": 1})
    )["categoryUpdate"]["category"]
    kept = (await gql(delete, admin, input={"id": cat(root)}))["categoryDelete"]
    gone = (await gql(delete, admin, input={"id": made["id"]}))["categoryDelete"]

    assert made == {
        "id": made["id"],
        "slug": "obuv",
        "name": "Обувь",
        "description": "<b>x</b>",
        "level": 1,
        "position": 0,
        "translations": [{"language": "ru", "text": "Обувь"}],
    }
    assert changed == {"slug": "shoes", "name": "Обувь", "version": 2, "position": 0}
    assert kept["errors"][0]["code"] == "IN_USE"
    assert gone == {"deletedId": made["id"], "errors": []}
    assert await reader.scalar(select(func.count(Category.id))) == 1


async def test_a_category_shows_what_is_above_and_below_it(gql, make, sql) -> None:
    await make.channel()
    rows = await chain(make, "a", "b", "c", "d")
    await make.category(slug="d2", parent=rows[2])
    await gql("{ channel { slug } }")

    with sql.counted() as seen:
        found = (await gql(TREE))["category"]

    assert found == {
        "level": 2,
        "parent": {"slug": "b"},
        "ancestors": [{"slug": "a", "level": 0}, {"slug": "b", "level": 1}],
        "children": [
            {"slug": "d", "ancestors": [{"slug": "a"}, {"slug": "b"}, {"slug": "c"}]},
            {"slug": "d2", "ancestors": [{"slug": "a"}, {"slug": "b"}, {"slug": "c"}]},
        ],
    }
    assert seen.count <= 5


async def test_a_category_moves_with_all_below_it(gql, make, admin, reader) -> None:
    await make.channel()
    a, b, c, d = await chain(make, "a", "b", "c", "d")
    (z,) = await chain(make, "z")

    payload = (
        await gql(MOVE, admin, input={"id": cat(b), "parent": cat(z), "expectedVersion": 1})
    )["categoryMove"]

    assert payload == {
        "category": {"level": 1, "version": 2, "parent": {"slug": "z"}},
        "errors": [],
    }
    paths = {row.slug: row.path for row in await reader.all(select(Category.slug, Category.path))}
    assert paths == {
        "a": f"{a.id}/",
        "z": f"{z.id}/",
        "b": f"{z.id}/{b.id}/",
        "c": f"{z.id}/{b.id}/{c.id}/",
        "d": f"{z.id}/{b.id}/{c.id}/{d.id}/",
    }

    await gql(MOVE, admin, input={"id": cat(c)})

    found = await reader.all(select(Category.slug, Category.path).where(Category.slug == "d"))
    assert found[0].path == f"{c.id}/{d.id}/"


@pytest.mark.parametrize("target", ["b", "d"])
async def test_a_category_does_not_go_below_itself(gql, make, admin, reader, target) -> None:
    await make.channel()
    rows = {row.slug: row for row in await chain(make, "a", "b", "c", "d")}
    paths = select(Category.path, Category.version).order_by(Category.id)
    before = await reader.all(paths)

    payload = (await gql(MOVE, admin, input={"id": cat(rows["b"]), "parent": cat(rows[target])}))[
        "categoryMove"
    ]

    assert payload["category"] is None
    assert payload["errors"] == [
        {"__typename": "InvalidInputError", "code": "INVALID", "path": ["input", "parent"]}
    ]
    assert await reader.all(paths) == before


async def test_a_tree_deeper_than_ten_is_refused(gql, make, admin, reader) -> None:
    await make.channel()
    rows = await chain(make, *[f"l{at}" for at in range(10)])
    create = f"""mutation ($input: CategoryCreateInput!) {{ categoryCreate(input: $input) {{
      category {{ id }} {ERRORS} }} }}"""

    payload = (
        await gql(
            create,
            admin,
            input={"name": [{"language": "en", "text": "x"}], "parent": cat(rows[-1])},
        )
    )["categoryCreate"]

    assert payload["errors"][0]["code"] == "LIMIT_REACHED"
    assert await reader.scalar(select(func.count(Category.id))) == 10


async def test_categories_are_listed_by_parent_level_and_ids(gql, make) -> None:
    await make.channel()
    a, b, _ = await chain(make, "a", "b", "c")
    await chain(make, "z")

    async def slugs(where) -> list[str]:
        found = await gql(LIST, where=where, first=10)
        return [node["slug"] for node in found["categories"]["nodes"]]

    assert await slugs(None) == ["a", "b", "c", "z"]
    assert await slugs({"parent": None}) == ["a", "z"]
    assert await slugs({"parent": cat(a)}) == ["b"]
    assert await slugs({"level": 2}) == ["c"]
    assert await slugs({"level": -5}) == []
    assert await slugs({"ids": [cat(b), "nonsense"]}) == ["b"]
    assert await slugs({"parent": "nonsense"}) == []


async def test_pages_go_forward_and_backward_without_gaps(gql, make) -> None:
    await make.channel()
    for at in range(5):
        await make.category(slug=f"c{at}")

    one = (await gql(LIST, first=2))["categories"]
    two = (await gql(LIST, first=2, after=one["pageInfo"]["endCursor"]))["categories"]
    back = (await gql(LIST, last=2, before=two["pageInfo"]["startCursor"]))["categories"]

    assert [node["slug"] for node in one["nodes"] + two["nodes"]] == ["c0", "c1", "c2", "c3"]
    assert back["nodes"] == one["nodes"]
    assert one["totalCount"] == {"value": 5}
    assert (one["pageInfo"]["hasNextPage"], back["pageInfo"]["hasPreviousPage"]) == (True, False)


@pytest.mark.parametrize("arguments", [{}, {"first": 101}, {"first": 1, "after": "nonsense"}])
async def test_a_page_out_of_bounds_is_refused(refused, make, arguments) -> None:
    await make.channel()

    assert await refused(LIST, **arguments) == ["BAD_INPUT"]


async def test_a_collection_holds_products_in_the_given_order(gql, make, admin, reader) -> None:
    await make.channel()
    one, two = await make.product(slug="one"), await make.product(slug="two")
    hidden = await make.product(slug="hidden", published=False)
    create = f"""mutation ($input: CollectionCreateInput!) {{ collectionCreate(input: $input) {{
      collection {{ id slug version }} {ERRORS} }} }}"""
    fill = f"""mutation ($input: CollectionProductsSetInput!) {{
      collectionProductsSet(input: $input) {{
        collection {{ version products {{ slug }} }} {ERRORS} }} }}"""
    made = (await gql(create, admin, input={"name": [{"language": "en", "text": "Summer Sale"}]}))[
        "collectionCreate"
    ]["collection"]
    order = [encode("prod", row.id) for row in (two, hidden, one)]

    payload = (
        await gql(fill, admin, input={"id": made["id"], "products": order, "expectedVersion": 1})
    )["collectionProductsSet"]

    assert payload == {
        "collection": {
            "version": 2,
            "products": [{"slug": "two"}, {"slug": "hidden"}, {"slug": "one"}],
        },
        "errors": [],
    }
    seen = await gql('{ collection(by: {slug: "summer-sale"}) { products { slug } } }')
    assert seen["collection"]["products"] == [{"slug": "two"}, {"slug": "one"}]

    missing = [order[0], "prod_00000000000000000000000000"]
    refusal = (await gql(fill, admin, input={"id": made["id"], "products": missing}))[
        "collectionProductsSet"
    ]
    assert refusal["errors"][0]["path"] == ["input", "products", "1"]
    assert await reader.scalar(select(func.count(CollectionProduct.product_id))) == 3


async def test_a_collection_is_renamed_and_deleted_without_its_products(
    gql, make, admin, reader
) -> None:
    await make.channel()
    row = await make.collection(await make.product(), name={"en": "Old"})
    key = encode("col", row.id)
    update = f"""mutation ($input: CollectionUpdateInput!) {{ collectionUpdate(input: $input) {{
      collection {{ name slug version }} {ERRORS} }} }}"""
    delete = f"""mutation ($input: CollectionActionInput!) {{ collectionDelete(input: $input) {{
      deletedId {ERRORS} }} }}"""

    changed = (
        await gql(update, admin, input={"id": key, "name": [{"language": "en", "text": "New"}]})
    )["collectionUpdate"]["collection"]
    stale = (await gql(delete, admin, input={"id": key, "expectedVersion": 1}))["collectionDelete"]
    gone = (await gql(delete, admin, input={"id": key, "expectedVersion": 3}))["collectionDelete"]

    assert changed == {"name": "New", "slug": "old", "version": 3}
    assert stale["errors"][0]["code"] == "STALE_VERSION"
    assert gone == {"deletedId": key, "errors": []}
    assert await reader.scalar(select(func.count(Collection.id))) == 0
    assert await reader.scalar(select(func.count(Product.id))) == 1


async def test_a_brand_is_created_renamed_and_kept_while_in_use(gql, make, admin, reader) -> None:
    await make.channel()
    create = f"""mutation ($input: BrandCreateInput!) {{ brandCreate(input: $input) {{
      brand {{ id slug name version }} {ERRORS} }} }}"""
    update = f"""mutation ($input: BrandUpdateInput!) {{ brandUpdate(input: $input) {{
      brand {{ slug name version }} {ERRORS} }} }}"""
    delete = f"""mutation ($input: BrandActionInput!) {{ brandDelete(input: $input) {{
      deletedId {ERRORS} }} }}"""
    made = (await gql(create, admin, input={"name": "Artel"}))["brandCreate"]["brand"]
    twin = (await gql(create, admin, input={"name": "Artel"}))["brandCreate"]["brand"]
    taken = (await gql(create, admin, input={"name": "X", "slug": "artel"}))["brandCreate"]
    row = await reader.first(select(Brand.id).where(Brand.slug == "artel"))
    await make.product(brand_id=row.id)

    renamed = (await gql(update, admin, input={"id": made["id"], "name": "Artel UZ"}))[
        "brandUpdate"
    ]["brand"]
    kept = (await gql(delete, admin, input={"id": made["id"]}))["brandDelete"]
    gone = (await gql(delete, admin, input={"id": twin["id"]}))["brandDelete"]

    assert (made["slug"], twin["slug"]) == ("artel", "artel-2")
    assert taken["errors"][0]["path"] == ["input", "slug"]
    assert renamed == {"slug": "artel", "name": "Artel UZ", "version": 2}
    assert kept["errors"][0]["code"] == "IN_USE"
    assert gone["deletedId"] == twin["id"]
    listed = await gql("{ brands(first: 10) { nodes { name } totalCount { value } } }")
    assert listed["brands"] == {"nodes": [{"name": "Artel UZ"}], "totalCount": {"value": 1}}


async def test_tags_and_collections_are_listed_by_slug(gql, make) -> None:
    await make.channel()
    await make.product(tags=("Zira", "Anor"))
    await make.collection(name={"en": "B", "ru": "Б"})
    await make.collection(name={"en": "A"})
    document = "{ tags(first: 5) { nodes { slug } } collections(first: 5) { nodes { name } } }"

    found = await gql(document, wanted=Wanted(language="ru"))

    assert found["tags"]["nodes"] == [{"slug": "anor"}, {"slug": "zira"}]
    assert found["collections"]["nodes"] == [{"name": "A"}, {"name": "Б"}]


@pytest.mark.parametrize("name", ["category", "collection"])
@pytest.mark.parametrize("by", [{"slug": "\x07"}, {"slug": "z" * 9999}, {"id": "x"}, {"id": ""}])
async def test_a_hostile_name_finds_no_shelf(gql, make, name, by) -> None:
    await make.channel()
    kind = name.capitalize()

    found = await gql(f"query ($by: {kind}By!) {{ {name}(by: $by) {{ slug }} }}", by=by)

    assert found[name] is None


async def test_a_guest_moves_no_category(refused, make, reader) -> None:
    await make.channel()
    a, b = await chain(make, "a", "b")

    assert await refused(MOVE, input={"id": cat(b)}) == ["UNAUTHENTICATED"]

    assert (await reader.scalar(select(Category.path).where(Category.slug == "b"))) == (
        f"{a.id}/{b.id}/"
    )
