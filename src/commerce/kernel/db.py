"""Database access. The handles below are the only ways to reach SQL.

Reader    queries only, one statement at a time, outside any transaction (`reads.py`)
Tx        one open transaction; a function that takes `tx` never talks to the network
Database  opens transactions; a function that takes `db` owns its own boundaries
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from contextlib import asynccontextmanager
from contextvars import ContextVar
from datetime import datetime
from types import MappingProxyType
from typing import Any, TypeVar
from uuid import UUID

import psycopg
from sqlalchemy import (
    Connection,
    event,
)
from sqlalchemy.exc import DBAPIError, IntegrityError, MissingGreenlet
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.pool import PoolProxiedConnection, QueuePool
from sqlalchemy.util import greenlet_spawn

from commerce.kernel import audit
from commerce.kernel.clock import now
from commerce.kernel.errors import Conflict, NotFound, StaleVersion, Unavailable
from commerce.kernel.events import Event, SecurityEvent, heard
from commerce.kernel.origins import unrepeatable
from commerce.kernel.reach import closing, opening
from commerce.kernel.reads import (
    Reader,
    ReadSource,
    Statement,
    count_statement,
    read_json_quickly,
    viewer,
)
from commerce.kernel.records import Records
from commerce.kernel.tables import AuditDraft, Base, OutboxRow, Record, Rows, Versioned
from commerce.kernel.walls import PLATFORM
from commerce.kernel.wire import PREPARED, Answer, Wire

# A burst of writers waits for its turn rather than failing; the request time-out is longer.
QUEUE_SECONDS = 20
_open_tx: ContextVar[int] = ContextVar("open_tx", default=0)
B = TypeVar("B", bound="Base")
R = TypeVar("R", bound="Record")
V = TypeVar("V", bound="Versioned")


class Tx:
    """One open transaction.

    Two ways lead to the database. `rows`, `later`, `load`, `put` and `write` run statements that
    were compiled at import, many in one round trip; hot commands use nothing else. `add`, `all`,
    `get` and `flush` use a session of SQLAlchemy. An object belongs to the way it came by.
    """

    def __init__(self, wire: Wire, open_session: Callable[[], AsyncSession]) -> None:
        self._wire = wire
        self._open_session = open_session
        self._session: AsyncSession | None = None
        self._records = Records()
        self._told: list[dict[str, Any]] = []
        self._noted: list[dict[str, Any]] = []

    @property
    def session(self) -> AsyncSession:
        """The session of this transaction.

        Raises:
            RuntimeError: statements wait that would be overtaken.
        """
        if self._wire.waiting or self._records.pending:
            raise RuntimeError("statements wait; send them before the session is used")
        if self._session is None:
            self._session = self._open_session()
            event.listen(self._session.sync_session, "after_begin", self._tell)
        return self._session

    def _tell(self, _session: Any, _transaction: Any, connection: Connection) -> None:
        """The settings of this transaction, where the session sends its first statement."""
        if self._wire.opening:
            text, values = self._wire.take_opening("%s")
            connection.exec_driver_sql(text, tuple(values))

    async def rows(self, statement: Statement, **params: Any) -> list[Any]:
        """The rows of a statement, as named tuples; what waits is sent before it."""
        answer = self._wire.asked(statement, params) or self.later(statement, **params)
        if not answer.here:
            await self.send()
        return answer.rows

    def ahead(self, statement: Statement, **params: Any) -> None:
        """Ask now what `rows` or `load` will ask, so that it comes with an earlier round trip."""
        if not self._wire.is_asked(statement, params):
            self._wire.remember(statement, params, self.later(statement, **params))

    def later(self, statement: Statement, **params: Any) -> Answer:
        """Run a statement with the next round trip; writes before it come first."""
        self._write()
        return self._wire.queue(statement, params)

    def write(self, statement: Statement, **params: Any) -> None:
        """Write with the next round trip, in one statement with all else that is to be written.

        The parts of it must not touch the same rows.
        """
        self._records.write(statement, params)

    async def load(self, kind: type[B], statement: Statement, **params: Any) -> list[B]:
        """Rows as objects; what is changed in them is written without further ado."""
        return self._records.read(kind, await self.rows(statement, **params))

    def put(self, *rows: Base) -> None:
        """Write new rows with the next round trip; their defaults are there at once."""
        self._records.add(*rows)

    async def send(self) -> None:
        """Send what waits.

        Raises:
            DBAPIError: the database refused a statement.
        """
        if self._session is not None:
            await self._session.flush()
        self._write()
        await self._wire.exchange()

    def _write(self) -> None:
        order = self._records.order()
        if order is not None:
            self._wire.queue(*order)

    def add(self, *rows: Base) -> None:
        """Put new rows into the session."""
        self.session.add_all(rows)

    async def flush(self, unique: Mapping[str, tuple[str, ...]] = MappingProxyType({})) -> None:
        """Send what is pending, so that constraints speak now.

        `unique` gives the place in the input of what a unique constraint, by name, guards.

        Raises:
            Conflict: one of these constraints is broken.
        """
        try:
            await self.send()
        except IntegrityError as error:
            path = unique.get(broken_constraint(error))
            if path is None:
                raise
            raise Conflict(path[-1], path=path) from error

    def emit(self, what: Event) -> None:
        """Store an event in the outbox; it becomes visible only if we commit.

        One that nobody listens to is delivered with that. A security event is put on record too.
        """
        payload = {key: _plain(value) for key, value in what.to_dict().items()}
        self._told.append(
            {
                "name": what.name,
                "subject_id": what.subject,
                "payload": payload,
                "delivered_at": None if heard(type(what)) else now(),
            }
        )
        if isinstance(what, SecurityEvent):
            self._noted.append(audit.security_note(what, payload))

    def note_reading(self, kind: str, row_id: UUID, fields: Collection[str]) -> None:
        """Put on record that personal data of a row was read."""
        self._noted.append(audit.reading_note(kind, str(row_id), sorted(fields)))

    async def commit(self) -> None:
        """Write the events, all at once, and make everything last."""
        if self._session is not None:
            await self._session.flush()
        self._records.add_plain(OutboxRow, self._told)
        self._records.add_plain(AuditDraft, self._noted)
        self._write()
        await self._wire.exchange(commit=self._session is None)
        if self._session is not None:
            await self._session.commit()

    async def close(self) -> None:
        """Let go of the session; what was not committed is rolled back."""
        if self._session is not None:
            await self._session.close()

    async def all(self, stmt: Rows) -> list[Any]:
        """Entities (or rows of several columns) in the order of the statement."""
        await self.send()
        result = await self.session.execute(stmt)
        rows = result.all()
        return [row[0] for row in rows] if len(result.keys()) == 1 else list(rows)

    async def one_or_none(self, stmt: Rows) -> Any:
        """The only row, or None."""
        return next(iter(await self.all(stmt)), None)

    async def get(
        self, kind: type[R], key: UUID, *, lock: bool = False, path: tuple[str, ...] = ()
    ) -> R:
        """The row with this key, locked for change when asked.

        Raises:
            NotFound: there is none.
        """
        await self.send()
        row = await self.session.get(kind, key, with_for_update=lock or None)
        if row is None:
            raise NotFound(path=path)
        return row


def check_version(row: Versioned, expected: int | None) -> None:
    """Compare the version of a locked row with what the client had seen, if it says so.

    Raises:
        StaleVersion: it was another version.
    """
    if expected is not None and expected != row.version:
        raise StaleVersion(expected, row.version)


def broken_constraint(error: IntegrityError) -> str:
    """The name of the constraint that spoke; empty when the driver does not say."""
    diagnosis = getattr(error.orig, "diag", None)
    return str(getattr(diagnosis, "constraint_name", None) or "")


def bump(row: Versioned, expected: int | None) -> None:
    """Check the version of a locked row and count it up.

    Raises:
        StaleVersion: the client had seen another version.
    """
    check_version(row, expected)
    row.version += 1


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, UUID | datetime) else value


class Database:
    """Opens transactions on an engine, or inside the transaction of one connection (tests)."""

    def __init__(
        self, bind: AsyncEngine | AsyncConnection, reads: ReadSource, *, wait: float = 5.0
    ) -> None:
        self._bind = bind
        self._reads = reads
        self._wait = wait

    def reader(self) -> Reader:
        """A handle for queries outside any transaction."""
        return Reader(self._reads)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Tx]:
        """Open a transaction; leaving it commits, an exception rolls back.

        Raises:
            Unavailable: the server does not answer, or every connection is taken, for too long.
        """
        unrepeatable()
        token = _open_tx.set(_open_tx.get() + 1)
        place = self._inside if isinstance(self._bind, AsyncConnection) else self._pooled
        try:
            async with place() as tx:
                try:
                    yield tx
                    await tx.commit()
                finally:
                    await tx.close()
        finally:
            _open_tx.reset(token)
        await self._note_written()

    async def _note_written(self) -> None:
        """From now on the viewer sees what was committed, whichever server answers."""
        who = viewer.get()
        if who is not None and (position := await self._reads.position()) is not None:
            who.note(position)

    @asynccontextmanager
    async def _pooled(self) -> AsyncIterator[Tx]:
        """A connection of the pool; it goes back there rolled back, if it was not committed."""
        engine = self._bind
        assert isinstance(engine, AsyncEngine)
        held = await self._connect(engine)
        wire = Wire.of(held, opening(pooled=held.info[PREPARED] is None))

        def session() -> AsyncSession:
            connection = AsyncConnection(engine, Connection(engine.sync_engine, held))
            return AsyncSession(connection, expire_on_commit=False)

        try:
            yield Tx(wire, session)
        except DBAPIError as error:
            if error.connection_invalidated and held.is_valid:
                # As SQLAlchemy does: connections as old as this one are not worth trying.
                engine.sync_engine.pool._invalidate(held, error.orig)
            raise
        finally:
            if held.is_valid and wire.idle:
                held._checkin(transaction_was_reset=True)
            else:
                await greenlet_spawn(held.close)

    @asynccontextmanager
    async def _inside(self) -> AsyncIterator[Tx]:
        """A part of the transaction that the one connection is in."""
        connection = self._bind
        assert isinstance(connection, AsyncConnection)

        def session() -> AsyncSession:
            return AsyncSession(
                connection, expire_on_commit=False, join_transaction_mode="create_savepoint"
            )

        async with connection.begin_nested():
            held = await connection.get_raw_connection()
            yield Tx(Wire.of(held, opening(pooled=True), partial=True), session)
            for name, value in closing().items():
                await connection.exec_driver_sql(f"set local {name} = '{value}'")

    async def _connect(self, engine: AsyncEngine) -> PoolProxiedConnection:
        deadline = time.monotonic() + self._wait
        while True:
            try:
                return _waiting(engine) or await engine.raw_connection()
            except PoolTimeout:
                raise Unavailable("the database is busy") from None
            except (DBAPIError, psycopg.Error, OSError, TimeoutError) as error:
                if time.monotonic() > deadline:
                    raise Unavailable("the database does not answer") from error
                await asyncio.sleep(0.05)


def _waiting(engine: AsyncEngine) -> PoolProxiedConnection | None:
    """A connection that waits in the pool: only a new one is worth SQLAlchemy's greenlet."""
    pool = engine.sync_engine.pool
    if not isinstance(pool, QueuePool) or not pool.checkedin():
        return None
    try:
        return engine.sync_engine.raw_connection()
    except MissingGreenlet:
        # It was given up meanwhile and has to be opened anew.
        return None


