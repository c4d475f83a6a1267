"""The compiled executor and graphql-core give the same answers, and nothing is done twice."""

import asyncio
import contextlib
from collections.abc import Iterator
from typing import Any

import orjson
import pytest
from structlog.testing import capture_logs

from commerce.kernel.graphql.engine import Answer, Engine, GraphQLRequest
from tests.kernel.zoo import SCHEMA, Context, engines

COMPILED, LIBRARY = engines()
GOES_WELL = [
    "{ animals { __typename name number tongue real } }",
    "{ animals { ... on Dog { bark } ... on Cat { lives mood } n: name } kind: __typename }",
    "{ animals { friends { name home { street } } home { street owner { name } } } }",
    "{ a: animals(first: 2) { name } b: animals(first: 1) { friends { name } } }",
    "{ animals { few: friends(first: 1) { number } many: friends(first: 3) { number } } }",
    "{ animals { friends(mood: CALM) { friends { friends { number } } } } }",
    "{ animals(start: 2, first: 1) { sureHome { street } } }",
    "{ dogs { chipped { street } chipNumber puppies { puppies { bark(loud: true) } } } }",
    "{ dogs { slow twice: slow(times: 2) partner { name partner { name } } } }",
    "{ things { __typename ... on Stone { weight name } ... on Animal { name home { street } } } }",
    "{ things { ... on Dog { puppies { name } } ... on Cat { slow } } }",
    "{ things { ... on Stone { __typename } } }",
    "{ box { total few: total(limit: 1) items { puppies { name } } first { name } } }",
    "{ stones { total items { weight } first { name } } box { items { name } } }",
    "{ odd { pair holes nested big moment json jsonNull ratio } }",
    "{ odd { textEnum idNumber textNumber wholeFloat truth enumValue duck { weight name } } }",
    "{ odd { nestedAnimals { name friends { name } } } odds { holes } }",
    "{ odd { wrongDog { bark } } }",
    "{ odd { nestedAnimals { slow } n: nestedAnimals { number } } }",
    '{ echo missing a: missing(text: null) b: missing(text: "x") }',
    '{ echo(numbers: [1, 2], wish: {size: LARGE, names: ["a"], inner: {count: 2}}) }',
    '{ echo(numbers: 5, moods: [CALM], amount: "1.50", text: null) }',
    "fragment F on Animal { name ... on Dog { bark } } { animals { ...F ...F number name } }",
    "{ animals { home { street } } animals { home { owner { name } } } }",
    "{ animals @include(if: true) { name @skip(if: true) number } x: __typename @skip(if: false) }",
]
GOES_WRONG = [
    "{ animals { sureHome { street } } }",
    "{ animals(start: 5) { name fragile } }",
    "{ animals { short } }",
    *(
        f"{{ odd {{ {name} }} odds {{ {name} }} }}"
        for name in (
            *("textMissing", "brokenFloat", "tooLarge", "exception", "exceptionScalar", "later"),
            *("exceptionObject { name }", "exceptionObject { __typename }", "exceptionEnum"),
            *("enumStranger", "generator", "noList", "hole", "stranger { name }", "raises"),
            *("wrongThing { __typename }", "raisesHard", "notANumber"),
        )
    ),
]
NOT_COVERED = [
    "{ odd { forbidden } }",
    "{ odd { loud } }",
    "{ __schema { queryType { name } } }",
    '{ __type(name: "Dog") { name } animals { name } }',
]
REFUSED = ["{ fails { name } }", "{ failsHard { name } }", "{ secret { name } }"]


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Nobody reads the traces of faults on purpose."""
    with capture_logs():
        yield


async def ask(engine: Engine, text: str, /, **variables: Any) -> tuple[Answer, list[Any]]:
    context = Context()
    answer = await engine.run(
        GraphQLRequest(text, variables=variables), context, allow_mutation=True
    )
    return answer, context.calls


async def alike(text: str, /, **variables: Any) -> tuple[Answer, list[Any]]:
    """The answer of both, and what the compiled one called."""
    first, calls = await ask(COMPILED, text, **variables)
    second, _ = await ask(LIBRARY, text, **variables)
    assert orjson.dumps(first.payload()) == orjson.dumps(second.payload())
    return first, calls


async def outcome(text: str, /, **variables: Any) -> str:
    """What became of the compiled attempt."""
    COMPILED.outcomes.clear()
    await alike(text, **variables)
    (found,) = COMPILED.outcomes
    return found


@pytest.mark.parametrize("text", GOES_WELL)
async def test_what_goes_well_is_answered_by_compiled_code(text: str) -> None:
    assert await outcome(text) == "compiled"


@pytest.mark.parametrize("text", GOES_WRONG)
async def test_what_goes_wrong_is_told_by_graphql_core(text: str) -> None:
    assert await outcome(text) == "bailed"


@pytest.mark.parametrize("text", NOT_COVERED)
async def test_what_is_not_covered_is_left_to_graphql_core(text: str) -> None:
    assert await outcome(text) == "uncovered"


@pytest.mark.parametrize("text", REFUSED)
async def test_a_root_resolver_that_refuses_is_not_asked_again(text: str) -> None:
    assert await outcome(text) == "refused"
    _, calls = await ask(COMPILED, text)
    assert calls in (["fails"], [])


async def test_a_level_is_read_at_once() -> None:
    _, calls = await alike("{ dogs { puppies { home { street } puppies { name } } } }")

    assert [(name, keys) for name, keys, *_ in calls] == [
        ("friends", (1, 3, 5)),
        ("home", (2, 3, 4, 5, 6, 7)),
        ("friends", (2, 4, 6, 7)),
    ]


async def test_a_level_is_read_at_once_whatever_its_classes() -> None:
    _, calls = await alike("{ animals { friends { name } } }")

    assert calls == [("friends", (1, 3, 2, 4), 2, None)]


async def test_fields_that_read_the_same_share_one_call() -> None:
    _, calls = await alike("{ dogs { home { street } sureHome { __typename } fragile } }")

    assert [name for name, _ in calls].count("home") == 1


async def test_a_parent_without_a_key_is_not_asked_about() -> None:
    answer, calls = await alike("{ dogs { chipped { street } } }")

    assert calls == [("home", (4, 5))]
    assert answer.data == {
        "dogs": [{"chipped": None}, {"chipped": {"street": "street 4 en"}}, {"chipped": None}]
    }


SWITCHED = """
query ($a: Boolean!, $b: Boolean = true) {
  animals { name @include(if: $a) ... on Dog @skip(if: $b) { bark } number }
  ... @include(if: $b) { echo }
}
"""


@pytest.mark.parametrize("a", [True, False])
@pytest.mark.parametrize("b", [{}, {"b": True}, {"b": False}, {"b": None}])
async def test_switches_are_heeded(a: bool, b: dict[str, Any]) -> None:
    expected = "uncovered" if b == {"b": None} else "compiled"

    assert await outcome(SWITCHED, a=a, **b) == expected


@pytest.mark.parametrize(
    "variables",
    [
        {},
        {"text": None, "number": 4},
        {"text": "given", "numbers": [1, 2], "moods": ["CALM"], "amount": "3.10"},
        {"wish": {"size": "LARGE", "inner": {"names": ["x"]}}, "count": 7},
        {"numbers": 3, "count": None},
    ],
)
async def test_variables_reach_resolvers_converted(variables: dict[str, Any]) -> None:
    text = """
    query ($text: String, $number: Int! = 2, $numbers: [Int!], $wish: Wish, $moods: [Mood!],
           $amount: Decimal, $count: Int = 5) {
      echo(text: $text, number: $number, numbers: $numbers, wish: $wish, moods: $moods,
           amount: $amount)
      inner: echo(wish: {count: $number, names: ["a"], inner: $wish}, number: $number)
      missing(text: $text)
      animals(first: 2) { friends(first: $number) { number } }
    }
    """
    await alike(text, **variables)


async def test_inputs_around_variables_are_those_of_each_request() -> None:
    text = """
    query ($name: String!, $count: Int, $inner: Wish) {
      echo(wish: {count: $count, names: [$name], inner: $inner}, text: $name)
    }
    """
    names = [f"name {number}" for number in range(40)]
    given: list[dict[str, Any]] = [{"name": name} for name in (*names, *names[::-1], "long" * 99)]
    given += [{"name": "a", "count": count} for count in (1, 0, None, 1)]
    given += [{"name": "a", "inner": {"names": [name]}} for name in ("b", "c", "b")]

    for variables in given:
        answer, _ = await alike(text, **variables)
        assert variables.get("count", 1) is None or variables["name"] in str(answer.data)


async def test_a_null_for_what_may_not_be_null_is_an_error_of_the_field() -> None:
    text = "query ($n: Int = 1) { animals(first: $n) { name } }"

    assert await outcome(text, n=None) == "bailed"
    assert await outcome(text, n=2) == "compiled"


MUTATIONS = [
    'mutation { a: write(text: "a") { text calls home { street } } b: write(text: "b") { calls } }',
    'mutation { a: write(text: "a") { text } b: fail(text: "b") { text } c: write(text: "c") { '
    "text } }",
    'mutation { a: write(text: "a") { cracked } b: write(text: "b") { calls } }',
    'mutation { a: write(text: "a") { broken } b: write(text: "b") { calls } }',
    'mutation { a: writeNow(text: "a") { broken } b: write(text: "b") { cracked } }',
    'mutation { a: writeNow(text: "a") { text } b: failHard(text: "b") { text } c: write(text: '
    '"c") { text } }',
    'mutation { a: write(text: "a") { text } a: write(text: "a") { calls } }',
    'mutation { __typename a: write(text: "a") { __typename } }',
]


@pytest.mark.parametrize("text", MUTATIONS)
async def test_no_part_of_a_mutation_is_done_twice(text: str) -> None:
    first, calls = await ask(COMPILED, text)
    second, expected = await ask(LIBRARY, text)

    assert orjson.dumps(first.payload()) == orjson.dumps(second.payload())
    assert calls == expected


async def test_a_mutation_whose_caller_is_gone_is_finished_once() -> None:
    text = 'mutation { a: write(text: "a", seconds: 0.05) { broken } b: write(text: "b") { text } }'
    context = Context()
    request = GraphQLRequest(text)
    caller = asyncio.create_task(COMPILED.run(request, context, allow_mutation=True))
    await asyncio.sleep(0.01)
    caller.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await caller

    await COMPILED.drain(5)

    assert context.calls == ["begin a", "a"]


async def test_a_document_is_compiled_when_it_comes_again() -> None:
    engine = Engine(SCHEMA)

    for _ in range(3):
        await ask(engine, "{ animals { name } }")

    assert engine.outcomes == {"new": 1, "compiled": 2}


async def test_an_operation_that_keeps_failing_is_left_alone_and_tried_now_and_then() -> None:
    engine = Engine(SCHEMA, compile_at=1)

    for _ in range(200):
        await ask(engine, "{ animals { short } }")

    assert engine.outcomes["resting"] > 180
    assert 8 < engine.outcomes["bailed"] < 20


async def test_refusals_do_not_count_as_failing() -> None:
    engine = Engine(SCHEMA, compile_at=1)

    for _ in range(50):
        await ask(engine, "{ secret { name } }")

    assert engine.outcomes == {"refused": 50}


async def test_the_variants_of_an_operation_are_bounded() -> None:
    names = [f"b{n}" for n in range(5)]
    declared = ", ".join(f"${name}: Boolean!" for name in names)
    chosen = " ".join(f"{name}: name @skip(if: ${name})" for name in names)
    text = f"query ({declared}) {{ animals {{ number {chosen} }} }}"
    COMPILED.outcomes.clear()

    for bits in range(32):
        await alike(text, **{name: bool(bits >> n & 1) for n, name in enumerate(names)})

    assert COMPILED.outcomes == {"compiled": 16, "uncovered": 16}


async def test_access_is_checked_in_compiled_code_too() -> None:
    answer, calls = await ask(COMPILED, "{ secret { name } }")

    assert [error["extensions"]["code"] for error in answer.errors] == ["UNAUTHENTICATED"]
    assert calls == []
