"""Answers that guests share: kept, revalidated, compressed; and nothing of anybody's own."""

import asyncio
import gzip
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import strawberry
from backports import zstd
from starlette.requests import Request

from commerce.http.app import create_app
from commerce.http.options import HttpOptions, Surroundings
from commerce.kernel.access import PUBLIC
from commerce.kernel.graphql.engine import Engine
from commerce.kernel.graphql.fields import query
from commerce.kernel.loaders import load_many
from commerce.kernel.responses import ResponseCache
from commerce.kernel.tags import listing, single, tagged
from tests.http.conftest import client_of

RUNS: list[str] = []  # what resolvers did
STARTED = asyncio.Event()


class Caller:
    """The context of a request, as far as fields look at it."""

    def __init__(self, name: str) -> None:
        self.loaders: dict[Any, Any] = {}
        self.name = name
        self.actor = None


@tagged("product")
async def prices(keys: list[str], context: Any) -> list[int]:
    RUNS.append("prices")
    return [PRICE["now"] for _ in keys]


PRICE = {"now": 100}
Info = strawberry.Info[Any, None]


@strawberry.type
class Query:
    @query(PUBLIC, shared=listing("products"))
    async def products(self, info: Info, size: int = 1) -> list[int]:
        """A list."""
        RUNS.append("products")
        STARTED.set()
        await asyncio.sleep(0.01)
        return [PRICE["now"]] * size

    @query(PUBLIC, shared=single("products"))
    async def product(self, info: Info, id: str) -> int | None:
        """One thing."""
        return None if id == "none" else (await load_many(prices, [id], info.context))[0]

    @query(PUBLIC)
    async def me(self, info: Info) -> str:
        """Whoever asks."""
        RUNS.append("me")
        name: str = info.context.name
        return name

    @query(PUBLIC, shared=listing("products"))
    async def failing(self, info: Info) -> int | None:
        """A fault."""
        RUNS.append("failing")
        raise RuntimeError


async def make_context(request: Request) -> Caller:
    return Caller(request.headers.get("authorization", "guest"))


@pytest.fixture
def cache() -> ResponseCache:
    RUNS.clear()
    PRICE["now"] = 100
    cache = ResponseCache(room=1_000_000, seconds=60)
    cache.connected(True)
    return cache


@pytest.fixture
async def http(cache: ResponseCache) -> AsyncIterator[httpx.AsyncClient]:
    engine = Engine(strawberry.Schema(query=Query)._schema)
    around = Surroundings(cache=cache)
    app = create_app(engine, make_context, options=HttpOptions(), surroundings=around)
    async with client_of(app) as client:
        await known(client)
        yield client


async def known(http: httpx.AsyncClient) -> None:
    """Documents are shared from their second coming on."""
    for document in (LIST, ONE, '{ product(id: "none") }', "{ products(size: 999) }"):
        await post(http, document, authorization="Bearer warm")
    RUNS.clear()


LIST = "{ products }"
ONE = '{ product(id: "a") }'


async def post(http: httpx.AsyncClient, document: str, **headers: str) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return await http.post("/graphql", json={"query": document}, headers=named)


async def test_a_guest_gets_the_answer_that_another_guest_got(http: httpx.AsyncClient) -> None:
    first = await post(http, LIST)
    PRICE["now"] = 200
    second = await post(http, LIST)

    assert first.content == second.content == b'{"data":{"products":[100]}}'
    assert RUNS == ["products"]
    metrics = (await http.get("/metrics")).text
    assert 'response_cache_total{result="hit"} 1.0' in metrics


@pytest.mark.parametrize("header", ["authorization", "cookie", "x-commerce-written"])
async def test_who_may_be_somebody_is_neither_served_from_the_cache_nor_kept(
    http: httpx.AsyncClient, cache: ResponseCache, header: str
) -> None:
    await post(http, LIST, **{header: "x"})
    assert len(cache) == 0

    await post(http, LIST)
    PRICE["now"] = 200
    answer = await post(http, LIST, **{header: "x"})

    assert answer.json()["data"] == {"products": [200]}
    assert RUNS == ["products"] * 3


@pytest.mark.parametrize("document", ["{ me }", "{ me products }", "{ ...on Query { me } }"])
async def test_a_field_that_does_not_say_so_is_never_shared(
    http: httpx.AsyncClient, cache: ResponseCache, document: str
) -> None:
    for _ in range(3):
        await post(http, document)

    assert RUNS.count("me") == 3
    assert len(cache) == 0


async def test_an_answer_with_errors_is_not_kept(
    http: httpx.AsyncClient, cache: ResponseCache
) -> None:
    for _ in range(3):
        await post(http, "{ failing products }")

    assert RUNS.count("failing") == 3
    assert len(cache) == 0


@pytest.mark.parametrize(
    ("name", "value"),
    [("x-channel", "other"), ("x-currency", "USD"), ("x-country", "KZ"), ("accept-language", "ru")],
)
async def test_another_market_has_answers_of_its_own(
    http: httpx.AsyncClient, name: str, value: str
) -> None:
    await post(http, LIST)
    PRICE["now"] = 200
    other = await http.post("/graphql", json={"query": LIST}, headers={name: value})

    assert other.json()["data"] == {"products": [200]}


async def test_languages_that_mean_the_same_share_an_answer(http: httpx.AsyncClient) -> None:
    await post(http, LIST, accept_language="ru")
    await post(http, LIST, accept_language="ru-RU, en;q=0.5")

    assert RUNS == ["products"]


