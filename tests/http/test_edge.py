"""Around GraphQL: ids, headers, CORS, health, pages, time limits, and faults outside any field."""

import asyncio
from collections.abc import AsyncIterator, Mapping

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import Response
from structlog.testing import capture_logs

from commerce.http.options import HttpOptions, Probes
from tests.http.conftest import client_of
from tests.toy import WRITTEN, Context, toy_app, toy_engine

HELLO = {"query": "query Hi { hello }"}
GRAPHQL = "application/graphql-response+json"


async def test_a_sane_request_id_is_echoed_and_another_replaced(http: httpx.AsyncClient) -> None:
    ours = await http.get("/", headers={"x-request-id": "abc-123.DEF"})
    short = await http.get("/", headers={"x-request-id": "abc"})
    sly = await http.get("/", headers={"x-request-id": "abc 12345 <script>"})

    assert ours.headers["x-request-id"] == "abc-123.DEF"
    assert len(short.headers["x-request-id"]) == len(sly.headers["x-request-id"]) == 32


@pytest.mark.parametrize("path", ["/", "/graphiql", "/graphql", "/health/live", "/nothing"])
async def test_every_answer_has_safe_headers(http: httpx.AsyncClient, path: str) -> None:
    response = await http.get(path)

    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["x-frame-options"] == "DENY"
    assert response.headers["referrer-policy"] == "no-referrer"
    assert response.headers["content-security-policy"].startswith("default-src 'none'")
    assert "unsafe" not in response.headers["content-security-policy"]
    assert "strict-transport-security" not in response.headers
    assert "server" not in response.headers


async def test_https_is_made_to_stick() -> None:
    async with client_of(toy_app(options=HttpOptions(https=True))) as http:
        response = await http.get("/health/live")

    assert response.headers["strict-transport-security"].startswith("max-age=31536000")


async def test_a_request_is_logged_without_its_body_or_token(http: httpx.AsyncClient) -> None:
    body = {"query": "query Hi($n: String) { hello(name: $n) }", "variables": {"n": "private"}}
    with capture_logs() as lines:
        await http.post("/graphql?secret=1", json=body, headers={"authorization": "Bearer private"})

    (line,) = lines
    assert line["ms"] >= 0
    assert {**line, "ms": 0} == {
        "event": "request",
        "log_level": "info",
        "method": "POST",
        "path": "/graphql",
        "status": 200,
        "ms": 0,
        "operation": "Hi",
    }


async def test_an_unknown_path_or_method_is_answered_in_json(http: httpx.AsyncClient) -> None:
    missing = await http.get("/nothing")
    wrong = await http.post("/health/live")

    assert (missing.status_code, wrong.status_code) == (404, 405)
    assert missing.json()["errors"][0]["extensions"]["code"] == "NOT_FOUND"
    assert wrong.json()["errors"][0]["extensions"]["code"] == "METHOD_NOT_ALLOWED"
    assert "GET" in wrong.headers["allow"]


@pytest.mark.parametrize("accept", [GRAPHQL, "application/json"])
async def test_a_fault_while_making_the_context_is_a_masked_500(
    http: httpx.AsyncClient, accept: str
) -> None:
    headers = {"x-fail": "1", "accept": accept, "x-request-id": "abcd-1234"}

    with capture_logs() as lines:
        response = await http.post("/graphql", json=HELLO, headers=headers)

    assert response.status_code == 500
    assert response.json() == {
        "errors": [
            {
                "message": "internal error",
                "extensions": {"code": "INTERNAL", "requestId": "abcd-1234"},
            }
        ]
    }
    assert "request_failed" in [line["event"] for line in lines]


async def test_a_refusal_while_making_the_context_has_its_own_status(
    http: httpx.AsyncClient,
) -> None:
    response = await http.post("/graphql", json=HELLO, headers={"x-limited": "1"})

    assert response.status_code == 429
    assert response.headers["retry-after"] == "2"
    assert response.json()["errors"][0]["extensions"]["code"] == "RATE_LIMITED"


async def test_a_crash_outside_graphql_is_a_masked_500_in_json() -> None:
    async def crash() -> Mapping[str, bool]:
        raise RuntimeError("hunter2")

    app = toy_app(probes=Probes(ready=crash))

    async def broken(request: Request) -> Response:
        raise RuntimeError("hunter2")

    app.add_route("/broken", broken)
    async with client_of(app) as http:
        ready = await http.get("/health/ready")
        crashed = await http.get("/broken")

    assert ready.status_code == 503
    assert crashed.status_code == 500
    assert crashed.json()["errors"][0]["message"] == "internal error"
    assert "hunter2" not in ready.text + crashed.text


async def test_a_slow_query_is_given_up_with_504() -> None:
    async with client_of(toy_app(options=HttpOptions(request_seconds=0.05))) as http:
        response = await http.post("/graphql", json={"query": "{ slow(seconds: 5) }"})

    assert response.status_code == 504
    assert response.json()["errors"][0]["extensions"]["code"] == "TIMEOUT"


