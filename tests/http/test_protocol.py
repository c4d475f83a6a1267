"""GraphQL over HTTP: methods, media types, parameters and statuses."""

import gzip
import json
from typing import Any

import httpx
import pytest

from tests.toy import WRITTEN

GRAPHQL = "application/graphql-response+json"
HELLO = {"query": "{ hello }"}


def code(response: httpx.Response) -> str:
    errors = response.json()["errors"]
    found: str = errors[0]["extensions"]["code"]
    return found


async def test_a_query_is_answered(http: httpx.AsyncClient) -> None:
    response = await http.post("/graphql", json=HELLO)

    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json; charset=utf-8"
    assert response.headers["cache-control"] == "no-store"
    assert response.json()["data"] == {"hello": "hello world"}


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        (None, "application/json"),
        ("", "application/json"),
        ("*/*", "application/json"),
        ("application/*", "application/json"),
        ("application/json", "application/json"),
        (GRAPHQL, GRAPHQL),
        (f"{GRAPHQL}, application/json;q=0.9", GRAPHQL),
        (f"application/json;q=0.8, {GRAPHQL}", GRAPHQL),
        (f"{GRAPHQL};q=0.5, */*", "application/json"),
        ("text/html, */*;q=0.1", "application/json"),
        ("APPLICATION/JSON; charset=utf-8", "application/json"),
    ],
)
async def test_the_media_type_is_negotiated(
    http: httpx.AsyncClient, accept: str | None, media: str
) -> None:
    del http.headers["accept"]
    headers = {} if accept is None else {"accept": accept}

    response = await http.post("/graphql", json=HELLO, headers=headers)

    assert response.status_code == 200
    assert response.headers["content-type"] == f"{media}; charset=utf-8"


@pytest.mark.parametrize("accept", ["text/html", "application/json;q=0", "application/xml, x"])
async def test_an_unacceptable_media_type_is_406(http: httpx.AsyncClient, accept: str) -> None:
    response = await http.post("/graphql", json=HELLO, headers={"accept": accept})

    assert (response.status_code, code(response)) == (406, "NOT_ACCEPTABLE")


@pytest.mark.parametrize(
    ("query", "variables", "wanted"),
    [
        ("{", None, "BAD_QUERY"),
        ("{ nothing }", None, "BAD_QUERY"),
        ("query($n: Int!) { number(n: $n) }", {"n": None}, "BAD_INPUT"),
        ("{ items(first: 1000000) { nodes { id } } }", None, "BAD_INPUT"),
        ("subscription { ticks }", None, "BAD_QUERY"),
    ],
)
async def test_a_refusal_shows_in_the_status_of_the_modern_media_type_alone(
    http: httpx.AsyncClient, query: str, variables: Any, wanted: str
) -> None:
    body = {"query": query, "variables": variables}

    modern = await http.post("/graphql", json=body, headers={"accept": GRAPHQL})
    legacy = await http.post("/graphql", json=body, headers={"accept": "application/json"})

    assert (modern.status_code, legacy.status_code) == (400, 200)
    assert code(modern) == code(legacy) == wanted
    assert "data" not in modern.json()


@pytest.mark.parametrize("query", ["{ broken }", "{ brokenHard }", "{ limited }"])
async def test_an_error_while_executing_is_200(http: httpx.AsyncClient, query: str) -> None:
    response = await http.post("/graphql", json={"query": query}, headers={"accept": GRAPHQL})

    assert response.status_code == 200
    assert "data" in response.json()
    assert "password_hash" not in response.text
    assert "hunter2" not in response.text


async def test_a_query_may_come_by_get(http: httpx.AsyncClient) -> None:
    response = await http.get(
        "/graphql",
        params={
            "query": "query A($n: String!) { hello(name: $n) } query B { hello }",
            "operationName": "A",
            "variables": json.dumps({"n": "чой"}),
            "extensions": "",
        },
    )

    assert response.json()["data"] == {"hello": "hello чой"}


async def test_a_mutation_by_get_is_405_and_writes_nothing(http: httpx.AsyncClient) -> None:
    params = {"query": 'mutation { write(text: "x") }'}

    for accept in (GRAPHQL, "application/json"):
        response = await http.get("/graphql", params=params, headers={"accept": accept})
        assert response.status_code == 405
        assert response.headers["allow"] == "POST"
        assert code(response) == "METHOD_NOT_ALLOWED"
    assert WRITTEN == []


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "HEAD"])
async def test_other_methods_are_405(http: httpx.AsyncClient, method: str) -> None:
    response = await http.request(method, "/graphql")

    assert response.status_code == 405
    assert response.headers["allow"] == "GET, POST"


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/graphql",
        "application/jsonp",
        "application/json; charset=utf-16",
        "",
    ],
)
async def test_other_content_types_are_415_and_write_nothing(
    http: httpx.AsyncClient, content_type: str
) -> None:
    body = json.dumps({"query": 'mutation { write(text: "x") }'})

    response = await http.post("/graphql", content=body, headers={"content-type": content_type})

    assert (response.status_code, code(response)) == (415, "UNSUPPORTED_MEDIA_TYPE")
    assert WRITTEN == []


@pytest.mark.parametrize("charset", ["utf-8", "UTF-8", '"utf-8"'])
async def test_utf8_may_be_named(http: httpx.AsyncClient, charset: str) -> None:
    headers = {"content-type": f"application/json; charset={charset}"}

    response = await http.post("/graphql", content=json.dumps(HELLO), headers=headers)

    assert response.status_code == 200


async def test_a_compressed_body_is_415(http: httpx.AsyncClient) -> None:
    headers = {"content-type": "application/json", "content-encoding": "gzip"}
    body = gzip.compress(json.dumps(HELLO).encode())

    response = await http.post("/graphql", content=body, headers=headers)

    assert response.status_code == 415


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"query": None},
        {"query": ""},
        {"query": 1},
        {"query": ["{ hello }"]},
        {"query": "{ hello }", "variables": []},
        {"query": "{ hello }", "variables": "{}"},
        {"query": "{ hello }", "operationName": 1},
        {"query": "{ hello }", "extensions": "x"},
        [HELLO],
        [],
        "x",
        1,
        None,
    ],
)
async def test_parameters_of_the_wrong_type_are_400(http: httpx.AsyncClient, body: Any) -> None:
    headers = {"content-type": "application/json"}

    response = await http.post("/graphql", content=json.dumps(body), headers=headers)

    assert (response.status_code, code(response)) == (400, "BAD_REQUEST")


async def test_a_batch_is_told_that_batching_is_not_supported(http: httpx.AsyncClient) -> None:
    response = await http.post("/graphql", json=[HELLO] * 100)

    assert "batching is not supported" in response.json()["errors"][0]["message"]


async def test_the_context_sees_the_idempotency_key(http: httpx.AsyncClient) -> None:
    headers = {"idempotency-key": "0123456789abcdef"}

    response = await http.post("/graphql", json={"query": "{ key }"}, headers=headers)

    assert response.json()["data"] == {"key": "0123456789abcdef"}
