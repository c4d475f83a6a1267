"""Committed data, where races are real: the services on a pool, or a served shop."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from commerce.app import App
from commerce.kernel import sealing
from commerce.kernel.cache import Cache
from commerce.kernel.db import Database, create_engine
from commerce.kernel.keyring import Keyring, master_keys
from commerce.kernel.plugins import Registry
from commerce.kernel.reads import ReadLimits, ReadPool
from commerce.kernel.settings import Settings
from tests.make import Make
from tests.races.carts import Market, check_invariants
from tests.races.shop import Shop
from tests.scratch import scratch_database

CONNECTIONS = 16


@pytest.fixture(scope="module")
def race_url(server_url: str) -> Iterator[str]:
    with scratch_database(server_url) as url:
        yield url


@pytest.fixture
async def race(race_url: str, settings: Settings) -> AsyncIterator[App]:
    """The program on committed data, with enough connections for tasks to meet."""
    engine = create_engine(race_url, size=CONNECTIONS)
    reads = ReadPool(race_url, ReadLimits(size=4, wait=5.0))
    keys = Keyring(race_url, master_keys(settings))
    sealing.use(keys)
    app = App(settings, Database(engine, reads), Registry(), Cache(), engine, reads, keys)
    yield app
    await app.close()


@pytest.fixture
def racing(race: App) -> Make:
    return Make(race)


@pytest.fixture
async def shop(server_url: str, tmp_path: Path) -> AsyncIterator[Shop]:
    """A running shop; at the end its books must balance."""
    with scratch_database(server_url) as url:
        shop = Shop(url, tmp_path)
        shop.start()
        try:
            yield shop
            check_invariants(shop)
        finally:
            await shop.client.aclose()
            shop.stop()


@pytest.fixture
async def market(shop: Shop) -> AsyncIterator[Market]:
    """A market in the running shop."""
    async with shop.making() as make:
        yield await Market(make).open()
