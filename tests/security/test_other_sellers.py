"""A seller reaches nothing of another: no mutation, query or id helps (SEC-02, 06, 07)."""

import json
from collections.abc import Iterator

import pytest

from commerce.kernel.access import permissions_of
from tests.architecture.test_matrix import BY_PEOPLE
from tests.security.attacks import EVERY
from tests.security.documents import ACCESS, SCHEMA, Call, Place, at, calls
from tests.security.values import id_kind
from tests.security.visitors import Visitors
from tests.security.world import HIDDEN, OWN
from tests.state import stored

SELLERS_MAY = [
    name
    for name, access in ACCESS.items()
    if name.startswith("Mutation.")
    and access in permissions_of("seller")
    and name not in BY_PEOPLE  # the sellers here are programs
]
QUERIES = [name for name in ACCESS if name.startswith("Query.")]
OWNED = (
    *("seller", "location", "offer", "zone", "method", "order"),
    *("grant", "invitation", "key"),
)
PRIVATE = f"{OWN} seller"


def foreign(call: Call, victim: dict[str, str]) -> Iterator[tuple[Place, str]]:
    """Each id in a call that could name a thing of somebody else."""
    for place in call.places:
        kind = id_kind(call.name, place.path) if place.kind == "ID" else ""
        if kind in OWNED:
            yield place, victim.get(f"{call.name}.{place.path[-1]}", victim[kind])


@pytest.mark.parametrize("name", SELLERS_MAY)
async def test_a_seller_cannot_change_what_belongs_to_another(
    visitors: Visitors, name: str
) -> None:
    world = visitors.world
    reader = visitors.app.db.reader()
    before = await stored(reader)
    (theirs,) = calls(name, world.ids)
    (mixed,) = calls(name, world.ids | world.theirs)
    attacks = list(foreign(mixed, world.ids))
    allowed = await visitors.undone("rival", mixed.body())
    assert allowed.codes == allowed.refusals == [], allowed.body

    bodies = [mixed.body(place, json.dumps(value)) for place, value in attacks]
    for body in [*bodies, *([theirs.body()] if attacks else [])]:
        reply = await visitors.send("rival", body)
        assert reply.codes == [], reply.body
        assert reply.refusals[0]["code"] == "NOT_FOUND", reply.body

    assert await stored(reader) == before


async def test_the_examined_mutations_name_things_of_sellers() -> None:
    named = {name for name in SELLERS_MAY for _ in foreign(calls(name, {})[0], _anything())}

    assert len(named) >= 14
    assert set(SELLERS_MAY) >= {
        "Mutation.offerUpdate",
        "Mutation.stockSet",
        "Mutation.sellerUpdate",
    }


def _anything() -> dict[str, str]:
    return dict.fromkeys(OWNED, "")


@pytest.mark.parametrize("name", QUERIES)
@pytest.mark.parametrize("who", ["guest", "rival"])
async def test_no_query_shows_what_is_hidden_or_private(
    visitors: Visitors, name: str, who: str
) -> None:
    world = visitors.world
    closed = [world.ids[kind] for kind in (*OWNED, "group", "payment", "attempt", "level")]
    known = [*closed, *world.hidden.values()]

    for call in calls(name, world.ids):
        if any(place.path[-1] == "token" for place in call.places):
            continue
        bodies = [call.body()]
        for turn, place in enumerate(call.places):
            if place.kind == "ID":
                some = known[turn % EVERY :: EVERY] if len(call.places) > EVERY else known
                bodies += [call.body(place, json.dumps(each)) for each in some]
        for body in bodies:
            shown = json.dumps((await visitors.undone(who, body)).body)
            assert HIDDEN not in shown and PRIVATE not in shown, body
            assert "aziza" not in shown, body


NODE = "query($id: ID!, $ids: [ID!]!) { node(id: $id) { id } nodes(ids: $ids) { id } }"
PUBLIC_KINDS = {"brd", "cat", "col", "prod", "var", "chn", "sel", "off", "shp", "txc", "txr"}