async def test_a_slow_mutation_is_answered_with_504_and_still_finishes() -> None:
    engine = toy_engine()
    app = toy_app(engine, options=HttpOptions(request_seconds=0.05))
    async with client_of(app) as http:
        query = 'mutation { write(text: "late", seconds: 0.1) }'
        response = await http.post("/graphql", json={"query": query})
        assert (response.status_code, WRITTEN) == (504, [])
        await engine.drain(5)

    assert WRITTEN == ["late"]


async def test_a_time_out_inside_a_resolver_is_not_taken_for_ours() -> None:
    async def late(request: Request) -> Context:
        raise TimeoutError

    async with client_of(toy_app(context=late)) as http:
        response = await http.post("/graphql", json=HELLO)

    assert response.status_code == 500


async def test_a_body_that_does_not_arrive_is_given_up_with_408() -> None:
    async def trickle() -> AsyncIterator[bytes]:
        yield b"{"
        await asyncio.sleep(5)

    async with client_of(toy_app(options=HttpOptions(read_seconds=0.05))) as http:
        headers = {"content-type": "application/json"}
        response = await http.post("/graphql", content=trickle(), headers=headers)

    assert response.status_code == 408
    assert response.headers["connection"] == "close"


PREFLIGHT = {
    "access-control-request-method": "POST",
    "access-control-request-headers": "content-type, idempotency-key",
}


async def test_only_listed_origins_may_call_from_a_browser() -> None:
    app = toy_app(options=HttpOptions(origins=("https://shop.uz",)))
    async with client_of(app) as http:
        good = await http.options("/graphql", headers={"origin": "https://shop.uz", **PREFLIGHT})
        evil = await http.options("/graphql", headers={"origin": "https://evil.uz", **PREFLIGHT})
        call = await http.post("/graphql", json=HELLO, headers={"origin": "https://shop.uz"})
        null = await http.post("/graphql", json=HELLO, headers={"origin": "null"})

    assert good.headers["access-control-allow-origin"] == "https://shop.uz"
    assert call.headers["access-control-allow-origin"] == "https://shop.uz"
    assert evil.status_code == 400
    for response in (evil, null):
        assert "access-control-allow-origin" not in response.headers
    for response in (good, call, evil, null):
        assert "access-control-allow-credentials" not in response.headers


async def test_no_origin_is_allowed_unless_listed(http: httpx.AsyncClient) -> None:
    response = await http.options("/graphql", headers={"origin": "https://shop.uz", **PREFLIGHT})

    assert response.status_code == 405
    assert "access-control-allow-origin" not in response.headers


async def test_health_says_which_check_fails() -> None:
    async def checks() -> Mapping[str, bool]:
        return {"database": True, "jobs": False}

    async with client_of(toy_app(probes=Probes(ready=checks))) as http:
        live, ready, deep = [await http.get(f"/health/{p}") for p in ("live", "ready", "deep")]

    assert (live.status_code, ready.status_code, deep.status_code) == (200, 503, 200)
    assert ready.json() == {"status": "failing", "checks": {"database": True, "jobs": False}}


async def test_metrics_count_operations_by_outcome_and_not_by_name(
    http: httpx.AsyncClient,
) -> None:
    for query in ("query Mine { hello }", "{", "{ broken }"):
        await http.post("/graphql", json={"query": query})
    await http.request("BREW", "/")
    text = (await http.get("/metrics")).text

    assert 'graphql_operations_total{kind="query",outcome="ok"} 1.0' in text
    assert 'graphql_operations_total{kind="unknown",outcome="refused"} 1.0' in text
    assert 'graphql_operations_total{kind="query",outcome="fault"} 1.0' in text
    assert 'http_requests_total{method="other",status="405"} 1.0' in text
    assert "Mine" not in text


async def test_the_landing_page_lists_what_is_there(http: httpx.AsyncClient) -> None:
    page = await http.get("/")

    assert page.headers["content-type"].startswith("text/html")
    for path in ("/graphql", "/graphiql", "/schema.graphql", "/metrics", "/health/ready"):
        assert f'href="{path}"' in page.text


async def test_the_explorer_needs_no_other_host(http: httpx.AsyncClient) -> None:
    page = await http.get("/graphiql")
    script = await http.get("/graphiql/explorer.js")
    style = await http.get("/graphiql/explorer.css")
    schema = await http.get("/schema.graphql")

    assert "script-src 'self'" in page.headers["content-security-policy"]
    assert script.headers["content-type"].startswith("text/javascript")
    assert style.headers["content-type"].startswith("text/css")
    assert "type Query {" in schema.text
    for text in (page.text, script.text, style.text):
        assert "http://" not in text
        assert "https://" not in text
        assert "innerHTML" not in text


async def test_production_has_neither_explorer_nor_schema() -> None:
    app = toy_app(toy_engine(introspection=False), options=HttpOptions())
    async with client_of(app) as http:
        page = await http.get("/")
        found = [
            (await http.get(path)).status_code
            for path in ("/graphiql", "/graphiql/explorer.js", "/schema.graphql")
        ]

    assert found == [404, 404, 404]
    assert "graphiql" not in page.text
    assert "schema.graphql" not in page.text
