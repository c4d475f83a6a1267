"""The source of all reads of a process: the primary, its replicas, and asking again."""

import asyncio
from collections.abc import Sequence
from typing import Any

import psycopg

from commerce.kernel.errors import Unavailable
from commerce.kernel.origins import Read, origins
from commerce.kernel.reads.connections import ReadLimits
from commerce.kernel.reads.figures import ReadFigures, ReadState
from commerce.kernel.reads.multiplexed import Future, Lost
from commerce.kernel.reads.replicas import WRITTEN, Replica, Replicas
from commerce.kernel.reads.server import ReadServer
from commerce.kernel.reads.statements import Statement
from commerce.kernel.reads.values import Result
from commerce.kernel.reads.written import BEYOND, viewer

_RETRY_PAUSE = 0.05
_OUTDATED = (psycopg.errors.FeatureNotSupported, psycopg.errors.InvalidSqlStatementName)


class ReadPool:
    """Answers every read of this process.

    A lost server is not the reader's fault: a statement that found its connection broken is
    asked again, on the primary if it was a replica, until `limits.wait` seconds are over.
    """

    def __init__(
        self,
        conninfo: str,
        limits: ReadLimits,
        *,
        replicas: Sequence[str] = (),
        most_lag: float = 5.0,
    ) -> None:
        self.figures = ReadFigures()
        self._limits = limits
        self._primary = ReadServer(conninfo, self.figures, limits)
        self._replicas: Replicas | None = None
        if replicas:
            members = [Replica(url, ReadServer(url, self.figures, limits)) for url in replicas]
            self._replicas = Replicas(self._primary, members, most_lag=most_lag)

    async def fetch(self, statement: Statement, values: Sequence[Any]) -> list[Any]:
        """Run one statement; whoever notes origins hears of it.

        Raises:
            Unavailable: the query took too long, or there was no room or no server for it.
        """
        result = await self._timed(statement, values)
        if (noted := origins.get()) is not None:
            noted.read(statement, values, result.mark())
        return result.rows()

    async def marks(self, reads: Sequence[Read]) -> list[bytes | None]:
        """The marks that reads have now; all are asked before the first is waited for.

        None for one that could not be asked, or has no mark.

        Raises:
            Unavailable: as `fetch`.
        """
        started = asyncio.get_running_loop().time()
        coming = [self._asked(each.statement, each.values) for each in reads]
        found: list[bytes | None] = []
        for each, future in zip(reads, coming, strict=True):
            try:
                if future is None:
                    result = await self._timed(each.statement, each.values)
                else:
                    result = await future
                    self.figures.answered(asyncio.get_running_loop().time() - started)
                found.append(result.mark())
            except psycopg.Error:
                found.append(None)
        return found

    def _asked(self, statement: Statement, values: Sequence[Any]) -> Future | None:
        replica = self._replica(self._replicas) if self._replicas is not None else None
        server = self._primary if replica is None else replica.server
        return server.asked(statement, values)

    async def _timed(self, statement: Statement, values: Sequence[Any]) -> Result:
        loop = asyncio.get_running_loop()
        started = loop.time()
        try:
            result = await self._fetch(statement, values, started + self._limits.wait)
        except BaseException:
            self.figures.failed += 1
            raise
        self.figures.answered(loop.time() - started)
        return result

    async def position(self) -> int | None:
        """How far the primary has written, for a viewer who has just changed something.

        None without replicas. When the primary does not tell, a point no replica reaches.
        """
        if self._replicas is None:
            return None
        try:
            rows = await self.fetch(WRITTEN, ())
        except (psycopg.Error, Unavailable):
            return BEYOND
        return int(rows[0][0])

    def state(self) -> ReadState:
        """How everything stands at this moment."""
        members = self._replicas.members if self._replicas else ()
        servers = [self._primary, *(replica.server for replica in members)]
        return ReadState(
            in_flight=sum(server.in_flight for server in servers),
            waiting=sum(server.waiting for server in servers),
            connections=sum(server.connections for server in servers),
            prepared=sum(server.prepared for server in servers),
            lags={replica.name: replica.lag for replica in members},
        )

    async def close(self) -> None:
        """Close every connection."""
        if self._replicas is not None:
            await self._replicas.close()
        await self._primary.close()

    async def _fetch(self, statement: Statement, values: Sequence[Any], deadline: float) -> Result:
        while self._replicas is not None and (replica := self._replica(self._replicas)):
            try:
                result = await replica.server.fetch(statement, values, deadline=deadline)
                self.figures.on_replicas += 1
                return result
            except psycopg.errors.QueryCanceled:
                raise Unavailable("the query took too long") from None
            except Lost as error:
                self.figures.asked_again += 1
                replica.leave(str(error))
            except (psycopg.OperationalError, psycopg.InterfaceError, *_OUTDATED):
                # What the replica cannot do at this moment, the primary can.
                self.figures.asked_again += 1
                break
        return await self._ask_primary(statement, values, deadline)

    def _replica(self, replicas: Replicas) -> Replica | None:
        replicas.start()
        who = viewer.get()
        if who is None or who.primary:
            return None
        return replicas.choose(who.position)

    async def _ask_primary(
        self, statement: Statement, values: Sequence[Any], deadline: float
    ) -> Result:
        loop = asyncio.get_running_loop()
        outdated = False
        while True:
            try:
                return await self._primary.fetch(statement, values, deadline=deadline)
            except psycopg.errors.QueryCanceled:
                raise Unavailable("the query took too long") from None
            except _OUTDATED:
                if outdated:
                    raise
                outdated = True
            except (psycopg.OperationalError, psycopg.InterfaceError) as error:
                if loop.time() > deadline:
                    raise Unavailable("the database does not answer") from error
                await asyncio.sleep(_RETRY_PAUSE)
            self.figures.asked_again += 1
