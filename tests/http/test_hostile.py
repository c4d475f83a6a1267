"""Whatever comes in, the answer is quick, well-formed and never a server error."""

import json
from collections.abc import AsyncIterator
from time import perf_counter

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.http.conftest import client_of
from tests.toy import toy_app

APP = toy_app()
JSON = {"content-type": "application/json"}
MEGABYTE = 1_048_576

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
queries = st.one_of(
    st.text(),
    st.sampled_from(
        [
            "{ hello }",
            "query($n: Int) { number(n: $n) }",
            "query($w: Words!) { echo(words: $w) }",
            "query($n: Int) { items(first: $n) { nodes { id } } }",
            "query($ids: [ID!]!) { nodes(ids: $ids) { id name } }",
        ]
    ),
)
bodies = st.fixed_dictionaries(
    {},
    optional={
        "query": queries | values,
        "variables": st.dictionaries(st.sampled_from(["n", "w", "ids", "x"]), values) | values,
        "operationName": values,
        "extensions": values,
    },
)


def accepted(response: httpx.Response) -> None:
    assert response.status_code < 500
    body = response.json()
    assert "data" in body or body["errors"][0]["extensions"]["code"]
    assert "INTERNAL" not in response.text


@given(bodies | values)
@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
async def test_no_json_body_makes_a_server_error(body: object) -> None:
    async with client_of(APP) as http:
        content = json.dumps(body, ensure_ascii=True)
        accepted(await http.post("/graphql", content=content, headers=JSON))


@given(st.binary(max_size=200))
@settings(max_examples=50, deadline=None)
async def test_no_bytes_make_a_server_error(body: bytes) -> None:
    async with client_of(APP) as http:
        accepted(await http.post("/graphql", content=body, headers=JSON))
        query = "".join(f"%{byte:02x}" for byte in body)
        accepted(await http.get(f"/graphql?query={query}&variables={query}"))


STRINGS = {
    "right to left": "\u202eevil\u202c",
    "combining": "e" + "\u0301" * 1000,
    "100 kB": "я" * 50_000,
    "template": "{{7*7}}${7*7}<%= 7*7 %>",
    "sql": "'; drop table users; --",
    "markup": "<script>alert(1)</script>",
    "line breaks": "a\r\nSet-Cookie: x=1",
    "formula": '=HYPERLINK("x")',
    "emoji": "👩‍👩‍👧‍👦",
    "not a character": "\uffff\ufdd0",
}


@pytest.mark.parametrize("text", STRINGS.values(), ids=STRINGS.keys())
async def test_a_hostile_string_comes_back_unharmed(http: httpx.AsyncClient, text: str) -> None:
    query = "query($w: Words!) { echo(words: $w) }"

    response = await http.post(
        "/graphql", json={"query": query, "variables": {"w": {"text": text}}}
    )

    assert response.json()["data"] == {"echo": text}


@pytest.mark.parametrize("text", ["\\u0000", "\\ud800", "\\udc00\\ud800"])
async def test_strings_that_cannot_be_stored_are_refused(
    http: httpx.AsyncClient, text: str
) -> None:
    query = "query($n: String!) { hello(name: $n) }"
    body = f'{{"query": "{query}", "variables": {{"n": "{text}"}}}}'

    response = await http.post("/graphql", content=body, headers=JSON)

    accepted(response)
    assert response.json()["errors"][0]["extensions"]["code"] in ("BAD_INPUT", "BAD_REQUEST")


RAW = {
    "not JSON": b"{",
    "empty": b"",
    "not UTF-8": b'{"query": "\xff"}',
    "a surrogate in UTF-8": b'{"query": "\xed\xa0\x80"}',
    "UTF-16": '{"query": "{ hello }"}'.encode("utf-16"),
    "100 000 brackets": b"[" * 100_000,
    "100 000 objects": b'{"a":' * 100_000,
    "deep and closed": b'{"query": "{ hello }", "variables": ' + b"[" * 9999 + b"]" * 9999 + b"}",
    "not a number": b'{"query": "{ hello }", "variables": {"n": NaN}}',
    "an endless number": b'{"query": "{ hello }", "variables": {"n": ' + b"9" * 5000 + b"}}",
    "a duplicate key": b'{"query": 1, "query": 2}',
}


@pytest.mark.parametrize("body", RAW.values(), ids=RAW.keys())
async def test_a_malformed_body_is_400(http: httpx.AsyncClient, body: bytes) -> None:
    response = await http.post("/graphql", content=body, headers=JSON)

    assert response.status_code == 400
    assert response.json()["errors"][0]["extensions"]["code"] == "BAD_REQUEST"


