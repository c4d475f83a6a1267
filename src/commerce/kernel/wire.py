"""Statements of one transaction on its connection: many in one round trip, prepared once.

PostgreSQL's pipeline mode takes statements without waiting for the answer to the one before.
BEGIN travels with the first of them and COMMIT with the last.
"""

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from uuid import UUID

import psycopg
from psycopg.errors import error_from_result
from psycopg.pq import ConnStatus, ExecStatus, TransactionStatus
from psycopg.waiting import Ready, Wait
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import PoolProxiedConnection

from commerce.kernel.reads import Statement, count_statement
from commerce.kernel.reads.values import Rows

# Kept with each pooled connection: what it has prepared; None where a pooler sits between,
# which may hand the next statement to another server process.
PREPARED = "prepared"
_MOST_PREPARED = 500
_FINE = (ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK)
_TEXT, _BINARY = 0, 1
_SHUTDOWN = "57P"
_BEGIN, _COMMIT = "begin", "commit"
_serial = count(1)


@dataclass(slots=True)
class Prepared:
    """A statement the server knows by name; how its rows are read is found out once."""

    name: bytes
    rows: Rows | None = None


Names = dict[str, Prepared]


class Answer:
    """What comes back for a statement; its rows are there after the round trip."""

    __slots__ = ("_rows", "_statement")

    def __init__(self, statement: Statement) -> None:
        self._statement = statement
        self._rows: list[Any] | None = None

    @property
    def rows(self) -> list[Any]:
        """Every row, as named tuples.

        Raises:
            RuntimeError: the statement was not sent yet.
        """
        if self._rows is None:
            raise RuntimeError("the statement was not sent yet")
        return self._rows

    @property
    def here(self) -> bool:
        """Whether the round trip is over."""
        return self._rows is not None

    def come(self, rows: list[Any]) -> None:
        """Take the rows in."""
        self._rows = self._statement.opened(rows) if self._statement.opens else rows


@dataclass(slots=True)
class _Sent:
    """One statement on its way; with `prepare` it has to be prepared before."""

    sql: str
    params: Sequence[bytes | None] = ()
    formats: Sequence[int] = ()
    known: Prepared | None = None
    prepare: bool = False
    answer: Answer | None = None
    failed: Any = None
    result: Any = None

    def send(self, line: Any) -> None:
        if self.known is None:
            line.send_query_params(self.sql.encode(), self.params, None, self.formats, _BINARY)
            return
        if self.prepare:
            line.send_prepare(self.known.name, self.sql.encode())
        line.send_query_prepared(self.known.name, self.params, self.formats, _BINARY)

    def take(self, result: Any) -> None:
        if result.status not in _FINE:
            self.failed = self.failed or result
        self.result = result

    def rows(self, connection: Any) -> list[Any]:
        """What came back."""
        if self.result.status != ExecStatus.TUPLES_OK or not self.result.ntuples:
            return []
        if self.known is None:
            return Rows(self.result, connection).load(self.result)
        if self.known.rows is None:
            self.known.rows = Rows(self.result, connection)
        return self.known.rows.load(self.result)


