"""The database restarts under load, or takes no changes (REL-11, REL-17)."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from commerce.kernel.postgres import EmbeddedPostgres
from tests.flows.journey import COMPLETE, key
from tests.kernel.servers import open_folder
from tests.races.carts import Market, check_invariants, complete
from tests.races.shop import Shop, until
from tests.scratch import scratch_database

READ = "{ channels { slug } }"


@pytest.fixture
def own_server() -> Iterator[EmbeddedPostgres]:
    """A server that only this test uses, so that it may be restarted."""
    with open_folder() as folder:
        server = EmbeddedPostgres(folder).start()
        try:
            yield server
        finally:
            server.stop("immediate")


@contextmanager
def taking_no_changes(server: EmbeddedPostgres) -> Iterator[None]:
    """The whole server refuses to write, as it does after a failover."""
    options = "-c default_transaction_read_only=off"
    with psycopg.connect(server.url("postgres"), autocommit=True, options=options) as connection:
        connection.execute("alter system set default_transaction_read_only = on")
        connection.execute("select pg_reload_conf()")
        try:
            yield
        finally:
            connection.execute("alter system reset default_transaction_read_only")
            connection.execute("select pg_reload_conf()")


@pytest.fixture
async def own_shop(own_server: EmbeddedPostgres, tmp_path: Path) -> AsyncIterator[Shop]:
    with scratch_database(own_server.url("").rstrip("/")) as url:
        # A restart may take longer than visitors would usually wait for it.
        shop = Shop(url, tmp_path, DB_WAIT_SECONDS="25")
        shop.start()
        try:
            yield shop
        finally:
            await shop.client.aclose()
            shop.stop()


async def test_an_immediate_restart_under_load_costs_at_most_one_request_in_a_hundred(
    own_shop: Shop, own_server: EmbeddedPostgres
) -> None:
    async with own_shop.making() as make:
        market = await Market(make).open()
        offer = await make.offer(stock=100)
        carts = await market.carts(25, [(offer.id, 1)])
    stop, outcomes = asyncio.Event(), []

    async def read() -> None:
        while not stop.is_set():
            outcomes.append("errors" not in (await own_shop.post(READ, {})).json())
            await asyncio.sleep(0.01)

    async def buy(cart: dict[str, str], after: float) -> dict:
        await asyncio.sleep(after)
        mine = key()
        payload = await own_shop.post(COMPLETE, {"input": cart, "key": mine})
        outcomes.append(bool(payload.json().get("data")))
        return await complete(own_shop, cart, mine)

    readers = [asyncio.create_task(read()) for _ in range(4)]
    buyers = [asyncio.create_task(buy(cart, at * 0.05)) for at, cart in enumerate(carts)]
    await until(lambda: len(outcomes) > 30)
    await asyncio.to_thread(own_server.restart, "immediate")
    payloads = await asyncio.gather(*buyers)
    before = len(outcomes)
    await until(lambda: len(outcomes) > before + 200, seconds=60)
    stop.set()
    await asyncio.gather(*readers)

    assert outcomes.count(False) <= len(outcomes) / 100
    assert {payload["orderGroup"]["state"] for payload in payloads} == {"PLACED"}
    assert own_shop.value("select on_hand from inventory_stock") == 75
    check_invariants(own_shop)


async def test_a_database_that_takes_no_changes_still_answers_reads(
    own_shop: Shop, own_server: EmbeddedPostgres
) -> None:
    async with own_shop.making() as make:
        market = await Market(make).open()
        offer = await make.offer(stock=5)
        (cart,) = await market.carts(1, [(offer.id, 1)])
    with taking_no_changes(own_server):
        await until(lambda: own_shop.value("show default_transaction_read_only") == "on")
        refused = (await own_shop.post(COMPLETE, {"input": cart, "key": key()})).json()
        seen = await own_shop.gql(READ)

    assert [error["extensions"]["code"] for error in refused["errors"]] == ["UNAVAILABLE"]
    assert len(seen["channels"]) == 1
    assert own_shop.value("select on_hand from inventory_stock") == 5
