"""Answers given again because all they were made of was asked again: never old, never another's."""

import os
from collections.abc import AsyncIterator
from typing import Any, LiteralString

import httpx
import psycopg
import pytest
import strawberry
from psycopg import sql
from starlette.requests import Request

from commerce.http.app import create_app
from commerce.http.options import Surroundings
from commerce.kernel.access import PUBLIC
from commerce.kernel.cache import Cache
from commerce.kernel.clock import now
from commerce.kernel.errors import RateLimited
from commerce.kernel.graphql.engine import Engine, Toll
from commerce.kernel.graphql.fields import query
from commerce.kernel.proven import ProvenAnswers
from commerce.kernel.reach import EVERYTHING, reach
from commerce.kernel.reads import Reader, ReadLimits, ReadPool, Statement
from commerce.kernel.responses import ResponseCache
from commerce.kernel.tags import listing, single
from tests.http.conftest import client_of
from tests.kernel.reads.conftest import open_to_platform

RUNS: list[str] = []  # what resolvers did
THING = f"proven_thing_{os.getpid()}"
NAMES = Statement(f"select name from {THING} where id >= $1 order by id", ("least",))
PRICE = Statement(f"select price from {THING} where id = $1", ("id",))
SLOW = Statement(f"select name from {THING} where id = 1", slow=True)
RATE = {"now": 12}
Info = strawberry.Info[Any, None]


class Caller:
    """The context of a request, as far as fields look at it."""

    def __init__(self, pool: ReadPool, cache: Cache, language: str) -> None:
        self.loaders: dict[Any, Any] = {}
        self.reader = Reader(pool)
        self.cache = cache
        self.language = language
        self.actor = None


async def rate() -> int:
    return RATE["now"]


@strawberry.type
class Query:
    @query(PUBLIC, shared=listing("products"))
    async def names(self, info: Info, least: int = 0) -> list[str | None]:
        """Names in the language of the request."""
        RUNS.append("names")
        rows = await info.context.reader.all(NAMES, least=least)
        return [row.name and f"{row.name} {info.context.language}" for row in rows]

    @query(PUBLIC, shared=single("products"))
    async def taxed(self, info: Info) -> int:
        """Two reads, one after the other, and a value from a cache."""
        RUNS.append("taxed")
        first = await info.context.reader.scalar(PRICE, id=1)
        other = await info.context.reader.scalar(PRICE, id=first)
        return int(other * await info.context.cache.get("rate", 0.0, rate))

    @query(PUBLIC, shared=single("products"))
    async def timed(self, info: Info) -> str:
        """What the clock has a part in."""
        RUNS.append("timed")
        return f"{await info.context.reader.scalar(PRICE, id=1)} {now():%Y}"

    @query(PUBLIC, shared=single("products"))
    async def slow(self, info: Info) -> str:
        """What is read on a connection of its own."""
        RUNS.append("slow")
        return str(await info.context.reader.scalar(SLOW))

    @query(PUBLIC, shared=single("products"))
    async def failing(self, info: Info) -> int | None:
        """A fault."""
        RUNS.append("failing")
        raise RuntimeError

    @query(PUBLIC)
    async def own(self, info: Info) -> int:
        """What is not for everybody."""
        RUNS.append("own")
        return int(await info.context.reader.scalar(PRICE, id=1))


@pytest.fixture
async def admin(server_url: str) -> AsyncIterator[psycopg.AsyncConnection[Any]]:
    url = f"{server_url}/postgres"
    open_to_platform(url)
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
        await change(connection, "create table {} (id int, name text, price int)")
        await change(connection, "insert into {} values (1, 'tea', 2), (2, null, 5)")
        yield connection
        await change(connection, "drop table {}")


async def change(admin: psycopg.AsyncConnection[Any], text: LiteralString) -> None:
    """Do something to the things."""
    await admin.execute(sql.SQL(text).format(sql.Identifier(THING)))


@pytest.fixture
async def pool(admin: object, server_url: str) -> AsyncIterator[ReadPool]:
    RUNS.clear()
    RATE["now"] = 12
    pool = ReadPool(f"{server_url}/postgres", ReadLimits(size=2, wait=3.0, seconds=1.0))
    yield pool
    await pool.close()


class Purse:
    """Lets in as long as there is something left."""

    def __init__(self, coins: int) -> None:
        self.coins = coins

    async def admit(self, context: Caller, toll: Toll) -> dict[str, int]:
        """One of the coins for what costs something."""
        assert toll.cost > 0
        if not self.coins:
            raise RateLimited("cost", 1)
        self.coins -= 1
        return {}

    async def enter(self, context: Caller, operation: Any, variables: Any) -> None:
        """Whoever paid is in."""

    async def leave(self, context: Caller) -> None:
        """Nobody looks after them."""


def app_of(
    pool: ReadPool,
    *,
    room: int = 1_000_000,
    cache: ResponseCache | None = None,
    purse: Purse | None = None,
) -> Any:
    values = Cache()

    async def make_context(request: Request) -> Caller:
        reach.set(EVERYTHING)
        return Caller(pool, values, request.headers.get("accept-language", "en"))

    around = Surroundings(proven=ProvenAnswers(pool, room=room), cache=cache or ResponseCache())
    engine = Engine(strawberry.Schema(query=Query)._schema, entrance=purse)
    return create_app(engine, make_context, surroundings=around)


