"""Documents made to hurt are refused before any statement, and quickly (SEC-30)."""

import json
from time import process_time
from typing import Any

import pytest
from graphql import GraphQLObjectType, get_named_type

from tests.security.documents import ACCESS, SCHEMA, calls
from tests.security.hostile import NUMBERS
from tests.security.selections import selection
from tests.security.values import PREFIXES
from tests.security.visitors import Reply, Visitors

SECONDS = 1.0
LISTS = [
    name
    for name in ACCESS
    if name.startswith("Query.") and "first" in SCHEMA.query_type.fields[name.split(".")[1]].args  # type: ignore[union-attr]
]
REFUSED = {"BAD_INPUT", "BAD_QUERY", "COST_EXCEEDED", "BAD_REQUEST"}


async def sent(visitors: Visitors, who: str, document: str, **variables: Any) -> Reply:
    """A document that must not take long of this process."""
    body = json.dumps({"query": document, "variables": variables}).encode()
    started = process_time()
    reply = await visitors.undone(who, body)
    assert process_time() - started < SECONDS
    return reply


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("size", [1_000_000, -1, 0, 101, 2_147_483_647])
async def test_no_list_has_an_impossible_page(visitors: Visitors, name: str, size: int) -> None:
    (call,) = calls(name, visitors.world.ids)
    backward = {"first": None, "last": size}

    for who in ("admin", "guest"):
        for change in ({"first": size}, backward):
            if "last" in change and "last" not in call.variables:
                continue
            reply = await sent(visitors, who, call.document, **{**call.variables, **change})
            assert set(reply.codes) & REFUSED or reply.codes == ["UNAUTHENTICATED"], reply.body


NESTED = [
    (kind, name, argument)
    for kind in SCHEMA.type_map.values()
    if isinstance(kind, GraphQLObjectType) and kind not in (SCHEMA.query_type, SCHEMA.mutation_type)
    for name, field in kind.fields.items()
    if not kind.name.startswith("__")
    for argument in field.args
]
KINDS = {"Product": "product", "ProductVariant": "variant", "Offer": "offer", "Seller": "seller"}


def around(kind: GraphQLObjectType, inner: str, ids: dict[str, str]) -> str:
    """A query that reaches a type, with a selection on it."""
    if kind.name in KINDS:
        return f'{{ node(id: "{ids[KINDS[kind.name]]}") {{ ... on {kind.name} {{ {inner} }} }} }}'
    if kind.name == "Money":
        on_offer = f"... on Offer {{ price {{ gross {{ {inner} }} }} }}"
        return f'{{ node(id: "{ids["offer"]}") {{ {on_offer} }} }}'
    if kind.name == "OrderGroupConnection":
        return f"{{ me {{ orders(first: 2) {{ {inner} }} }} }}"
    for name, field in SCHEMA.query_type.fields.items():  # type: ignore[union-attr]
        if get_named_type(field.type) is kind:
            given = 'offer: "' + ids["offer"] + '", ' if "offer" in field.args else ""
            return f"{{ {name}({given}first: 2) {{ {inner} }} }}"
    raise AssertionError(f"nothing is known that leads to {kind.name}")


@pytest.mark.parametrize(
    ("kind", "name", "argument"), NESTED, ids=lambda each: getattr(each, "name", str(each))
)
async def test_no_value_in_a_nested_field_makes_a_fault(
    visitors: Visitors, kind: GraphQLObjectType, name: str, argument: str
) -> None:
    field = kind.fields[name]
    for number in [*NUMBERS, '"en"', '"%s"', '""', "null", "EN", "[]", "{a: 1}"]:
        below = selection(SCHEMA, field.type, 0)
        document = around(kind, f"{name}({argument}: {number}) {below}", visitors.world.ids)
        reply = await sent(visitors, "admin", document)
        if argument == "first" and number != "1":
            assert set(reply.codes) & REFUSED, (number, reply.body)


def chain(length: int) -> str:
    """Fragments of which each spreads the next twice."""
    parts = [
        f"fragment F{n} on Category {{ a: parent {{ ...F{n + 1} }} b: parent {{ ...F{n + 1} }} }}"
        for n in range(length)
    ]
    end = f"fragment F{length} on Category {{ id }}"
    return "{ categories(first: 1) { nodes { ...F0 } } } " + " ".join([*parts, end])


