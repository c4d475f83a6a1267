"""Replicas of the database: how far each has come, and which may answer a viewer."""

import asyncio
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

import psycopg
import structlog

from commerce.kernel.errors import Unavailable
from commerce.kernel.reads.server import ReadServer
from commerce.kernel.reads.statements import Statement

log = structlog.get_logger(__name__)

LOOK_SECONDS = 0.1
# A replica that has not told its position for so long is not asked.
SILENCE_SECONDS = 1.0
WRITTEN = Statement("select (pg_current_wal_flush_lsn() - '0/0')::bigint")
_REPLAYED = Statement("select pg_is_in_recovery(), (pg_last_wal_replay_lsn() - '0/0')::bigint")


class Replica:
    """One replica: its server, how far it has replayed, and how many seconds it lags."""

    def __init__(self, conninfo: str, server: ReadServer) -> None:
        self.name = urlsplit(conninfo).netloc.rpartition("@")[2]
        self.server = server
        self.position = 0
        self.lag: float | None = None

    def leave(self, reason: str) -> None:
        """Ask it nothing until it tells its position again."""
        if self.lag is not None:
            log.warning("replica_out", replica=self.name, reason=reason)
        self.lag = None
        self.server.drop(reason)


class Replicas:
    """Looks at every replica ten times a second and chooses among those that are well.

    The lag is how long ago the primary was first seen past the point the replica has reached;
    no clock but ours is needed for that.
    """

    def __init__(
        self, primary: ReadServer, replicas: Sequence[Replica], *, most_lag: float
    ) -> None:
        self.members = replicas
        self._primary = primary
        self._most_lag = most_lag
        self._seen: deque[tuple[float, int]] = deque()
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Begin to look, once."""
        if not self._tasks:
            watched = (self._follow_primary(), *(self._follow(one) for one in self.members))
            self._tasks = [asyncio.create_task(watching) for watching in watched]

    def choose(self, position: int) -> Replica | None:
        """The least busy replica that has come at least so far, if any."""
        best: Replica | None = None
        for replica in self.members:
            lag = replica.lag
            if lag is None or lag > self._most_lag or replica.position < position:
                continue
            if best is None or replica.server.in_flight < best.server.in_flight:
                best = replica
        return best

    async def close(self) -> None:
        """Look no more."""
        for task in self._tasks:
            task.cancel()
        for task in self._tasks:
            with suppress(asyncio.CancelledError):
                await task
        for replica in self.members:
            await replica.server.close()

    async def _follow_primary(self) -> None:
        while True:
            with suppress(psycopg.Error, Unavailable, TimeoutError):
                (row,) = await _ask(self._primary, WRITTEN)
                self._note_written(row[0])
            await asyncio.sleep(LOOK_SECONDS)

    def _note_written(self, position: int) -> None:
        if not self._seen or position > self._seen[-1][1]:
            self._seen.append((asyncio.get_running_loop().time(), position))
        reached = min((one.position for one in self.members if one.lag is not None), default=0)
        longest = 2 * self._most_lag / LOOK_SECONDS
        while len(self._seen) > 1 and (self._seen[0][1] <= reached or len(self._seen) > longest):
            self._seen.popleft()

    async def _follow(self, replica: Replica) -> None:
        while True:
            try:
                (row,) = await _ask(replica.server, _REPLAYED)
                self._note_replayed(replica, recovering=row[0], position=row[1])
            except (psycopg.Error, Unavailable, TimeoutError) as error:
                replica.leave(str(error) or type(error).__name__)
            await asyncio.sleep(LOOK_SECONDS)

    def _note_replayed(self, replica: Replica, *, recovering: bool, position: int | None) -> None:
        if not recovering or position is None:
            replica.leave("it is not a replica")
            return
        if replica.lag is None:
            log.info("replica_in", replica=replica.name)
        replica.position = position
        now = asyncio.get_running_loop().time()
        replica.lag = next((now - at for at, written in self._seen if written > position), 0.0)


async def _ask(server: ReadServer, statement: Statement) -> list[Any]:
    loop = asyncio.get_running_loop()
    async with asyncio.timeout(SILENCE_SECONDS):
        found = await server.fetch(statement, (), deadline=loop.time() + SILENCE_SECONDS)
    return found.rows()
