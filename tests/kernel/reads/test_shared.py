"""Connections that break, fill up and come back."""

import asyncio

import psycopg
import pytest

from commerce.kernel.errors import Unavailable
from commerce.kernel.reads import ReadLimits, ReadPool, Statement
from commerce.kernel.reads.connections import connector
from commerce.kernel.reads.figures import ReadFigures
from commerce.kernel.reads.shared import Shared
from commerce.kernel.walls import PLATFORM
from tests.kernel.reads.relay import relayed
from tests.races.shop import until

KILL = """select pg_terminate_backend(pid) from pg_stat_activity
where pid <> pg_backend_pid() and query = %s"""


RUNNING = "select 1 from pg_stat_activity where state = 'active' and query = %s"


async def under_way(admin, query: str) -> None:
    """Wait until a connection works on the query."""
    async with asyncio.timeout(10):
        while (await (await admin.execute(RUNNING, [query])).fetchone()) is None:
            pass


def soon(seconds: float) -> float:
    return asyncio.get_running_loop().time() + seconds


async def test_reads_under_way_are_asked_again_when_their_connections_break(
    ask, pool, admin
) -> None:
    query = "select pg_sleep(0.2), 41 + 1"
    reads = [asyncio.create_task(ask(query)) for _ in range(3)]
    await under_way(admin, query)

    await admin.execute(KILL, [query])

    assert [rows[0][1] for rows in await asyncio.gather(*reads)] == [42, 42, 42]
    assert pool.figures.connections_lost >= 1
    assert pool.figures.asked_again >= 1


async def test_idle_connections_that_broke_cost_nobody_an_error(ask, admin) -> None:
    assert await ask("select 'idle one'") == [("idle one",)]

    await admin.execute(KILL, ["select 'idle one'"])
    await asyncio.sleep(0.05)

    assert await ask("select 'idle one'") == [("idle one",)]


async def test_without_a_server_a_read_is_unavailable_after_the_wait() -> None:
    pool = ReadPool("postgresql://nobody@127.0.0.1:1/none", ReadLimits(size=1, wait=0.3))
    try:
        with pytest.raises(Unavailable, match="does not answer"):
            await pool.fetch(Statement("select 1"), ())
    finally:
        await pool.close()


async def test_too_many_at_once_wait_for_room_and_are_served_in_turn(url) -> None:
    figures = ReadFigures()
    shared = Shared(connector(url, role=PLATFORM, seconds=2), figures, size=1, seconds=2, room=4)

    answers = await asyncio.gather(
        *(shared.fetch("select $1::int", [n], deadline=soon(2)) for n in range(100))
    )

    assert [answer.rows()[0][0] for answer in answers] == list(range(100))
    assert figures.turned_away == 0
    await shared.close()


async def test_whoever_finds_no_room_in_time_is_turned_away(url) -> None:
    figures = ReadFigures()
    shared = Shared(connector(url, role=PLATFORM, seconds=2), figures, size=1, seconds=2, room=1)
    await shared.fetch("select 1", (), deadline=soon(2))
    blocking = asyncio.create_task(shared.fetch("select pg_sleep(0.5)", (), deadline=soon(2)))
    await asyncio.sleep(0.05)

    with pytest.raises(Unavailable, match="busy"):
        await shared.fetch("select 1", (), deadline=soon(0.1))

    assert figures.turned_away == 1
    assert shared.waiting == 0
    await blocking
    assert (await shared.fetch("select 1", (), deadline=soon(2))).rows() == [(1,)]
    await shared.close()


async def test_waiting_for_room_can_be_given_up(url) -> None:
    shared = Shared(
        connector(url, role=PLATFORM, seconds=2), ReadFigures(), size=1, seconds=2, room=1
    )
    await shared.fetch("select 1", (), deadline=soon(2))
    blocking = asyncio.create_task(shared.fetch("select pg_sleep(0.2)", (), deadline=soon(2)))
    await asyncio.sleep(0.05)
    leaving = asyncio.create_task(shared.fetch("select 2", (), deadline=soon(2)))
    staying = asyncio.create_task(shared.fetch("select 3", (), deadline=soon(2)))
    await asyncio.sleep(0.05)

    leaving.cancel()

    assert (await staying).rows() == [(3,)]
    await blocking
    await shared.close()


async def test_closing_leaves_no_connection_behind(url, admin) -> None:
    pool = ReadPool(url, ReadLimits(size=2, wait=1))
    await asyncio.gather(
        pool.fetch(Statement("select 'left behind'"), ()),
        pool.fetch(Statement("select 'left behind'", slow=True), ()),
    )

    await pool.close()

    left = "select 1 from pg_stat_activity where query = %s"
    async with asyncio.timeout(10):
        while await (await admin.execute(left, ["select 'left behind'"])).fetchall():
            pass


async def test_a_slow_read_is_asked_again_when_its_connection_breaks(ask, admin) -> None:
    query = "select pg_sleep(0.5), 'slowly'"
    read = asyncio.create_task(ask(query, slow=True))
    await under_way(admin, query)

    await admin.execute(KILL, [query])

    assert (await read)[0][1] == "slowly"


async def test_the_figures_tell_what_happened(ask, pool) -> None:
    await ask("select 1")
    with pytest.raises(psycopg.errors.DivisionByZero):
        await ask("select 1 / 0")

    state = pool.state()

    assert pool.figures.reads == 1
    assert pool.figures.failed == 1
    assert 0 < pool.figures.seconds < 3
    assert (state.in_flight, state.waiting, state.lags) == (0, 0, {})
    assert state.connections >= 1
    assert state.prepared == 2


async def test_a_server_that_falls_silent_is_given_up_and_reached_anew(url) -> None:
    async with relayed(url) as (address, relay):
        pool = ReadPool(address, ReadLimits(size=1, wait=3.0, seconds=0.3))
        one = Statement("select 1", lasting=True)
        await pool.fetch(one, ())

        relay.flowing.clear()
        with pytest.raises(Unavailable, match="took too long"):
            await pool.fetch(one, ())
        assert pool.state().in_flight == 1
        await until(lambda: pool.figures.connections_lost > 0, seconds=3)
        relay.flowing.set()

        assert await pool.fetch(one, ()) == [(1,)]
        assert pool.state().in_flight == 0
        await pool.close()
