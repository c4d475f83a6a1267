"""Fixtures: one migrated database per worker, one rolled-back connection per test."""

import asyncio
import os
from base64 import b64encode
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from psycopg.pq import TransactionStatus
from psycopg.rows import namedtuple_row
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from commerce.app import App, import_all, migrate
from commerce.http.main import settle_memory
from commerce.kernel import sealing
from commerce.kernel.access import GUEST, Actor, permissions_of
from commerce.kernel.cache import Cache
from commerce.kernel.db import Database, create_engine
from commerce.kernel.graphql.context import Wanted
from commerce.kernel.ids import new_id
from commerce.kernel.keyring import Keyring, master_keys
from commerce.kernel.plugins import Registry, discover
from commerce.kernel.reach import EVERYTHING, Reach, for_reading, reach
from commerce.kernel.reads import Reader, Statement
from commerce.kernel.settings import Settings, load_settings
from commerce.kernel.walls import SETTING
from tests.client import once, run
from tests.make import Make
from tests.node import pytest_collection_modifyitems, pytest_terminal_summary
from tests.server import VARIABLE, TestServer, database_server

__all__ = ["pytest_collection_modifyitems", "pytest_terminal_summary"]

import_all("models")
import_all("handlers")
# Tests arrange and look as an operator; requests and their mutations narrow it down.
reach.set(EVERYTHING)


def pytest_addoption(parser: pytest.Parser) -> None:
    about = "how many generated documents both executors are asked"
    parser.addoption("--documents", type=int, default=2_000, help=about)


def pytest_configure(config: pytest.Config) -> None:
    """Start a server for this run, unless one was named."""
    os.environ.setdefault("COMMERCE_MASTER_KEY", b64encode(os.urandom(32)).decode())
    if VARIABLE not in os.environ:
        server = TestServer()
        server.start()
        config.add_cleanup(server.stop)


def pytest_collection_finish() -> None:
    """All that the tests need is there; the collector of garbage, as when serving, leaves it."""
    settle_memory()


_TELL = f"select set_config('role', $1, true), set_config('{SETTING}', $2, true)"


class OneConnection:
    """Reads inside the transaction of one test, on its own connection."""

    def __init__(self, connection: psycopg.AsyncConnection[Any]) -> None:
        self._connection = connection
        self._turn = asyncio.Lock()
        self.statements = 0

    async def fetch(self, statement: Statement, values: Sequence[Any]) -> list[Any]:
        self.statements += 1
        told = for_reading(statement.role)
        cursor = psycopg.AsyncRawCursor(self._connection, row_factory=namedtuple_row)
        async with self._turn:
            await self._tell(told)
            try:
                await cursor.execute(statement.sql, values, binary=True)
                return await cursor.fetchall()
            finally:
                if self._connection.info.transaction_status != TransactionStatus.INERROR:
                    await self._tell(EVERYTHING)

    async def _tell(self, told: Reach) -> None:
        await psycopg.AsyncRawCursor(self._connection).execute(_TELL, [told.role, told.sellers])

    async def position(self) -> None:
        """There are no replicas of an open transaction."""


@pytest.fixture(scope="session")
def server_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A PostgreSQL server, as a libpq URL without a database."""
    return database_server()


@pytest.fixture(scope="session")
def database_url(server_url: str) -> Iterator[str]:
    """A migrated database of this worker's own."""
    name = f"test_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{new_id().hex}"
    with psycopg.connect(f"{server_url}/postgres", autocommit=True) as connection:
        connection.execute(f'create database "{name}"')
        url = f"{server_url}/{name}"
        migrate(url)
        keys = Keyring(url, master_keys(load_settings()))
        sealing.use(keys)
        yield url
        sealing.let_go(keys)
        connection.execute(f'drop database "{name}" with (force)')


@pytest.fixture(scope="session")
async def engine(database_url: str) -> AsyncIterator[AsyncEngine]:
    engine = create_engine(database_url, size=2)
    yield engine
    await engine.dispose()


@pytest.fixture(scope="session")
def settings() -> Settings:
    return load_settings()


@pytest.fixture(scope="session")
def registry(settings: Settings) -> Registry:
    return discover(settings.enabled_plugins, settings.plugin_config)


@pytest.fixture
async def connection(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    async with engine.connect() as connection:
        outer = await connection.begin()
        # There is no commit at which the audit trail could be linked.
        await connection.exec_driver_sql("set constraints all immediate")
        yield connection
        await outer.rollback()


@pytest.fixture
async def source(connection: AsyncConnection) -> OneConnection:
    raw = await connection.get_raw_connection()
    driver: Any = raw.driver_connection
    return OneConnection(driver)


@pytest.fixture
def db(connection: AsyncConnection, source: OneConnection) -> Database:
    return Database(connection, source)


@pytest.fixture
def reader(db: Database) -> Reader:
    return db.reader()


@pytest.fixture
def app(db: Database, settings: Settings, registry: Registry) -> App:
    return App(settings, db, registry, Cache())


@pytest.fixture
def make(app: App) -> Make:
    return Make(app)


Gql = Callable[..., Any]


@pytest.fixture
def gql(app: App) -> Gql:
    """Run a document as somebody; top-level errors fail the test. See `fails` for the others."""

    async def call(
        document: str, actor: Actor = GUEST, wanted: Wanted | None = None, **variables: Any
    ) -> dict[str, Any]:
        answer = await run(app, document, actor=actor, wanted=wanted, variables=variables)
        assert "errors" not in answer, answer["errors"]
        return dict(answer["data"])

    return call


@pytest.fixture
def refused(app: App) -> Gql:
    """Run a document that must fail at the top level; returns its error codes."""

    async def call(
        document: str, actor: Actor = GUEST, wanted: Wanted | None = None, **variables: Any
    ) -> list[str]:
        answer = await run(app, document, actor=actor, wanted=wanted, variables=variables)
        assert answer.get("errors"), answer
        return [error["extensions"]["code"] for error in answer["errors"]]

    return call


@pytest.fixture
def admin() -> Actor:
    return Actor(token_id=new_id(), name="admin", permissions=permissions_of("admin"))


@pytest.fixture
def seller_actor() -> Callable[[Any], Actor]:
    """An actor who acts for one seller."""

    def build(seller: Any) -> Actor:
        return Actor(
            token_id=new_id(),
            name="seller",
            seller_permissions={seller.id: permissions_of("seller")},
        )

    return build


class SqlLog:
    """Counts the reads that run inside a block."""

    def __init__(self, source: OneConnection) -> None:
        self._source = source
        self.count = 0

    @contextmanager
    def counted(self) -> Iterator["SqlLog"]:
        before = self._source.statements
        with once():
            yield self
        self.count = self._source.statements - before


@pytest.fixture
def sql(source: OneConnection) -> SqlLog:
    return SqlLog(source)
