"""A database of its own with committed data, on a real pool: here races are real."""

from collections.abc import AsyncIterator, Iterator

import psycopg
import pytest

from commerce.app import App, migrate
from commerce.kernel.cache import Cache
from commerce.kernel.db import Database, create_engine
from commerce.kernel.ids import new_id
from commerce.kernel.plugins import Registry
from commerce.kernel.reads import ReadPool
from commerce.kernel.settings import Settings
from tests.make import Make

CONNECTIONS = 16


@pytest.fixture(scope="module")
def race_url(server_url: str) -> Iterator[str]:
    name = f"race_{new_id().hex}"
    with psycopg.connect(f"{server_url}/postgres", autocommit=True) as connection:
        connection.execute(f'create database "{name}"')
        migrate(f"{server_url}/{name}")
        yield f"{server_url}/{name}"
        connection.execute(f'drop database "{name}" with (force)')


@pytest.fixture
async def race(race_url: str, settings: Settings) -> AsyncIterator[App]:
    """The program on committed data, with enough connections for tasks to meet."""
    engine = create_engine(race_url, size=CONNECTIONS)
    reads = ReadPool(race_url, size=4, wait=5.0)
    app = App(settings, Database(engine, reads), Registry(), Cache(), engine, reads)
    yield app
    await app.close()


@pytest.fixture
def racing(race: App) -> Make:
    return Make(race)
