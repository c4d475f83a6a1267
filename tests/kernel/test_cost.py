"""The price of a query is known before it runs and is never below what it returns."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commerce.kernel.graphql.engine import Answer, GraphQLRequest, Outcome
from commerce.kernel.graphql.limits import Limits
from tests.toy import Context, toy_engine

ENGINE = toy_engine()


async def cost(query: str, **variables: object) -> dict[str, int]:
    request = GraphQLRequest(query, variables=dict(variables))
    answer = await ENGINE.run(request, Context(), allow_mutation=False)
    assert answer.errors == ()
    found: dict[str, int] = answer.extensions["cost"]
    return found


@pytest.mark.parametrize(
    ("query", "requested", "actual"),
    [
        ("{ hello }", 0, 0),
        ("{ __typename }", 0, 0),
        ("{ dear }", 40, 40),
        ("{ a: dear b: dear }", 80, 80),
        ("{ item { name } }", 1, 1),
        ("{ items(first: 20) { nodes { id } } }", 21, 21),
        ("{ items(first: 20) { edges { node { id } } } }", 41, 41),
        ("{ items(first: 20) { pageInfo { hasNextPage } nodes { id } } }", 21, 21),
        ("{ items { nodes { id } } }", 101, 1),
        ("{ items(first: 3) { nodes { items(last: 4) { nodes { id } } } } }", 19, 19),
        ("{ item { tags { name } } }", 11, 3),
        ("{ item { fewTags { name } } }", 4, 2),
        ('{ nodes(ids: ["a", "b", "c"]) { id } }', 3, 3),
        ("{ nodes(ids: []) { id } }", 0, 0),
        ("{ item { ...f } } fragment f on Item { items(first: 5) { nodes { id } } }", 7, 7),
        ("{ item { ...f ...f } } fragment f on Item { items(first: 5) { nodes { id } } }", 13, 7),
        ("{ __schema { types { name } } }", 2, 0),
    ],
)
async def test_the_price_of_literals(query: str, requested: int, actual: int) -> None:
    assert await cost(query) == {
        "requested": requested,
        "actual": actual,
        "sql": query.count("{ item {"),
    }


async def test_variables_multiply_like_literals() -> None:
    inner = "nodes { items(last: $m) { nodes { id } } }"
    query = f"query($n: Int = 7, $m: Int) {{ items(first: $n) {{ {inner} }} }}"

    assert (await cost(query, m=2))["requested"] == 1 + 7 * (1 + 1 + 2)
    assert (await cost(query, n=3, m=5))["requested"] == 1 + 3 * (1 + 1 + 5)
    assert (await cost(query, n=1, m=None))["requested"] == 1 + 1 * (1 + 1 + 100)


async def test_a_list_of_ids_in_a_variable_counts_its_length() -> None:
    query = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }"

    assert (await cost(query, ids=["a"] * 30))["requested"] == 30
    assert (await cost(query, ids=[]))["requested"] == 0


async def refused(query: str, **variables: object) -> Answer:
    engine = toy_engine(limits=Limits(cost=100))
    request = GraphQLRequest(query, variables=dict(variables))
    context = Context()
    answer = await engine.run(request, context, allow_mutation=False)
    assert answer.outcome is Outcome.REFUSED
    assert context.statements == 0
    return answer


async def test_beyond_the_limit_the_query_is_refused_with_numbers_and_nothing_runs() -> None:
    answer = await refused("{ item { items(first: 100) { nodes { id } } } }")

    assert answer.errors[0]["extensions"] == {
        "code": "COST_EXCEEDED",
        "cost": {"requested": 102, "limit": 100},
    }


async def test_variables_can_bring_a_query_beyond_the_limit() -> None:
    query = "query($n: Int) { item { items(first: $n) { nodes { id } } } }"

    answer = await refused(query, n=99)

    assert answer.errors[0]["extensions"]["cost"]["requested"] == 101


async def test_too_many_ids_are_refused() -> None:
    query = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }"

    answer = await refused(query, ids=["a"] * 101)

    assert answer.errors[0]["extensions"]["code"] == "BAD_INPUT"


async def test_fragments_that_double_over_variable_pages_are_priced_at_once() -> None:
    links = " ".join(
        f"fragment f{n} on Item {{ ...f{n + 1} ...f{n + 1} items(first: $n) {{ nodes {{ id }} }} }}"
        for n in range(40)
    )
    query = f"query($n: Int) {{ item {{ ...f0 }} }} {links} fragment f40 on Item {{ id }}"

    answer = await refused(query, n=1)

    assert answer.errors[0]["extensions"]["code"] == "COST_EXCEEDED"


page = st.integers(1, 3).map(lambda n: f"(first: {n})")
leaves = st.sampled_from(["id", "name", "__typename"])


def inside(children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pages = st.tuples(page, st.sampled_from(["nodes", "edges"]), children).map(
        lambda p: (
            f"items{p[0]} {{ pageInfo {{ hasNextPage }} nodes {{ {p[2]} }} }}"
            if p[1] == "nodes"
            else f"items{p[0]} {{ edges {{ cursor node {{ {p[2]} }} }} }}"
        )
    )
    return st.one_of(
        pages,
        st.just("tags { name }"),
        children.map(lambda c: f"... on Item {{ {c} }}"),
    )


@given(st.recursive(leaves, inside, max_leaves=4))
async def test_what_is_returned_never_exceeds_the_price(selection: str) -> None:
    engine = toy_engine(limits=Limits(depth=60, introspection_depth=60, cost=10**9))
    request = GraphQLRequest(f"{{ item {{ {selection} }} }}")

    answer = await engine.run(request, Context(), allow_mutation=False)

    assert answer.errors == ()
    assert 1 <= answer.extensions["cost"]["actual"] <= answer.extensions["cost"]["requested"]