@pytest.fixture
async def http(pool: ReadPool) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(app_of(pool)) as client:
        yield client


async def ask(http: httpx.AsyncClient, document: str, **headers: str) -> Any:
    answer = await http.post("/graphql", json={"query": document}, headers=headers)
    assert answer.status_code == 200
    return answer.json()


async def test_what_is_given_again_takes_its_toll_before_the_database_is_asked(
    pool: ReadPool,
) -> None:
    async with client_of(app_of(pool, purse=Purse(3))) as http:
        for _ in range(3):
            await ask(http, "{ names }")
        refused = await http.post("/graphql", json={"query": "{ names }"})

    assert RUNS == ["names"]
    assert refused.status_code == 429
    assert refused.json()["errors"][0]["extensions"]["code"] == "RATE_LIMITED"
    assert pool.figures.reads == 3


async def test_of_the_same_rows_the_same_answer_is_not_made_again(
    http: httpx.AsyncClient, pool: ReadPool
) -> None:
    answers = [await ask(http, "{ names }") for _ in range(3)]

    assert answers == [{"data": {"names": ["tea en", None]}}] * 3
    assert RUNS == ["names"]
    assert pool.figures.reads == 3


@pytest.mark.parametrize(
    "changing",
    [
        "update {} set name = 'mate' where id = 1",
        "update {} set name = '' where id = 2",
        "update {} set id = 3 - id",
        "insert into {} values (3, null, 1)",
        "delete from {} where id = 2",
    ],
)
async def test_a_change_is_in_the_very_next_answer(
    http: httpx.AsyncClient, pool: ReadPool, admin: psycopg.AsyncConnection[Any], changing: Any
) -> None:
    before = await ask(http, "{ names }")
    await change(admin, changing)
    after = await ask(http, "{ names }")

    assert RUNS == ["names", "names"]
    async with client_of(app_of(pool, room=0)) as other:
        assert after == await ask(other, "{ names }") != before


async def test_every_read_of_an_answer_is_asked_again(
    http: httpx.AsyncClient, admin: psycopg.AsyncConnection[Any]
) -> None:
    assert [await ask(http, "{ taxed }") for _ in range(2)] == [{"data": {"taxed": 60}}] * 2
    assert RUNS == ["taxed"]

    await change(admin, "update {} set price = 6 where id = 2")
    assert await ask(http, "{ taxed }") == {"data": {"taxed": 72}}
    await change(admin, "update {} set price = 1 where id = 1")
    assert await ask(http, "{ taxed }") == {"data": {"taxed": 12}}
    assert RUNS == ["taxed"] * 3


async def test_a_value_from_a_cache_is_asked_for_again(http: httpx.AsyncClient) -> None:
    assert await ask(http, "{ taxed }") == {"data": {"taxed": 60}}
    RATE["now"] = 10

    assert await ask(http, "{ taxed }") == {"data": {"taxed": 50}}


async def test_variables_and_languages_have_answers_of_their_own(http: httpx.AsyncClient) -> None:
    for _ in range(2):
        assert await ask(http, "{ names(least: 2) }") == {"data": {"names": [None]}}
        assert (await ask(http, "{ names }"))["data"]["names"][0] == "tea en"
        answer = await ask(http, "{ names }", **{"accept-language": "ru"})
        assert answer["data"]["names"][0] == "tea ru"

    assert RUNS == ["names"] * 3


@pytest.mark.parametrize("header", ["authorization", "cookie", "x-commerce-written"])
async def test_who_may_be_somebody_gets_an_answer_of_their_own(
    http: httpx.AsyncClient, header: str
) -> None:
    for _ in range(2):
        await ask(http, "{ names }", **{header: "x"})
    await ask(http, "{ names }")
    await ask(http, "{ names }", **{header: "x"})

    assert RUNS == ["names"] * 4


@pytest.mark.parametrize("field", ["timed", "slow", "failing", "own"])
async def test_what_cannot_be_asked_again_is_made_again(
    http: httpx.AsyncClient, field: str
) -> None:
    for _ in range(3):
        await ask(http, f"{{ {field} }}")

    assert [field] * 3 == RUNS


async def test_without_room_nothing_is_remembered(pool: ReadPool) -> None:
    async with client_of(app_of(pool, room=0)) as http:
        for _ in range(2):
            await ask(http, "{ names }")

    assert RUNS == ["names"] * 2


async def test_the_response_cache_is_filled_again_from_memory_with_its_tags(
    pool: ReadPool, admin: psycopg.AsyncConnection[Any]
) -> None:
    cache = ResponseCache(room=1_000_000, seconds=60)
    cache.connected(True)
    async with client_of(app_of(pool, cache=cache)) as http:
        for _ in range(2):
            await ask(http, "{ names }")
        cache.drop({"products"})
        again = await ask(http, "{ names }")
        assert (again, RUNS) == ({"data": {"names": ["tea en", None]}}, ["names"])

        await change(admin, "update {} set name = 'mate' where id = 1")
        cache.drop({"products"})
        changed = await ask(http, "{ names }")

    assert changed == {"data": {"names": ["mate en", None]}}