async def test_a_change_drops_what_names_it_and_nothing_else(
    http: httpx.AsyncClient, cache: ResponseCache
) -> None:
    await post(http, LIST)
    await post(http, ONE)
    PRICE["now"] = 200

    cache.drop(["product:b"])
    assert (await post(http, ONE)).json()["data"] == {"product": 100}
    cache.drop(["product:a"])
    assert (await post(http, ONE)).json()["data"] == {"product": 200}
    assert (await post(http, LIST)).json()["data"] == {"products": [100]}
    cache.drop(["products"])
    assert (await post(http, LIST)).json()["data"] == {"products": [200]}


async def test_a_thing_that_is_not_there_appears_when_it_comes(
    http: httpx.AsyncClient, cache: ResponseCache
) -> None:
    document = '{ product(id: "none") }'
    await post(http, document)
    assert len(cache) == 1

    cache.drop(["products"])
    await post(http, LIST)

    assert cache.get(("x",)) is None
    assert (await post(http, document)).json()["data"] == {"product": None}


async def test_many_who_ask_at_once_are_answered_by_one_run(http: httpx.AsyncClient) -> None:
    answers = await asyncio.gather(*(post(http, LIST) for _ in range(20)))

    assert {answer.content for answer in answers} == {b'{"data":{"products":[100]}}'}
    assert RUNS == ["products"]


async def test_what_was_begun_before_a_change_is_not_kept(
    http: httpx.AsyncClient, cache: ResponseCache
) -> None:
    STARTED.clear()
    asking = asyncio.gather(*(post(http, LIST) for _ in range(5)))
    await STARTED.wait()
    PRICE["now"] = 200
    cache.drop(["products"])
    await asking

    assert len(cache) == 0 or (await post(http, LIST)).json()["data"] == {"products": [200]}


async def test_without_announcements_nothing_is_kept(
    http: httpx.AsyncClient, cache: ResponseCache
) -> None:
    await post(http, LIST)
    cache.connected(False)
    assert len(cache) == 0
    await post(http, LIST)
    await post(http, LIST)
    assert RUNS == ["products"] * 3

    cache.connected(True)
    await post(http, LIST)
    await post(http, LIST)
    assert RUNS == ["products"] * 4


async def test_a_get_is_revalidated_by_its_etag(http: httpx.AsyncClient) -> None:
    first = await http.get("/graphql", params={"query": LIST})
    tag = first.headers["etag"]
    same = await http.get("/graphql", params={"query": LIST}, headers={"if-none-match": tag})
    other = await http.get("/graphql", params={"query": LIST}, headers={"if-none-match": '"x"'})

    assert first.headers["cache-control"] == "public, max-age=1"
    assert "Authorization" in first.headers["vary"]
    assert "Accept-Language" in first.headers["vary"]
    assert (same.status_code, same.content) == (304, b"")
    assert same.headers["etag"] == tag
    assert "content-type" not in same.headers
    assert (other.status_code, other.content) == (200, first.content)


@pytest.mark.parametrize("document", ["{ me }", "{ failing }", "{"])
async def test_a_get_of_anything_else_is_kept_by_nobody(
    http: httpx.AsyncClient, document: str
) -> None:
    answer = await http.get("/graphql", params={"query": document})

    assert answer.headers["cache-control"] == "no-store"
    assert "etag" not in answer.headers


async def test_a_signed_in_get_is_kept_by_nobody(http: httpx.AsyncClient) -> None:
    headers = {"authorization": "Bearer x"}
    answer = await http.get("/graphql", params={"query": LIST}, headers=headers)

    assert answer.headers["cache-control"] == "no-store"
    assert "etag" not in answer.headers


@pytest.mark.parametrize(
    ("accepts", "encoding"),
    [
        ("gzip", "gzip"),
        ("gzip, deflate, br, zstd", "zstd"),
        ("zstd;q=0, gzip;q=0.5", "gzip"),
        ("gzip;q=1.0, zstd;q=0.1", "gzip"),
        ("br", None),
        ("identity", None),
        ("gzip;q=0", None),
        ("gzip;q=x", None),
    ],
)
async def test_a_long_answer_is_compressed_as_the_client_accepts(
    http: httpx.AsyncClient, accepts: str, encoding: str | None
) -> None:
    plain = await post(http, "{ products(size: 999) }", accept_encoding="identity")
    for _ in range(2):
        request = http.build_request(
            "POST",
            "/graphql",
            json={"query": "{ products(size: 999) }"},
            headers={"accept-encoding": accepts},
        )
        answer = await http.send(request, stream=True)
        raw = b"".join([part async for part in answer.aiter_raw()])

        assert answer.headers.get("content-encoding") == encoding
        assert answer.headers["vary"] == "Accept-Encoding"
        opened = {"gzip": gzip.decompress, "zstd": zstd.decompress}.get(encoding or "", bytes)(raw)
        assert opened == plain.content
        assert (len(raw) < len(plain.content) / 4) == (encoding is not None)


async def test_short_and_private_answers_are_not_compressed(http: httpx.AsyncClient) -> None:
    short = await post(http, LIST, accept_encoding="gzip")
    private = await post(
        http, "{ products(size: 999) }", accept_encoding="gzip", authorization="Bearer x"
    )

    assert "content-encoding" not in short.headers
    assert "content-encoding" not in private.headers
