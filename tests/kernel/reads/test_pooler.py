"""Behind a pooler in transaction mode no read counts on the connection of the one before."""

import asyncio
from collections.abc import AsyncIterator

import psycopg
import pytest

from commerce.kernel.errors import Unavailable
from commerce.kernel.reads import ReadLimits, ReadPool, Statement
from tests.kernel.reads.pooler import Pooler, pooled

LIMITS = ReadLimits(size=4, wait=3.0, pgbouncer=True, seconds=0.5)


@pytest.fixture
async def behind(url: str) -> AsyncIterator[tuple[ReadPool, Pooler]]:
    async with pooled(url, connections=2) as (address, pooler):
        pool = ReadPool(address, LIMITS)
        yield pool, pooler
        await pool.close()


async def test_the_pooler_refuses_options_as_pgbouncer_does(url) -> None:
    async with pooled(url, connections=1) as (address, _):
        pool = ReadPool(address, ReadLimits(size=1, wait=0.2))
        with pytest.raises(Unavailable):
            await pool.fetch(Statement("select 1"), ())
        await pool.close()


async def test_repeated_reads_are_right_on_whatever_connection(behind) -> None:
    pool, pooler = behind
    square = Statement("select $1::int * $1::int as n, pg_backend_pid() as server", lasting=True)

    answers = await asyncio.gather(*(pool.fetch(square, [number]) for number in range(60)))

    assert [rows[0].n for rows in answers] == [number**2 for number in range(60)]
    assert len({rows[0].server for rows in answers}) == 2
    assert pooler.transactions == 60


async def test_each_read_sets_its_own_limits_and_leaves_none_behind(behind, url) -> None:
    pool, _ = behind
    sql = """select current_setting('statement_timeout') as time,
        current_setting('transaction_read_only') as reads_only, current_setting('jit') as jit"""
    (row,) = await pool.fetch(Statement(sql), ())

    assert tuple(row) == ("500ms", "on", "off")
    for _ in range(2):
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            await pool.fetch(Statement("create table reads_pooled (n int)"), ())
    with pytest.raises(Unavailable, match="took too long"):
        await pool.fetch(Statement("select pg_sleep(5)"), ())


async def test_a_failed_read_leaves_the_connection_usable(behind) -> None:
    pool, _ = behind
    for _ in range(6):
        with pytest.raises(psycopg.errors.DivisionByZero):
            await pool.fetch(Statement("select 1 / $1::int"), [0])

    answers = await asyncio.gather(*(pool.fetch(Statement("select 1"), ()) for _ in range(10)))

    assert answers == [[(1,)]] * 10
    assert pool.figures.connections_lost == 0
