"""Reads on streaming replicas: spread, never older than what the viewer has written, never lost."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager

import pytest

from commerce.kernel.db import Database, create_engine
from commerce.kernel.postgres import EmbeddedPostgres
from commerce.kernel.reads import ReadLimits, ReadPool, Statement, Viewer, viewer
from tests.kernel.reads.conftest import open_to_platform
from tests.kernel.reads.relay import relayed
from tests.kernel.reads.standby import replicated, standing_still
from tests.kernel.servers import ask

PORT = Statement("select inet_server_port()")
COUNT = Statement("select count(*) from seen")

Cluster = tuple[EmbeddedPostgres, list[EmbeddedPostgres]]


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    with replicated(2) as (primary, replicas):
        open_to_platform(primary.url())
        ask(primary, "create table seen (n int)")
        yield primary, replicas


@asynccontextmanager
async def reading(
    cluster: Cluster, *, most_lag: float = 5.0, urls: Sequence[str] = ()
) -> AsyncIterator[ReadPool]:
    """A pool on the cluster that has found its replicas, at `urls` when they are given."""
    primary, replicas = cluster
    urls = urls or [replica.url() for replica in replicas]
    limits = ReadLimits(size=2, wait=5.0)
    pool = ReadPool(primary.url(), limits, replicas=urls, most_lag=most_lag)
    try:
        with visit():
            await until_used(pool, len(urls))
        yield pool
    finally:
        await pool.close()


@contextmanager
def visit(position: int = 0) -> Iterator[Viewer]:
    """Reads inside are those of a viewer for whom a replica will do."""
    who = Viewer(position)
    who.primary = False
    token = viewer.set(who)
    try:
        yield who
    finally:
        viewer.reset(token)


async def until_used(pool: ReadPool, count: int) -> None:
    """Wait until so many replicas are in use."""
    async with asyncio.timeout(10):
        while sum(lag is not None for lag in pool.state().lags.values()) != count:
            await pool.fetch(PORT, ())


async def ports(pool: ReadPool, count: int = 40) -> set[int]:
    """Where reads that run at once are answered."""
    answers = await asyncio.gather(*(pool.fetch(PORT, ()) for _ in range(count)))
    return {rows[0][0] for rows in answers}


async def until_read(pool: ReadPool, wanted: set[int]) -> None:
    """Wait until these answer, and only these."""
    async with asyncio.timeout(10):
        while await ports(pool) != wanted:
            pass


def port_of(server: EmbeddedPostgres) -> int:
    return int(server.url().rpartition(":")[2].partition("/")[0])


async def test_reads_of_viewers_are_spread_over_the_replicas(cluster) -> None:
    _, replicas = cluster
    async with reading(cluster) as pool:
        with visit():
            seen = await ports(pool)

        assert seen == {port_of(replica) for replica in replicas}
        assert pool.figures.on_replicas >= 40


async def test_work_without_a_viewer_and_mutations_read_the_primary(cluster) -> None:
    primary, _ = cluster
    async with reading(cluster) as pool:
        assert await ports(pool) == {port_of(primary)}
        with visit() as who:
            who.primary = True
            assert await ports(pool) == {port_of(primary)}


async def test_a_viewer_sees_what_they_have_just_written(cluster) -> None:
    primary, _ = cluster
    async with reading(cluster) as pool:
        engine = create_engine(primary.url(), size=2)
        db = Database(engine, pool)
        count = ask(primary, "select count(*) from seen")[0]
        for number in range(1, 51):
            with visit() as who:
                async with db.transaction() as tx:
                    connection = await tx.session.connection()
                    await connection.exec_driver_sql("insert into seen values (1)")
                assert who.wrote
            with visit(who.position):
                assert await db.reader().scalar(COUNT) == count + number
        await engine.dispose()


async def test_a_viewer_who_wrote_reads_the_primary_until_a_replica_has_it(cluster) -> None:
    primary, replicas = cluster
    async with reading(cluster) as pool:
        with standing_still(replicas[0]), standing_still(replicas[1]):
            ask(primary, "insert into seen values (1)")
            position = await pool.position()
            assert position is not None
            with visit(position):
                assert await ports(pool) == {port_of(primary)}
            with visit():
                assert port_of(primary) not in await ports(pool)
        with visit(position):
            await until_read(pool, {port_of(replica) for replica in replicas})


async def test_a_replica_that_lags_too_much_is_left_out_and_comes_back(cluster) -> None:
    primary, replicas = cluster
    async with reading(cluster, most_lag=0.5) as pool:
        with visit():
            with standing_still(replicas[0]):
                ask(primary, "insert into seen values (1)")
                await until_read(pool, {port_of(replicas[1])})
                assert max(lag or 0 for lag in pool.state().lags.values()) > 0.5
            await until_read(pool, {port_of(replica) for replica in replicas})


async def test_no_read_fails_when_a_replica_falls_silent(cluster) -> None:
    primary, replicas = cluster
    async with (
        relayed(replicas[0].url()) as (address, relay),
        reading(cluster, urls=[address]) as pool,
    ):
        with visit():
            assert await ports(pool) == {port_of(replicas[0])}
            relay.flowing.clear()
            async with asyncio.timeout(3):
                assert await ports(pool) == {port_of(primary)}
            relay.flowing.set()
            await until_read(pool, {port_of(replicas[0])})

        assert pool.figures.failed == 0


async def test_no_read_fails_when_replicas_stop_under_load(cluster) -> None:
    primary, replicas = cluster
    async with reading(cluster) as pool:
        stop, answers = asyncio.Event(), []

        async def read() -> None:
            with visit():
                while not stop.is_set():
                    answers.extend(await pool.fetch(Statement("select 1, pg_sleep(0.002)"), ()))

        readers = [asyncio.create_task(read()) for _ in range(16)]
        for replica in replicas:
            await asyncio.sleep(0.3)
            await asyncio.to_thread(replica.stop, "immediate")
        await asyncio.sleep(0.3)
        with visit():
            alone = await ports(pool)
        for replica in replicas:
            await asyncio.to_thread(replica.start)
        with visit():
            await until_used(pool, 2)
        stop.set()
        await asyncio.gather(*readers)

        assert alone == {port_of(primary)}
        assert len(answers) > 300
        assert pool.figures.failed == 0
        assert pool.figures.asked_again > 0