def create_engine(url: str, *, size: int, pgbouncer: bool = False) -> AsyncEngine:
    """The engine for transactions; `url` is a libpq URL (`postgresql://`)."""
    options = f"-c role={PLATFORM} -c lock_timeout=5000 -c statement_timeout=15000 -c jit=off"
    # Statements are prepared by `wire.py`; the driver would drop them all after a rollback.
    connect_args: dict[str, Any] = {"connect_timeout": 3, "prepare_threshold": None}
    if not pgbouncer:
        connect_args["options"] = options
    engine = create_async_engine(
        url.replace("postgresql://", "postgresql+psycopg://", 1),
        pool_size=size,
        max_overflow=0,
        pool_timeout=QUEUE_SECONDS,
        pool_use_lifo=True,
        hide_parameters=True,
        connect_args=connect_args,
    )
    event.listen(engine.sync_engine, "before_cursor_execute", _count)

    @event.listens_for(engine.sync_engine, "connect")
    def remember_prepared(connection: Any, record: Any) -> None:
        record.info[PREPARED] = None if pgbouncer else {}
        read_json_quickly(connection.driver_connection)

    return engine


def _count(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
    if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK", "set local")):
        count_statement()


def forbid_open_transaction() -> None:
    """Called before anything goes out on the network: no waiting while rows are locked.

    Raises:
        RuntimeError: a transaction is open in this task.
    """
    if _open_tx.get():
        raise RuntimeError("network call inside a database transaction")
