"""One database server as the read side sees it: connections shared by all, and ordinary ones."""

from collections.abc import Sequence
from typing import Any

from commerce.kernel.reach import for_reading
from commerce.kernel.reads.connections import ReadLimits, bare_connector, connector
from commerce.kernel.reads.figures import ReadFigures
from commerce.kernel.reads.multiplexed import Future
from commerce.kernel.reads.ordinary import OrdinaryPool
from commerce.kernel.reads.shared import Shared
from commerce.kernel.reads.statements import Statement
from commerce.kernel.reads.values import Loaded, Result
from commerce.kernel.walls import PLATFORM, PUBLIC

# Statements known at import are planned once for all values; the others as PostgreSQL thinks best.
_PLANS = {True: "force_generic_plan", False: "auto"}
_CONNECTIONS = {(PUBLIC, True): 2, (PUBLIC, False): 1, (PLATFORM, True): 1, (PLATFORM, False): 1}


class ReadServer:
    """Answers statements on the connections that suit them; behind PgBouncer all are ordinary.

    Shared connections keep one role for good. Reads of sellers, who differ, are ordinary too.
    """

    def __init__(self, conninfo: str, figures: ReadFigures, limits: ReadLimits) -> None:
        self._limits = limits
        self._shared: dict[tuple[str, bool], Shared] = {}
        seconds, pgbouncer = limits.seconds, limits.pgbouncer
        for (role, lasting), size in () if pgbouncer else _CONNECTIONS.items():
            opener = connector(conninfo, role=role, seconds=seconds, plans=_PLANS[lasting])
            self._shared[role, lasting] = Shared(opener, figures, size=size, seconds=seconds)
        bare = bare_connector(conninfo, pgbouncer=pgbouncer)
        self._ordinary = OrdinaryPool(bare, figures, size=limits.size)

    @property
    def in_flight(self) -> int:
        """How many reads are under way."""
        return self._ordinary.asked + sum(shared.load for shared in self._shared.values())

    @property
    def waiting(self) -> int:
        """How many reads wait for room."""
        return self._ordinary.waiting + sum(shared.waiting for shared in self._shared.values())

    @property
    def connections(self) -> int:
        """How many connections are open."""
        shared = sum(len(shared.connections) for shared in self._shared.values())
        return self._ordinary.connections + shared

    @property
    def prepared(self) -> int:
        """How many statements are kept prepared, over all shared connections."""
        return sum(
            connection.prepared
            for shared in self._shared.values()
            for connection in shared.connections
        )

    async def fetch(
        self, statement: Statement, values: Sequence[Any], *, deadline: float
    ) -> Result:
        """The result of one statement.

        Raises:
            Unavailable: there was no room until the deadline.
            psycopg.OperationalError: no connection, or it broke, or the query took too long.
        """
        told = for_reading(statement.role)
        shared = self._shared.get((told.role, statement.lasting))
        if shared is not None and not statement.slow:
            return await shared.fetch(statement.sql, values, deadline=deadline)
        seconds = self._limits.slow_seconds if statement.slow else self._limits.seconds
        rows = await self._ordinary.fetch(
            statement.sql, values, told, seconds=seconds, deadline=deadline
        )
        return Loaded(rows)

    def asked(self, statement: Statement, values: Sequence[Any]) -> Future | None:
        """The result to come of a statement that can be asked at once; else None."""
        shared = self._shared.get((for_reading(statement.role).role, statement.lasting))
        if shared is None or statement.slow:
            return None
        return shared.asked(statement.sql, values)

    def drop(self, reason: str) -> None:
        """Give the shared connections up: who waits for an answer asks elsewhere."""
        for shared in self._shared.values():
            shared.drop(reason)

    async def close(self) -> None:
        """Close every connection."""
        for shared in self._shared.values():
            await shared.close()
        await self._ordinary.close()
