"""What the engine answers, and what it keeps to itself."""

import asyncio
import contextlib

import pytest
from structlog.testing import capture_logs

from commerce.kernel.graphql.engine import Answer, Engine, GraphQLRequest, Outcome
from commerce.kernel.log import request_id
from tests.toy import WRITTEN, Context, toy_engine

ENGINE = toy_engine()


async def ask(query: str, *, name: str | None = None, **variables: object) -> Answer:
    request = GraphQLRequest(query, operation_name=name, variables=dict(variables))
    return await ENGINE.run(request, Context(), allow_mutation=True)


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{", "BAD_QUERY"),
        ("", "BAD_QUERY"),
        ("{ nothing }", "BAD_QUERY"),
        ("fragment f on Item { id }", "BAD_QUERY"),
        ("query a { hello } query b { hello }", "BAD_QUERY"),
        ("subscription { ticks }", "BAD_QUERY"),
        ("query($n: Int!) { number(n: $n) }", "BAD_INPUT"),
        ("type Query { hello: String }", "BAD_QUERY"),
    ],
)
async def test_a_request_that_cannot_run_has_no_data(query: str, code: str) -> None:
    answer = await ask(query)

    assert answer.outcome is Outcome.REFUSED
    assert {error["extensions"]["code"] for error in answer.errors} == {code}
    assert "data" not in answer.payload()


async def test_one_of_several_operations_is_chosen_by_name() -> None:
    query = "query a { hello } query b { number(n: 2) }"

    assert (await ask(query, name="b")).data == {"number": 2}
    assert (await ask(query, name="c")).outcome is Outcome.REFUSED


async def test_a_fault_is_masked_and_logged_with_the_request_id() -> None:
    token = request_id.set("req-12345678")
    with capture_logs() as lines:
        answer = await ask("query Q { broken hello }")
    request_id.reset(token)

    assert answer.data == {"broken": None, "hello": "hello world"}
    assert answer.errors == (
        {
            "message": "internal error",
            "extensions": {"code": "INTERNAL", "requestId": "req-12345678"},
            "locations": [{"line": 1, "column": 11}],
            "path": ["broken"],
        },
    )
    assert [(line["event"], line["operation"], line["path"]) for line in lines] == [
        ("field_failed", "Q", ["broken"])
    ]
    assert "password_hash" in str(lines[0]["exc_info"])


@pytest.mark.parametrize("field", ["brokenHard", "tooLarge"])
async def test_a_value_that_does_not_fit_the_schema_is_a_fault(field: str) -> None:
    answer = await ask(f"{{ {field} }}")

    assert answer.outcome is Outcome.EXECUTED
    assert [error["message"] for error in answer.errors] == ["internal error"]
    assert "1099511627776" not in str(answer)


async def test_a_public_refusal_shows_its_text_code_and_facts() -> None:
    answer = await ask("{ limited }")

    assert answer.errors[0]["message"] == "slow down"
    assert answer.errors[0]["extensions"] == {"code": "RATE_LIMITED", "retryAfterMs": 1500}


async def test_a_null_variable_for_an_argument_with_a_default_is_bad_input() -> None:
    answer = await ask("query($n: Int = 1) { number(n: $n) }", n=None)

    assert answer.outcome is Outcome.EXECUTED
    assert [error["extensions"]["code"] for error in answer.errors] == ["BAD_INPUT"]


async def test_a_mutation_is_refused_where_the_method_does_not_allow_it() -> None:
    WRITTEN.clear()
    request = GraphQLRequest('mutation { write(text: "a") }')

    answer = await ENGINE.run(request, Context(), allow_mutation=False)

    assert answer.outcome is Outcome.WRONG_METHOD
    assert WRITTEN == []


async def test_a_mutation_outlives_its_caller_and_drain_waits_for_it() -> None:
    WRITTEN.clear()
    engine = toy_engine()
    request = GraphQLRequest('mutation { write(text: "kept", seconds: 0.05) }')

    caller = asyncio.create_task(engine.run(request, Context(), allow_mutation=True))
    await asyncio.sleep(0.01)
    caller.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await caller
    assert WRITTEN == []
    await engine.drain(5)

    assert caller.cancelled()
    assert WRITTEN == ["kept"]


async def flood(engine: Engine, count: int) -> None:
    for number in range(count):
        request = GraphQLRequest(f"query Q{number} {{ hello }}")
        await engine.run(request, Context(), allow_mutation=False)


async def test_a_flood_of_distinct_documents_is_bounded_and_spares_those_in_use() -> None:
    engine = toy_engine()
    hot = "query Hot { hello }"
    first = engine.documents.get(hot, None)
    assert engine.documents.get(hot, None) is first

    await flood(engine, 3000)

    assert len(engine.documents) < 250
    assert engine.documents.get(hot, None) is first


async def test_long_documents_take_up_more_of_the_cache() -> None:
    engine = toy_engine()
    padding = "#" * 20_000

    for number in range(50):
        engine.documents.get(f"query Q{number} {{ hello }} {padding}", None)

    assert len(engine.documents) <= 5


async def test_the_document_cache_tells_operations_of_one_text_apart() -> None:
    query = "query a { hello } query b { number(n: 2) }"

    for name, data in (("a", {"hello": "hello world"}), ("b", {"number": 2})) * 2:
        assert (await ask(query, name=name)).data == data