@pytest.mark.parametrize("number", ["2147483648", "-9223372036854775809", "1e308", "1.5"])
async def test_a_number_too_large_for_its_type_is_bad_input(
    http: httpx.AsyncClient, number: str
) -> None:
    query = "query($n: Int) { number(n: $n) }"
    body = f'{{"query": "{query}", "variables": {{"n": {number}}}}}'

    response = await http.post("/graphql", content=body, headers=JSON)

    assert response.status_code == 200
    assert response.json()["errors"][0]["extensions"]["code"] == "BAD_INPUT"


async def test_variables_nested_in_themselves_are_refused_or_served(
    http: httpx.AsyncClient,
) -> None:
    words: dict[str, object] = {"text": "x"}
    for _ in range(300):
        words = {"more": [words]}

    body = {"query": "query($w: Words!) { echo(words: $w) }", "variables": {"w": words}}

    accepted(await http.post("/graphql", json=body))


@pytest.mark.parametrize(
    "query_string",
    ["query=%ff", "query=%ed%a0%80", "&" * 200, "query={hello}&variables={", "variables=1", "%"],
)
async def test_a_malformed_query_string_is_400(http: httpx.AsyncClient, query_string: str) -> None:
    response = await http.get("/graphql?" + query_string)

    assert response.status_code == 400


async def test_a_body_may_have_a_megabyte_and_not_a_byte_more(http: httpx.AsyncClient) -> None:
    head, tail = b'{"query": "{ hello }", "extensions": {"x": "', b'"}}'
    room = MEGABYTE - len(head) - len(tail)

    fits = await http.post("/graphql", content=head + b"x" * room + tail, headers=JSON)
    over = await http.post("/graphql", content=head + b"x" * (room + 1) + tail, headers=JSON)

    assert fits.status_code == 200
    assert over.status_code == 413
    assert over.json()["errors"][0]["extensions"]["code"] == "TOO_LARGE"


@pytest.mark.parametrize("declared", [None, "10"])
async def test_an_endless_chunked_body_is_cut_off_at_the_limit(
    http: httpx.AsyncClient, declared: str | None
) -> None:
    sent = 0

    async def chunks() -> AsyncIterator[bytes]:
        nonlocal sent
        for _ in range(10_000):
            sent += 65_536
            yield b" " * 65_536

    headers = JSON if declared is None else {**JSON, "content-length": declared}
    response = await http.post("/graphql", content=chunks(), headers=headers)

    assert response.status_code == 413
    assert sent <= MEGABYTE + 2 * 65_536


@pytest.mark.parametrize("declared", ["-1", "x", "9" * 50, "²"])
async def test_a_senseless_content_length_is_refused(
    http: httpx.AsyncClient, declared: str
) -> None:
    headers = [(b"content-type", b"application/json"), (b"content-length", declared.encode())]

    response = await http.post("/graphql", content=b"{}", headers=headers)

    assert response.status_code == 413


@pytest.mark.parametrize(
    "headers",
    [
        {"x-request-id": "a\tb" * 50},
        {"x-request-id": "é" * 10},
        {"accept": ",;=q" * 5000},
        {"accept": "application/json;q=nan"},
        {"accept": "*/*;q=1e999"},
        {"content-type": "application/json;" + "charset=utf-8;" * 5000},
        {"authorization": "Bearer \xff\xfe"},
        {"cookie": "=" * 10_000},
    ],
)
async def test_hostile_headers_never_make_a_server_error(
    http: httpx.AsyncClient, headers: dict[str, str]
) -> None:
    raw = [(k.encode(), v.encode("latin-1")) for k, v in {**JSON, **headers}.items()]

    response = await http.post("/graphql", content=b'{"query": "{ hello }"}', headers=raw)

    accepted(response)


async def test_a_large_valid_body_is_judged_quickly(http: httpx.AsyncClient) -> None:
    numbers = {"numbers": [1] * 400_000}
    body = {"query": "query($w: Words!) { echo(words: $w) }", "variables": {"w": numbers}}
    content = json.dumps(body, separators=(",", ":"))

    started = perf_counter()
    response = await http.post("/graphql", content=content, headers=JSON)

    assert response.json()["errors"][0]["extensions"]["code"] == "BAD_INPUT"
    assert perf_counter() - started < 1