async def test_an_id_alone_shows_a_stranger_only_what_is_public(visitors: Visitors) -> None:
    world = visitors.world
    closed = [
        *(
            each
            for each in world.ids.values()
            if isinstance(each, str) and each.split("_")[0] not in PUBLIC_KINDS
        ),
        *world.hidden.values(),
    ]
    assert {each.split("_")[0] for each in closed} >= {
        "cart", "line", "ord", "og", "pay", "txn", "stk", "loc", "shz", "prod", "off", "sel",
    }  # fmt: skip

    for who in ("guest", "rival"):
        for each in closed:
            body = json.dumps({"query": NODE, "variables": {"id": each, "ids": [each]}})
            reply = await visitors.undone(who, body.encode())
            assert reply.body["data"] == {"node": None, "nodes": [None]}, each


LIST = """
query ($where: ProductWhere, $sort: [ProductSort!], $search: String) {
  products(first: 100, where: $where, sort: $sort, search: $search) {
    totalCount { value }
    nodes { id slug }
  }
}
"""
NOTHING = {"ids": {"eq": "prod_" + "0" * 26}}
WIDE = [
    {"not": NOTHING},
    {"or": [NOTHING, {"not": NOTHING}]},
    {"or": [{"available": True}, {"available": False}]},
    {"and": []},
    {"or": []},
    {"not": {"or": []}},
    {"not": {"and": []}},
    {"not": {"not": {"not": NOTHING}}},
    {"ids": {"in": []}},
    {"not": {"ids": {"in": []}}},
    {"not": {"seller": {"in": []}}},
    {"not": {"price": {"gte": {"amount": "999999999", "currency": "UZS"}}}},
]


@pytest.mark.parametrize("who", ["guest", "rival", "admin"])
async def test_no_filter_search_or_sort_widens_a_list_of_products(
    visitors: Visitors, who: str
) -> None:
    hidden = [each for each in visitors.world.hidden.values() if each.startswith("prod_")]
    filters = [*WIDE, {"ids": {"in": hidden}}]
    filters += [{"seller": {"eq": visitors.world.hidden["seller"]}}]
    searches = [None, HIDDEN, "draft", "%", "_"]
    keys = list(SCHEMA.get_type("ProductSortKey").values)  # type: ignore[union-attr]

    for values in [
        *({"where": each} for each in filters),
        *({"search": each} for each in searches),
        *({"sort": [{"key": key, "descending": True}], "search": "draft"} for key in keys),
    ]:
        body = json.dumps({"query": LIST, "variables": values}).encode()
        reply = await visitors.undone(who, body)
        nodes = reply.payload["nodes"]
        assert not {each["id"] for each in nodes} & set(hidden), values
        assert "draft" not in [each["slug"] for each in nodes], values


@pytest.mark.parametrize("filter", [{"ids": {"in": []}}, {"or": []}, {"seller": {"in": []}}])
async def test_an_empty_list_in_a_filter_matches_nothing(visitors: Visitors, filter: dict) -> None:
    body = json.dumps({"query": LIST, "variables": {"where": filter}}).encode()

    assert (await visitors.undone("guest", body)).payload["nodes"] == []


EMPTY = [(name, place) for name in ACCESS for place in calls(name, _anything())[0].places
         if place.kind == "List"]  # fmt: skip


@pytest.mark.parametrize(("name", "place"), EMPTY, ids=lambda each: str(each))
async def test_an_empty_list_never_opens_a_door(
    visitors: Visitors, name: str, place: Place
) -> None:
    if ACCESS[name] == "public":
        return
    (call, *_) = calls(name, visitors.world.ids)

    assert at(call.variables, place.path) is not None
    assert (await visitors.undone("guest", call.body(place, "[]"))).codes == ["UNAUTHENTICATED"]
