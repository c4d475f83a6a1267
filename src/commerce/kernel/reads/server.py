"""One database server as the read side sees it: connections shared by all, and ordinary ones."""

from collections.abc import Sequence
from typing import Any

from commerce.kernel.reads.connections import ReadLimits, bare_connector, connector
from commerce.kernel.reads.figures import ReadFigures
from commerce.kernel.reads.multiplexed import Future
from commerce.kernel.reads.ordinary import OrdinaryPool
from commerce.kernel.reads.shared import Shared
from commerce.kernel.reads.statements import Statement
from commerce.kernel.reads.values import Loaded, Result

# Statements known at import are planned once for all values; the others as PostgreSQL thinks best.
_PLANS = {True: "force_generic_plan", False: "auto"}
_CONNECTIONS = {True: 2, False: 1}


class ReadServer:
    """Answers statements on the connections that suit them; behind PgBouncer all are ordinary."""

    def __init__(self, conninfo: str, figures: ReadFigures, limits: ReadLimits) -> None:
        self._shared: dict[bool, Shared] = {}
        if limits.pgbouncer:
            connect, seconds = bare_connector(conninfo), limits.seconds
        else:
            seconds = limits.slow_seconds
            connect = connector(conninfo, seconds=seconds)
            for lasting, plans in _PLANS.items():
                opener = connector(conninfo, seconds=limits.seconds, plans=plans)
                size = _CONNECTIONS[lasting]
                self._shared[lasting] = Shared(opener, figures, size=size, seconds=limits.seconds)
        self._ordinary = OrdinaryPool(
            connect, figures, size=limits.size, seconds=seconds, enclosed=limits.pgbouncer
        )

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
        if statement.slow or not self._shared:
            return Loaded(await self._ordinary.fetch(statement.sql, values, deadline=deadline))
        shared = self._shared[statement.lasting]
        return await shared.fetch(statement.sql, values, deadline=deadline)

    def asked(self, statement: Statement, values: Sequence[Any]) -> Future | None:
        """The result to come of a statement that can be asked at once; else None."""
        if statement.slow or not self._shared:
            return None
        return self._shared[statement.lasting].asked(statement.sql, values)

    def drop(self, reason: str) -> None:
        """Give the shared connections up: who waits for an answer asks elsewhere."""
        for shared in self._shared.values():
            shared.drop(reason)

    async def close(self) -> None:
        """Close every connection."""
        for shared in self._shared.values():
            await shared.close()
        await self._ordinary.close()
