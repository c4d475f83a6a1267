"""Documents built to be expensive are refused early, in time that grows with their length."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from time import process_time

import pytest
from graphql import get_introspection_query

from commerce.kernel.graphql.engine import Answer, Engine, GraphQLRequest, Outcome
from commerce.kernel.graphql.limits import Limits
from tests.toy import Context, toy_engine

ROOMY = Limits(tokens=1_000_000, document_bytes=10_000_000, fragments=1_000)


async def ask(query: str, engine: Engine | None = None, **variables: object) -> Answer:
    request = GraphQLRequest(query, variables=dict(variables))
    return await (engine or toy_engine()).run(request, Context(), allow_mutation=True)


def codes(answer: Answer) -> list[str]:
    return [error["extensions"]["code"] for error in answer.errors]


def doubling(levels: int, body: str = "...f{n} ...f{n}") -> str:
    links = [
        f"fragment f{n} on Item {{ {body.replace('{n}', str(n + 1))} }}" for n in range(levels)
    ]
    return "{ item { ...f0 } } " + " ".join(links) + f" fragment f{levels} on Item {{ name }}"


PAGES = "a: items(first: 1) { nodes { ...f{n} } } b: items(first: 1) { nodes { ...f{n} } }"
REFUSED = {
    "doubling pages": doubling(30, PAGES),
    "too many bytes": "{" + " ".join(f"a{n}: hello" for n in range(10_000)) + "}",
    "aliases": "{ item {" + " ".join(f"a{n}: name" for n in range(51)) + "} }",
    "aliases in a fragment": "{ item { ...f ...f ...f } } fragment f on Item {"
    + " ".join(f"a{n}: name" for n in range(20))
    + "}",
    "a field repeated": "{ item {" + "name " * 1900 + "} }",
    "inline fragments repeated": "{ item {" + "... { name } " * 900 + "} }",
    "root fields": "{" + " ".join(f"x{n}" for n in range(1900)) + "}",
    "root mutations": "mutation {" + " ".join(f'a{n}: write(text: "")' for n in range(6)) + "}",
    "deep": "{ item " * 10_000,
    "deep and closed": "{ item" * 60 + "}" * 60,
    "deep inline": "{ item {" + "... {" * 150 + "name" + "}" * 150 + "} }",
    "directives": "{ hello " + "@skip(if: false) " * 600 + "}",
    "directives in a fragment": "{ item { ...f ...f ...f } } fragment f on Item {"
    + " ".join("...{ name @skip(if: false) }" for n in range(20))
    + "}",
    "fragments": "{ item { ...f0 } }" + "fragment f0 on Item { id }" * 51,
    "a cycle": "{ item { ...a } } fragment a on Item { ...b } fragment b on Item { ...a }",
    "a fragment in itself": "{ item { ...a } } fragment a on Item { ...a }",
    "introspection circle": "{ __schema { types {" + "fields { type {" * 20 + "name" + "} }" * 22,
    "a long number": "{ number(n: " + "9" * 90_000 + ") }",
    "deep lists": "{ echo(words: " + "[" * 5_000 + "]" * 5_000 + ") }",
}


@contextmanager
def untraced() -> Iterator[None]:
    """Without the tracing of coverage, which makes Python code several times slower."""
    tracer = sys.gettrace()
    sys.settrace(None)
    try:
        yield
    finally:
        sys.settrace(tracer)


@pytest.mark.parametrize("query", REFUSED.values(), ids=REFUSED.keys())
async def test_an_abusive_document_is_refused_quickly_and_before_execution(query: str) -> None:
    with untraced():
        started = process_time()
        answer = await ask(query)
        seconds = process_time() - started

    assert answer.outcome is Outcome.REFUSED
    assert codes(answer) and set(codes(answer)) == {"BAD_QUERY"}
    assert seconds < 1


async def test_thirty_doublings_are_answered_in_a_tenth_of_a_second() -> None:
    engine = toy_engine()

    best = 9.0
    for shift in range(3):
        started = process_time()
        answer = await ask(doubling(30) + " " * shift, engine)
        best = min(best, process_time() - started)

    assert answer.data == {"item": {"name": "tea"}}
    assert best < 0.1


async def test_a_doubling_chain_costs_time_in_proportion_to_its_length() -> None:
    engine = toy_engine(limits=ROOMY)

    async def seconds(levels: int) -> float:
        best = 9.0
        for shift in range(3):
            started = process_time()
            await ask(doubling(levels) + " " * shift, engine)
            best = min(best, process_time() - started)
        return best

    assert await seconds(160) < 12 * await seconds(40)


async def test_the_refusal_says_what_was_found_and_what_is_allowed() -> None:
    answer = await ask("mutation {" + " ".join(f'a{n}: write(text: "")' for n in range(6)) + "}")

    assert answer.errors[0]["message"] == (
        "the number of root fields of the query is 6, the most allowed is 5"
    )
    assert answer.errors[0]["extensions"] == {"limit": 5, "found": 6, "code": "BAD_QUERY"}


async def test_the_standard_introspection_query_passes_where_introspection_is_on() -> None:
    answer = await ask(get_introspection_query(input_value_deprecation=True))

    assert answer.errors == ()


async def test_introspection_is_refused_where_it_is_off() -> None:
    answer = await ask("{ __schema { types { name } } }", toy_engine(introspection=False))

    assert set(codes(answer)) == {"BAD_QUERY"}
    assert answer.outcome is Outcome.REFUSED


async def test_no_names_are_suggested_where_introspection_is_off() -> None:
    open_, closed = toy_engine(), toy_engine(introspection=False)

    for query in ("{ helo }", "{ hello(nam: 1) }", '{ echo(words: { tex: "" }) }', "{ a: itemz }"):
        assert "Did you mean" in (await ask(query, open_)).errors[0]["message"]
        assert "Did you mean" not in str((await ask(query, closed)).errors)
    answer = await ask("query($w: Words!) { echo(words: $w) }", closed, w={"tex": ""})
    assert "Did you mean" not in str(answer.errors)


@pytest.mark.parametrize("page", ["1000000", "-1", "0", "101", "-99999999999999999999"])
@pytest.mark.parametrize("argument", ["first", "last"])
async def test_an_impossible_page_is_refused_as_literal(page: str, argument: str) -> None:
    answer = await ask("{ items(" + f"{argument}: {page}" + ") { nodes { id } } }")

    assert codes(answer) == ["BAD_INPUT"]
    assert answer.outcome is Outcome.REFUSED


@pytest.mark.parametrize("page", [1_000_000, -1, 0, 101, -(2**31)])
async def test_an_impossible_page_is_refused_as_variable(page: int) -> None:
    query = "query($n: Int) { item { items(last: $n) { nodes { id } } } }"

    answer = await ask(query, n=page)

    assert codes(answer) == ["BAD_INPUT"]
    assert answer.errors[0]["extensions"]["most"] == 100


async def test_an_impossible_default_of_a_page_variable_is_refused() -> None:
    answer = await ask("query($n: Int = 1000000) { items(first: $n) { nodes { id } } }")

    assert codes(answer) == ["BAD_INPUT"]


@pytest.mark.parametrize("page", [1, 100, None])
async def test_a_possible_page_is_served(page: int | None) -> None:
    answer = await ask("query($n: Int) { items(first: $n) { nodes { id } } }", n=page)

    assert answer.data is not None
    assert len(answer.data["items"]["nodes"]) == (page or 0)


@pytest.mark.parametrize("text", ["a\x00b", "\ud800", "x\udfff"])
async def test_characters_that_cannot_be_stored_are_bad_input(text: str) -> None:
    for answer in (
        await ask("query($t: String!) { hello(name: $t) }", t=text),
        await ask("query($w: Words!) { echo(words: $w) }", w={"more": [{"text": text}]}),
        await ask("query($w: Words!) { echo(words: $w) }", w={text: 1}),
        await ask("{ hello } # " + text),
    ):
        assert codes(answer) == ["BAD_INPUT"]


async def test_an_escaped_nul_in_a_literal_is_bad_input() -> None:
    answer = await ask('{ hello(name: "a\\u0000b") }')

    assert codes(answer) == ["BAD_INPUT"]


async def test_a_list_beyond_the_limit_is_bad_input() -> None:
    query = "query($w: Words!) { echo(words: $w) }"

    assert (await ask(query, w={"numbers": [1] * 1000})).errors == ()
    assert codes(await ask(query, w={"numbers": [1] * 1001})) == ["BAD_INPUT"]
