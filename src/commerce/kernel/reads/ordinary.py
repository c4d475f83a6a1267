"""Connections that one read has to itself: slow ones, those of sellers, and behind PgBouncer."""

import asyncio
from collections.abc import Sequence
from typing import Any

import psycopg
from psycopg.rows import namedtuple_row

from commerce.kernel.errors import Unavailable
from commerce.kernel.reach import Reach
from commerce.kernel.reads.connections import Connect
from commerce.kernel.reads.figures import ReadFigures
from commerce.kernel.walls import SETTING

_GRACE_SECONDS = 1.0
_SETTINGS = (
    "select set_config('statement_timeout', $1, true), set_config('jit', 'off', true),"
    f" set_config('role', $2, true), set_config('{SETTING}', $3, true)"
)


class OrdinaryPool:
    """A few autocommit connections, last in first out, opened when needed.

    Every read is a read-only transaction, in one round trip, that sets its own reach and
    time-out: a pooler in between gives another server connection each time.
    """

    def __init__(self, connect: Connect, figures: ReadFigures, *, size: int) -> None:
        self._connect = connect
        self._figures = figures
        self._free = asyncio.Semaphore(size)
        self._size = size
        self._idle: list[psycopg.AsyncConnection[Any]] = []
        self.asked = 0
        self.waiting = 0

    async def fetch(
        self, sql: str, values: Sequence[Any], told: Reach, *, seconds: float, deadline: float
    ) -> list[Any]:
        """Rows of one query, which may take so many seconds.

        Raises:
            Unavailable: no connection came free until the deadline.
            psycopg.OperationalError: no connection, or it broke, or the query took too long.
        """
        self.waiting += 1
        try:
            async with asyncio.timeout_at(deadline):
                await self._free.acquire()
        except TimeoutError:
            self._figures.turned_away += 1
            raise Unavailable("the database is busy") from None
        finally:
            self.waiting -= 1
        self.asked += 1
        try:
            return await self._fetch(sql, values, told, seconds)
        finally:
            self.asked -= 1
            self._free.release()

    async def _fetch(
        self, sql: str, values: Sequence[Any], told: Reach, seconds: float
    ) -> list[Any]:
        connection = self._idle.pop() if self._idle else await self._open()
        healthy = False
        try:
            settings = [str(round(seconds * 1000)), told.role, told.sellers]
            async with asyncio.timeout(seconds + _GRACE_SECONDS):
                rows = await self._run(connection, sql, values, settings)
            healthy = True
            return rows
        except TimeoutError:
            raise psycopg.errors.QueryCanceled("no answer in time") from None
        except psycopg.Error:
            healthy = not connection.closed and await self._settled(connection)
            raise
        finally:
            if healthy and not connection.broken:
                self._idle.append(connection)
            else:
                self._figures.connections_lost += 1
                await connection.close()

    async def _run(
        self,
        connection: psycopg.AsyncConnection[Any],
        sql: str,
        values: Sequence[Any],
        settings: Sequence[str],
    ) -> list[Any]:
        cursor = psycopg.AsyncRawCursor(connection, row_factory=namedtuple_row)
        limits = psycopg.AsyncRawCursor(connection)
        async with connection.pipeline():
            await limits.execute("begin read only")
            await limits.execute(_SETTINGS, settings)
            await cursor.execute(sql, values, binary=True)
            await limits.execute("commit")
        return await cursor.fetchall()

    async def _settled(self, connection: psycopg.AsyncConnection[Any]) -> bool:
        """Leave a transaction that has failed; the connection is as good as before then."""
        try:
            await connection.rollback()
        except psycopg.Error:
            return False
        return True

    async def _open(self) -> psycopg.AsyncConnection[Any]:
        connection = await self._connect()
        self._figures.connections_opened += 1
        return connection

    @property
    def connections(self) -> int:
        """How many connections are open."""
        return len(self._idle) + self.asked

    async def close(self) -> None:
        """Close every idle connection."""
        for connection in self._idle:
            await connection.close()
        self._idle.clear()