@dataclass(slots=True)
class Wire:
    """The connection of one transaction; statements wait in a queue for the next round trip.

    With `partial` the transaction is a part of another one, which goes on after it. `opening`
    are settings of the transaction, which travel before its first statement.
    """

    connection: "psycopg.AsyncConnection[Any]"
    names: Names | None
    partial: bool = False
    opening: Mapping[str, str] = field(default_factory=dict)
    _queue: list[_Sent] = field(default_factory=list)
    _asked: dict[tuple[Any, ...], Answer] = field(default_factory=dict)

    @classmethod
    def of(
        cls, held: PoolProxiedConnection, opening: Mapping[str, str], *, partial: bool = False
    ) -> "Wire":
        """The wire of a connection that SQLAlchemy has given out."""
        driver: Any = held.driver_connection
        return cls(driver, held.info.get(PREPARED), partial, opening)

    @property
    def waiting(self) -> bool:
        """Whether statements were not sent yet."""
        return bool(self._queue)

    @property
    def idle(self) -> bool:
        """Whether no transaction is open."""
        return self.connection.pgconn.transaction_status == TransactionStatus.IDLE

    def queue(self, statement: Statement, params: Mapping[str, Any]) -> Answer:
        """Send a statement with the next round trip."""
        count_statement()
        values = [_dumped(each) for each in statement.values(params)]
        answer = Answer(statement)
        data, formats = [each for each, _ in values], [how for _, how in values]
        self._queue.append(self._named(_Sent(statement.sql, data, formats, answer=answer)))
        return answer

    def remember(self, statement: Statement, params: Mapping[str, Any], answer: Answer) -> None:
        """Keep an answer for whoever asks the same; see `asked`."""
        self._asked[_key(statement, params)] = answer

    def is_asked(self, statement: Statement, params: Mapping[str, Any]) -> bool:
        """Whether `asked` would find an answer."""
        return _key(statement, params) in self._asked

    def asked(self, statement: Statement, params: Mapping[str, Any]) -> Answer | None:
        """The answer that was remembered for this question, once."""
        return self._asked.pop(_key(statement, params), None) if self._asked else None

    def _named(self, sent: _Sent) -> _Sent:
        if self.names is None:
            return sent
        sent.known = self.names.get(sent.sql)
        if sent.known is None and len(self.names) < _MOST_PREPARED:
            sent.known = self.names[sent.sql] = Prepared(b"w%d" % next(_serial))
            sent.prepare = True
        return sent

    def take_opening(self, mark: str = "${}") -> tuple[str, list[str]]:
        """The statement that sets what `opening` says, and its values; it is sent only once."""
        names, values = list(self.opening), list(self.opening.values())
        self.opening = {}
        marks = (mark.format(place) for place in range(1, len(names) + 1))
        calls = (f"set_config('{n}', {each}, true)" for n, each in zip(names, marks, strict=True))
        return f"select {', '.join(calls)}", values

    async def exchange(self, *, commit: bool = False) -> None:
        """Send what waits, and get every answer.

        Raises:
            DBAPIError: the server refused a statement; none of those after it took effect.
        """
        batch, self._queue = self._queue, []
        if batch and self.opening:
            if not self.partial:  # a part says again what its whole has said
                count_statement()
            text, values = self.take_opening()
            data = [each.encode() for each in values]
            batch.insert(0, self._named(_Sent(text, data, [_TEXT] * len(data))))
        if batch and self.idle:
            batch.insert(0, self._named(_Sent(_BEGIN)))
        if commit and not self.partial and (batch or not self.idle):
            batch.append(self._named(_Sent(_COMMIT)))
        if not batch:
            return
        try:
            async with self.connection.lock:
                await self.connection.wait(_exchange(self.connection.pgconn, batch))
        except psycopg.Error as error:
            raise _translated(error, lost=True) from error
        self._receive(batch)

    def _receive(self, batch: Sequence[_Sent]) -> None:
        refused = None
        for sent in batch:
            if sent.failed is not None:
                self._forget(sent)
                if refused is None and sent.failed.status != ExecStatus.PIPELINE_ABORTED:
                    refused = sent
            elif sent.answer is not None:
                sent.answer.come(sent.rows(self.connection))
        if refused is not None:
            error = error_from_result(refused.failed)
            lost = self.connection.closed or (error.sqlstate or "").startswith(_SHUTDOWN)
            raise _translated(error, lost=lost, sql=refused.sql) from error

    def _forget(self, sent: _Sent) -> None:
        """A name whose statement may not have been prepared must not be used again."""
        if sent.prepare and self.names is not None:
            self.names.pop(sent.sql, None)


def _translated(error: psycopg.Error, *, lost: bool, sql: str | None = None) -> BaseException:
    """The error as SQLAlchemy would raise it, so that there is one kind to handle."""
    return DBAPIError.instance(sql, None, error, psycopg.Error, connection_invalidated=lost)


def _exchange(line: Any, batch: Sequence[_Sent]) -> Generator[Wait, Ready | int, None]:
    """Send all of a batch and wait until the server has answered it to the end."""
    line.enter_pipeline_mode()
    for sent in batch:
        sent.send(line)
    line.pipeline_sync()
    while line.flush():
        if (yield Wait.RW) & Ready.R:
            line.consume_input()
    expected = iter([sent for sent in batch for _ in range(1 + sent.prepare)])
    while True:
        while line.is_busy():
            yield Wait.R
            line.consume_input()
        result = line.get_result()
        if result is None and line.status != ConnStatus.OK:
            raise psycopg.OperationalError("the connection is lost")
        if result is None:  # the end of what one statement answers
            continue
        if result.status == ExecStatus.PIPELINE_SYNC:
            break
        next(expected).take(result)
    line.exit_pipeline_mode()


def _key(statement: Statement, params: Mapping[str, Any]) -> tuple[Any, ...]:
    given = (tuple(each) if isinstance(each, list) else each for each in params.values())
    return (statement.sql, *params, *given)


def _dumped(value: Any) -> tuple[bytes | None, int]:
    """A parameter for libpq, and whether it is binary; its type is that of its cast in SQL."""
    if value is None:
        return None, _TEXT
    if isinstance(value, UUID):
        return value.bytes, _BINARY
    if isinstance(value, list):
        return ("{" + ",".join(map(_element, value)) + "}").encode(), _TEXT
    return str(value).encode(), _TEXT


def _element(value: Any) -> str:
    """One element of an array literal."""
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'
    return "null" if value is None else str(value)