def nested(field: str, times: int) -> str:
    return f"{field} {{ " * times + "id" + " }" * times


PRODUCTS = "products(first: 100) { nodes { variants { offers(first: 100) { id } } } }"
CLICK = (
    'c{n}: checkoutComplete(input: {{cart: "cart_0", token: ""}}, '
    'idempotencyKey: "0123456789abcdef") {{ replayed }}'
)
MOST = "priceRange { from { gross { amount } } } buyBox { id } offers(first: 100) { id }"
FLOODS = {
    "aliases of a list": "{ " + " ".join(f"p{n}: {PRODUCTS}" for n in range(51)) + " }",
    "root fields": "{ " + " ".join(f"p{n}: channels {{ id }}" for n in range(26)) + " }",
    "clicks": "mutation { " + " ".join(CLICK.format(n=n) for n in range(6)) + " }",
    "fragments that double": chain(40),
    "a few fragments that double": chain(20),
    "depth": "{ categories(first: 1) { nodes { " + nested("parent", 30) + " } } }",
    "great depth": "{ categories(first: 1) { nodes { " + nested("parent", 900) + " } } }",
    "lists in lists": "{ categories(first: 100) { nodes { " + nested("children", 6) + " } } }",
    "a page of everything": f"{{ products(first: 100) {{ nodes {{ {MOST} }} }} }}",
    "the same field": "{ " + "channels { slug } " * 2000 + "}",
    "tokens": "{ " + "__typename " * 5000 + "}",
    "directives": "{ channels " + "@include(if: true) " * 60 + "{ slug } }",
    "variables": "query(" + " ".join(f"$v{n}: Int" for n in range(3000)) + ") { __typename }",
    "brackets": "{ products(first: 1, where: {and: " + "[{and: " * 200 + "[]" + "}]" * 200,
    "a value of brackets": "query($x: JSON = " + "[" * 1900 + "]" * 1900 + ") { __typename }",
    "a long name": "{ " + "a" * 90_000 + " }",
    "a long text": '{ searchSuggest(query: "' + "a" * 99_000 + '") { __typename } }' + " " * 2000,
    "comments": "#" * 120_000 + "\n{ __typename }",
    "introspection": "{ __schema { types { " + nested("fields { type", 9) + " }" * 9 + " } } }",
    "a fragment in itself": "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }",
    "many operations": " ".join(f"query q{n} {{ __typename }}" for n in range(1500)),
}


@pytest.mark.parametrize("document", FLOODS.values(), ids=FLOODS.keys())
async def test_a_document_made_to_hurt_is_refused_at_once(
    visitors: Visitors, document: str
) -> None:
    reply = await sent(visitors, "guest", document)

    assert set(reply.codes) & REFUSED, reply.body
    assert "sql" not in json.dumps(reply.body.get("extensions", {}))


async def test_a_filter_as_large_as_may_be_is_answered_in_time(visitors: Visitors) -> None:
    unknown = [f"prod_{n:026d}" for n in range(100)]
    leaf = {"ids": {"in": unknown}, "category": {"in": unknown}, "tag": {"in": unknown}}
    where = {"and": [{"not": leaf}] * 24}
    document = (
        "query($where: ProductWhere) { products(first: 100, where: $where, search: $s) "
        "{ totalCount { value } nodes { id } } }"
    ).replace("$where: ProductWhere)", "$where: ProductWhere, $s: String)")

    reply = await sent(visitors, "guest", document, where=where, s="a b c d e f g h i j k")

    assert reply.codes == [] or set(reply.codes) <= REFUSED


async def test_a_megabyte_of_variables_is_judged_in_time(visitors: Visitors) -> None:
    (call,) = calls("Mutation.cartCreate", visitors.world.ids)
    for text in ("x" * 1_000_000, "é" * 500_000, "'" * 1_000_000, "+9" * 500_000, "@." * 500_000):
        for place in call.places:
            if place.kind == "String":
                values = json.dumps(text, ensure_ascii=False)
                started = process_time()
                await visitors.undone("guest", call.body(place, values))
                assert process_time() - started < SECONDS


def test_every_kind_of_id_is_known_to_the_examination() -> None:
    assert set(KINDS.values()) <= set(PREFIXES)
