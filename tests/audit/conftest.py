"""The trail as an auditor sees it."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any

import pytest

from commerce.app import App
from commerce.kernel.access import Actor, permissions_of
from commerce.kernel.cache import Cache
from commerce.kernel.db import Database, create_engine
from commerce.kernel.ids import new_id
from commerce.kernel.plugins import Registry
from commerce.kernel.reads import ReadLimits, ReadPool
from commerce.kernel.settings import Settings
from tests.scratch import scratch_database

WRITERS = 8

LOG = """query Log($where: AuditWhere) {
  auditLog(first: 100, where: $where) {
    nodes { position at actor requestId action kind row before after hash }
  }
}"""
Log = Callable[..., Awaitable[list[dict[str, Any]]]]


@pytest.fixture
def auditor() -> Actor:
    """Somebody whose own deeds are not looked for."""
    return Actor(token_id=new_id(), permissions=permissions_of("admin"))


@pytest.fixture
def log(gql: Any, auditor: Actor) -> Log:
    """Entries of the trail, newest first."""

    async def read(**where: Any) -> list[dict[str, Any]]:
        data = await gql(LOG, auditor, where=where)
        nodes: list[dict[str, Any]] = data["auditLog"]["nodes"]
        return nodes

    return read


@pytest.fixture
async def market(make: Any) -> None:
    """A channel with tax and delivery."""
    await make.channel()
    await make.tax_rate()
    await make.shipping_method()


@pytest.fixture
def url(server_url: str) -> Iterator[str]:
    with scratch_database(server_url) as url:
        yield url


@pytest.fixture
async def shop(url: str, settings: Settings) -> AsyncIterator[App]:
    """The program on committed data."""
    app = process(url, settings)
    yield app
    await app.close()


def process(url: str, settings: Settings) -> App:
    """One of the processes that share a database."""
    engine = create_engine(url, size=WRITERS)
    reads = ReadPool(url, ReadLimits(size=2, wait=5.0))
    return App(settings, Database(engine, reads), Registry(), Cache(), engine, reads)
