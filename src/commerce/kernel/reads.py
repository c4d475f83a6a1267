"""The read side: short statements on prepared autocommit connections, plain rows out.

A statement is built with SQLAlchemy and compiled once at import (`compiled`), or per call
when its shape depends on the request. No transaction, no session state.
"""

import asyncio
import time
from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Protocol

import psycopg
from psycopg.rows import namedtuple_row
from sqlalchemy import Executable
from sqlalchemy.dialects.postgresql import psycopg as dialect_module

from commerce.kernel.errors import Unavailable

_DIALECT = dialect_module.dialect()  # type: ignore[no-untyped-call]  # untyped in SQLAlchemy
_RETRY_PAUSE = 0.05


@dataclass(slots=True)
class Tally:
    """How many SQL statements one request has run."""

    statements: int = 0


tally: ContextVar[Tally | None] = ContextVar("tally", default=None)


def count_statement() -> None:
    """Add one to the tally of this request, if one is kept."""
    if (current := tally.get()) is not None:
        current.statements += 1


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL text with its fixed parameters; the others are given at each call."""

    sql: str
    fixed: Mapping[str, Any] = field(default_factory=dict, hash=False)


def compiled(stmt: Executable) -> Statement:
    """Turn a SQLAlchemy statement into text once; its `bindparam`s stay open."""
    done = stmt.compile(  # type: ignore[attr-defined]  # Executable lacks it in the stubs
        dialect=_DIALECT, compile_kwargs={"render_postcompile": True}
    )
    processors = done._bind_processors
    fixed = {
        name: processors[name](value) if name in processors else value
        for name, value in done.construct_params(_check=False).items()
    }
    return Statement(done.string, fixed)


class ReadSource(Protocol):
    """Where rows come from."""

    async def fetch(self, sql: str, params: Mapping[str, Any]) -> list[Any]:
        """All rows of one statement, as named tuples."""
        ...


class Reader:
    """Queries of one request, one statement at a time; rows are named tuples."""

    def __init__(self, source: ReadSource) -> None:
        self._source = source

    async def all(self, stmt: Statement | Executable, **params: Any) -> list[Any]:
        """Every row."""
        statement = stmt if isinstance(stmt, Statement) else compiled(stmt)
        count_statement()
        return await self._source.fetch(statement.sql, {**statement.fixed, **params})

    async def first(self, stmt: Statement | Executable, **params: Any) -> Any | None:
        """The first row, or None."""
        return next(iter(await self.all(stmt, **params)), None)

    async def scalar(self, stmt: Statement | Executable, **params: Any) -> Any:
        """The first column of the first row, or None."""
        row = await self.first(stmt, **params)
        return None if row is None else row[0]


class ReadPool:
    """A few autocommit connections, last in first out, opened when needed.

    A lost server is not the reader's fault: a statement that found its connection broken
    is asked again on a new one until `wait` seconds are over.
    """

    def __init__(self, conninfo: str, *, size: int, wait: float, pgbouncer: bool = False) -> None:
        self._conninfo = conninfo
        self._free = asyncio.Semaphore(size)
        self._idle: list[psycopg.AsyncConnection[Any]] = []
        self._wait = wait
        self._pgbouncer = pgbouncer

    async def fetch(self, sql: str, params: Mapping[str, Any]) -> list[Any]:
        """Run one statement.

        Raises:
            Unavailable: no connection came free, or the server stayed away, for `wait` seconds.
        """
        deadline = time.monotonic() + self._wait
        try:
            async with asyncio.timeout(self._wait):
                await self._free.acquire()
        except TimeoutError:
            raise Unavailable("the database is busy") from None
        try:
            return await self._fetch_until(deadline, sql, params)
        finally:
            self._free.release()

    async def _fetch_until(self, deadline: float, sql: str, params: Mapping[str, Any]) -> list[Any]:
        while True:
            try:
                return await self._fetch_once(sql, params)
            except psycopg.errors.QueryCanceled:
                raise Unavailable("the query took too long") from None
            except (psycopg.OperationalError, psycopg.InterfaceError):
                if time.monotonic() > deadline:
                    raise Unavailable("the database does not answer") from None
                await asyncio.sleep(_RETRY_PAUSE)

    async def _fetch_once(self, sql: str, params: Mapping[str, Any]) -> list[Any]:
        connection = self._idle.pop() if self._idle else await self._connect()
        healthy = False
        try:
            cursor = await connection.execute(sql, params, binary=True)
            rows = await cursor.fetchall()
            healthy = True
            return rows
        except psycopg.Error:
            healthy = not connection.closed
            raise
        finally:
            if healthy and not connection.broken:
                self._idle.append(connection)
            else:
                await connection.close()

    async def _connect(self) -> psycopg.AsyncConnection[Any]:
        options = (
            ""
            if self._pgbouncer
            else ("-c default_transaction_read_only=on -c statement_timeout=5000 -c jit=off")
        )
        return await psycopg.AsyncConnection.connect(
            self._conninfo,
            autocommit=True,
            prepare_threshold=None if self._pgbouncer else 1,
            row_factory=namedtuple_row,
            options=options or None,
            connect_timeout=3,
        )

    async def close(self) -> None:
        """Close every idle connection."""
        for connection in self._idle:
            await connection.close()
        self._idle.clear()


def keyed(rows: Sequence[Any], name: str) -> dict[Any, Any]:
    """Rows by one of their columns; the column is unique."""
    return {getattr(row, name): row for row in rows}
