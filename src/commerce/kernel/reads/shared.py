"""A few multiplexed connections to one server: opened again when lost, with bounded queues."""

import asyncio
from collections import deque
from collections.abc import Sequence
from typing import Any

import psycopg

from commerce.kernel.errors import Unavailable
from commerce.kernel.reads.connections import Connect
from commerce.kernel.reads.figures import ReadFigures
from commerce.kernel.reads.multiplexed import Future, Multiplexed
from commerce.kernel.reads.values import Result

ROOM = 64
MOST_PREPARED = 400
# How long a refused second connection is left alone while the first one works.
_PAUSE = 1.0


class Shared:
    """`size` connections that all requests use at once; each has room for so many questions."""

    def __init__(
        self,
        connect: Connect,
        figures: ReadFigures,
        *,
        size: int,
        seconds: float,
        room: int = ROOM,
        most_prepared: int = MOST_PREPARED,
    ) -> None:
        self._connect = connect
        self._figures = figures
        self._size = size
        self._seconds = seconds
        self._room = room
        self._most_prepared = most_prepared
        self._opening: asyncio.Task[None] | None = None
        self._refusal: Exception | None = None
        self._waiting: deque[asyncio.Future[None]] = deque()
        self.connections: list[Multiplexed] = []

    @property
    def load(self) -> int:
        """How many questions are in flight."""
        return sum(connection.asked for connection in self.connections)

    @property
    def waiting(self) -> int:
        """How many callers wait for room."""
        return len(self._waiting)

    async def fetch(self, sql: str, values: Sequence[Any], *, deadline: float) -> Result:
        """The result of one query.

        Raises:
            Unavailable: there was no room until the deadline.
            psycopg.OperationalError: no connection, or it broke, or the query took too long.
        """
        future = self.asked(sql, values)
        while future is None:
            await self._wait(deadline)
            connection = self._least_loaded()
            future = None if connection is None else connection.ask(sql, values)
        return await future

    def asked(self, sql: str, values: Sequence[Any]) -> Future | None:
        """The result to come of a query for which there is room now; else None."""
        connection = None if self._waiting else self._least_loaded()
        return None if connection is None else connection.ask(sql, values)

    def _least_loaded(self) -> Multiplexed | None:
        if len(self.connections) < self._size and self._opening is None:
            self._opening = asyncio.create_task(self._open())
        best: Multiplexed | None = None
        for connection in self.connections:
            if best is None or connection.asked < best.asked:
                best = connection
        return best if best is not None and best.asked < self._room else None

    async def _wait(self, deadline: float) -> None:
        """Wait until there is a connection, or room on one."""
        loop = asyncio.get_running_loop()
        left = deadline - loop.time()
        if not self.connections and self._opening is not None:
            await self._wait_for_connection(self._opening, left)
            return
        turn = loop.create_future()
        self._waiting.append(turn)
        try:
            async with asyncio.timeout(left):
                await turn
        except TimeoutError:
            self._figures.turned_away += 1
            raise Unavailable("the database is busy") from None
        finally:
            if turn in self._waiting:
                self._waiting.remove(turn)

    async def _wait_for_connection(self, opening: asyncio.Task[None], left: float) -> None:
        done, _ = await asyncio.wait({opening}, timeout=max(left, 0))
        if not done:
            raise psycopg.OperationalError(f"no connection in time: {self._refusal or 'silence'}")
        if not self.connections:
            raise psycopg.OperationalError(f"no connection: {self._refusal}")

    async def _open(self) -> None:
        try:
            while len(self.connections) < self._size:
                opened = await self._connect()
                self.connections.append(
                    Multiplexed(
                        opened,
                        seconds=self._seconds,
                        most_prepared=self._most_prepared,
                        changed=self._changed,
                    )
                )
                self._figures.connections_opened += 1
                self._wake(self._room)
        except (psycopg.Error, OSError) as error:
            self._refusal = error
            if self.connections:
                await asyncio.sleep(_PAUSE)
        finally:
            self._opening = None

    def _changed(self, connection: Multiplexed) -> None:
        if connection.closed and connection in self.connections:
            self.connections.remove(connection)
            self._figures.connections_lost += 1
            self._wake(len(self._waiting))
        elif self._waiting:
            self._wake(self._room - connection.asked)

    def _wake(self, count: int) -> None:
        while self._waiting and count > 0:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                count -= 1

    def drop(self, reason: str) -> None:
        """Give every connection up; who waits for an answer hears that it is lost."""
        for connection in list(self.connections):
            connection.lose(reason)

    async def close(self) -> None:
        """Close every connection."""
        if self._opening is not None:
            self._opening.cancel()
            await asyncio.wait({self._opening})
        self.drop("the program stops")
