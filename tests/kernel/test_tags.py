"""Announcements: heard after the commit, by every listener, never when rolled back."""

import asyncio
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager, suppress

import pytest

from commerce.kernel.db import Database, create_engine
from commerce.kernel.responses import Kept, ResponseCache
from commerce.kernel.tags import Listener, announce
from tests.conftest import OneConnection


class Heard:
    """What one process hears."""

    def __init__(self) -> None:
        self.tags: list[str] = []
        self.open = asyncio.Event()
        self._came = asyncio.Event()

    def hear(self, tags: Collection[str]) -> None:
        self.tags.extend(tags)
        self._came.set()

    def connected(self, hearing: bool) -> None:
        if hearing:
            self.open.set()

    async def until(self, tag: str) -> None:
        async with asyncio.timeout(5):
            while tag not in self.tags:
                self._came.clear()
                await self._came.wait()


@asynccontextmanager
async def listening(url: str) -> AsyncIterator[Heard]:
    heard = Heard()
    task = asyncio.create_task(
        Listener(url, hear=heard.hear, connected=heard.connected, every=0.2).run()
    )
    try:
        async with asyncio.timeout(5):
            await heard.open.wait()
        yield heard
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


@pytest.fixture
async def committing(database_url: str, source: OneConnection) -> AsyncIterator[Database]:
    engine = create_engine(database_url, size=2)
    yield Database(engine, source)
    await engine.dispose()


async def test_every_listener_hears_what_was_committed_and_nothing_else(
    database_url: str, committing: Database
) -> None:
    async with listening(database_url) as one, listening(database_url) as other:
        with suppress(RuntimeError):
            async with committing.transaction() as tx:
                await announce(tx, ["lost"])
                raise RuntimeError
        async with committing.transaction() as tx:
            await announce(tx, ["product:1", "products"])
            await asyncio.sleep(0.3)
            assert one.tags == []
        await one.until("products")
        await other.until("products")

    assert one.tags == other.tags == ["product:1", "products"]


async def test_many_tags_come_in_several_messages_and_very_many_as_one(
    database_url: str, committing: Database
) -> None:
    some = [f"product:{number:036d}" for number in range(1_000)]
    async with listening(database_url) as heard:
        async with committing.transaction() as tx:
            await announce(tx, some)
        await heard.until(some[-1])
        assert heard.tags == some

        heard.tags.clear()
        async with committing.transaction() as tx:
            await announce(tx, [f"product:{number}" for number in range(5_000)])
        await heard.until("shop")
        assert heard.tags == ["shop"]


def kept(*tags: str, body: bytes = b"{}") -> Kept:
    return Kept(body, None, b"", tags=frozenset(tags))


def filled(cache: ResponseCache, key: str, answer: Kept) -> None:
    with cache.filling(key, weight=len(key), joinable=True) as fill:
        fill.kept = answer


@pytest.fixture
async def cache() -> ResponseCache:
    cache = ResponseCache(room=1_000_000, seconds=60)
    cache.connected(True)
    return cache


async def test_an_answer_holds_until_one_of_its_tags_is_announced(cache: ResponseCache) -> None:
    for key in "abc":
        filled(cache, key, kept(f"product:{key}", "products"))

    cache.drop(["product:a", "other"])
    assert [cache.get(key) is not None for key in "abc"] == [False, True, True]
    cache.drop(["products"])
    assert [cache.get(key) is not None for key in "abc"] == [False, False, False]


async def test_the_word_for_everything_drops_everything(cache: ResponseCache) -> None:
    filled(cache, "a", kept())
    cache.drop(["shop"])

    assert len(cache) == 0


async def test_a_fill_that_began_before_an_announcement_of_its_tag_is_not_kept(
    cache: ResponseCache,
) -> None:
    for tags in (["product:a"], ["shop"]):
        with cache.filling("a", weight=1, joinable=True) as fill:
            cache.drop(tags)
            fill.kept = kept("product:a")
        assert cache.get("a") is None

    with cache.filling("a", weight=1, joinable=True) as fill:
        cache.drop(["product:b"])
        fill.kept = kept("product:a")
    assert cache.get("a") is not None


async def test_forgotten_announcements_count_against_old_answers(cache: ResponseCache) -> None:
    filled(cache, "a", kept("product:a"))
    with cache.filling("b", weight=1, joinable=True) as fill:
        for number in range(25_000):
            cache.drop([f"product:{number}"])
        fill.kept = kept("product:x")

    assert cache.get("a") is None
    assert cache.get("b") is None


async def test_an_answer_grows_old() -> None:
    cache = ResponseCache(seconds=0.05)
    cache.connected(True)
    filled(cache, "a", kept())
    assert cache.get("a") is not None
    await asyncio.sleep(0.1)

    assert cache.get("a") is None


async def test_the_bytes_are_bounded_and_a_flood_spares_what_is_in_use(
    cache: ResponseCache,
) -> None:
    filled(cache, "hot", kept())
    assert cache.get("hot") is not None
    for number in range(2_000):
        filled(cache, str(number), kept(body=b"x" * 4_000))

    assert cache.get("hot") is not None
    assert len(cache) * 8_000 < 300_000


async def test_an_answer_too_large_for_its_share_is_not_kept(cache: ResponseCache) -> None:
    filled(cache, "a", kept(body=b"x" * 100_000))

    assert cache.get("a") is None


async def test_who_joins_a_fill_that_fails_makes_its_own(cache: ResponseCache) -> None:
    async def fail() -> None:
        with cache.filling("a", weight=1, joinable=True):
            await asyncio.sleep(0.01)
            raise RuntimeError

    failing = asyncio.create_task(fail())
    await asyncio.sleep(0)
    assert await cache.joined("a") is None
    with pytest.raises(RuntimeError):
        await failing

    assert await cache.joined("a") is None
