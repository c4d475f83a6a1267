"""Pools and connections of the read side, and an administrator who can break them."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import psycopg
import pytest
from sqlalchemy import MetaData

from commerce.kernel import grants
from commerce.kernel.reads import ReadLimits, ReadPool, Statement


def open_to_platform(url: str) -> None:
    """Make the roles, and let the program read what a test will create."""
    grants.secure(url, url, MetaData())
    with psycopg.connect(url) as connection:
        connection.execute("select pg_advisory_xact_lock(1)")
        connection.execute("alter default privileges grant all on tables to commerce_api")


Ask = Callable[..., Awaitable[list[Any]]]


@pytest.fixture
def url(server_url: str) -> str:
    """A database without tables of ours; what tests create there is the platform's to read."""
    url = f"{server_url}/postgres"
    open_to_platform(url)
    return url


@pytest.fixture
async def pool(url: str) -> AsyncIterator[ReadPool]:
    pool = ReadPool(url, ReadLimits(size=2, wait=3.0, seconds=1.0))
    yield pool
    await pool.close()


@pytest.fixture
def ask(pool: ReadPool) -> Ask:
    """Ask the pool by text and values; the answer is rows as plain tuples."""

    async def call(sql: str, *values: object, **marks: bool) -> list[Any]:
        return [tuple(row) for row in await pool.fetch(Statement(sql, **marks), values)]

    return call


@pytest.fixture
async def admin(url: str) -> AsyncIterator[psycopg.AsyncConnection[Any]]:
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
        yield connection
