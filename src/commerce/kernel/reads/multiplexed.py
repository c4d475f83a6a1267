"""One connection shared by all requests: questions go out in a pipeline, answers come in order.

Every question ends with a synchronisation point of its own, so each is a transaction by itself
and an error stays with whoever caused it. A waiter who goes away leaves its place in the line:
the answer is read and dropped.
"""

import asyncio
from collections import OrderedDict, deque
from collections.abc import Callable, Sequence
from typing import Any

import psycopg
from psycopg import pq
from psycopg.errors import error_from_result

from commerce.kernel.reads.values import Parameters, Result, Rows

_SYNC = pq.ExecStatus.PIPELINE_SYNC
_ROWS = pq.ExecStatus.TUPLES_OK
_DONE = pq.ExecStatus.COMMAND_OK
_ABORTED = pq.ExecStatus.PIPELINE_ABORTED
_GOOD = pq.ConnStatus.OK
_LOOK_SECONDS = 0.25
# The server's own time-out comes first; a server silent for longer than that is gone.
_GRACE_SECONDS = 1.0
# The server is going away, or lost what we had prepared: the connection is of no more use.
_FINAL = ("08", "57P")
# The text was right but its preparation is not any more: a table has changed.
_OUTDATED = ("0A000", "26000")

Future = asyncio.Future[Result]


class Lost(psycopg.OperationalError):
    """The connection broke before the answer came."""


class Prepared:
    """A statement known to the server, or about to be; who waits for that is kept here."""

    __slots__ = ("name", "parameters", "rows", "sql", "waiting")

    def __init__(self, sql: str, name: bytes) -> None:
        self.sql = sql
        self.name = name
        self.parameters: Parameters | None = None
        self.rows: Rows | None = None
        self.waiting: list[Question] = []

    def learn(self, described: Any, connection: Any) -> None:
        """Take over the types of parameters and columns.

        Raises:
            psycopg.DataError: the names of the columns cannot be those of a row.
        """
        self.rows = Rows(described, connection)
        self.parameters = Parameters(described, connection)


class Question:
    """One query on its way: what was asked and who waits for the answer."""

    __slots__ = ("error", "future", "prepared", "result", "since", "values")

    def __init__(
        self, prepared: Prepared, values: Sequence[Any], future: Future, since: float
    ) -> None:
        self.prepared = prepared
        self.values = values
        self.future = future
        self.since = since
        self.result: Any = None
        self.error: psycopg.Error | None = None

    def fail(self, error: BaseException) -> None:
        if not self.future.done():
            self.future.set_exception(error)


class Chore:
    """Something the connection asks for itself: to prepare a statement, or to forget one."""

    __slots__ = ("error", "prepared", "result", "since")

    def __init__(self, prepared: Prepared | None, since: float) -> None:
        self.prepared = prepared
        self.since = since
        self.result: Any = None
        self.error: psycopg.Error | None = None

    def fail(self, error: BaseException) -> None:
        if self.prepared is not None:
            for question in self.prepared.waiting:
                question.fail(error)


class Multiplexed:
    """A connection in pipeline mode; `changed` is called when an answer or the end has come."""

    def __init__(
        self,
        connection: psycopg.AsyncConnection[Any],
        *,
        seconds: float,
        most_prepared: int,
        changed: Callable[["Multiplexed"], None],
    ) -> None:
        self._connection = connection
        self._pg = connection.pgconn
        self._seconds = seconds
        self._most_prepared = most_prepared
        self._changed = changed
        self._loop = asyncio.get_running_loop()
        self._line: deque[Question | Chore] = deque()
        self._prepared: OrderedDict[str, Prepared] = OrderedDict()
        self._names = 0
        self._heard = self._loop.time()
        self._watching: asyncio.TimerHandle | None = None
        self._writing = False
        self.asked = 0
        self.closed = False
        self._pg.nonblocking = 1
        self._pg.enter_pipeline_mode()
        self._socket = self._pg.socket
        self._loop.add_reader(self._socket, self._readable)

    @property
    def prepared(self) -> int:
        """How many statements the server keeps for this connection."""
        return len(self._prepared)

    def ask(self, sql: str, values: Sequence[Any]) -> Future:
        """Send one query; the future gets its result, or the error of the server.

        It fails with `Lost` when the connection breaks and with `QueryCanceled` when the answer
        takes longer than it may.
        """
        future: Future = self._loop.create_future()
        prepared = self._prepared.get(sql)
        now = self._loop.time()
        try:
            if prepared is None:
                prepared = self._prepare(sql, now)
            else:
                self._prepared.move_to_end(sql)
            question = Question(prepared, values, future, now)
            self.asked += 1
            if prepared.parameters is None:
                prepared.waiting.append(question)
            else:
                self._send(question)
        except psycopg.OperationalError as error:
            self.lose(str(error))
            if not future.done():
                future.set_exception(Lost(str(error)))
        if self._watching is None and not self.closed:
            self._watching = self._loop.call_later(_LOOK_SECONDS, self._watch)
        return future

    def lose(self, reason: str) -> None:
        """Give the connection up: everyone who waits for it hears `Lost`."""
        if self.closed:
            return
        self.closed = True
        self._loop.remove_reader(self._socket)
        self._loop.remove_writer(self._socket)
        if self._watching is not None:
            self._watching.cancel()
        self._pg.finish()
        self._fail_everyone(reason)
        self._changed(self)

    def _fail_everyone(self, reason: str) -> None:
        for waiting in self._line:
            waiting.fail(Lost(reason))
        for prepared in self._prepared.values():
            for question in prepared.waiting:
                question.fail(Lost(reason))
        self._line.clear()
        self._prepared.clear()
        self.asked = 0

    def _prepare(self, sql: str, now: float) -> Prepared:
        self._make_room(now)
        self._names += 1
        prepared = Prepared(sql, b"r%d" % self._names)
        self._pg.send_prepare(prepared.name, sql.encode())
        self._pg.send_describe_prepared(prepared.name)
        self._prepared[sql] = prepared
        self._close_unit(Chore(prepared, now))
        return prepared

    def _make_room(self, now: float) -> None:
        if len(self._prepared) < self._most_prepared:
            return
        oldest = next(iter(self._prepared.values()))
        if oldest.parameters is not None:
            self._forget(oldest, now)

    def _forget(self, prepared: Prepared, now: float) -> None:
        if self._prepared.get(prepared.sql) is prepared:
            del self._prepared[prepared.sql]
            self._pg.send_query_params(b"deallocate " + prepared.name, None)
            self._close_unit(Chore(None, now))

    def _send(self, question: Question) -> None:
        parameters = question.prepared.parameters
        assert parameters is not None
        try:
            data, formats = parameters.dump(question.values)
        except (psycopg.ProgrammingError, ValueError) as error:
            self.asked -= 1
            question.fail(error)
            return
        self._pg.send_query_prepared(question.prepared.name, data, formats, pq.Format.BINARY)
        self._close_unit(question)

    def _close_unit(self, unit: Question | Chore) -> None:
        self._line.append(unit)
        self._pg.pipeline_sync()
        if not self._writing:
            self._writing = True
            self._loop.call_soon(self._flush)

    def _flush(self) -> None:
        if self.closed:
            return
        try:
            unsent = self._pg.flush()
        except psycopg.OperationalError as error:
            self.lose(str(error))
            return
        if unsent:
            self._loop.add_writer(self._socket, self._flush)
        else:
            self._writing = False
            self._loop.remove_writer(self._socket)

    def _readable(self) -> None:
        self._heard = self._loop.time()
        before = self.asked
        try:
            self._pg.consume_input()
            self._take_results()
        except psycopg.OperationalError as error:
            self.lose(str(error))
            return
        except Exception:
            # Nobody knows any more whose answer comes next.
            self.lose("a fault while reading answers")
            raise
        if self.asked < before:
            self._changed(self)

    def _take_results(self) -> None:
        line, pg = self._line, self._pg
        while line and not pg.is_busy():
            result = pg.get_result()
            if result is None:
                if pg.status != _GOOD:
                    raise Lost("the server has closed the connection")
                continue
            status = result.status
            if status == _SYNC:
                self._finish(line.popleft())
            elif status in (_ROWS, _DONE):
                line[0].result = result
            elif status != _ABORTED and line[0].error is None:
                line[0].error = error_from_result(result)
                if (line[0].error.sqlstate or "").startswith(_FINAL):
                    raise Lost(str(line[0].error))

    def _finish(self, unit: Question | Chore) -> None:
        if isinstance(unit, Chore):
            if unit.prepared is not None:
                self._finish_preparing(unit.prepared, unit)
            return
        self.asked -= 1
        if unit.error is not None:
            if unit.error.sqlstate in _OUTDATED:
                self._forget(unit.prepared, self._heard)
            unit.fail(unit.error)
        elif not unit.future.done():
            assert unit.prepared.rows is not None
            unit.future.set_result(Result(unit.prepared.rows, unit.result))

    def _finish_preparing(self, prepared: Prepared, chore: Chore) -> None:
        waiting, prepared.waiting = prepared.waiting, []
        try:
            if chore.error is not None:
                raise chore.error
            prepared.learn(chore.result, self._connection)
        except psycopg.Error as error:
            # A refused statement is not kept: the next one to ask hears it anew.
            if chore.error is None:
                self._forget(prepared, self._heard)
            else:
                del self._prepared[prepared.sql]
            self.asked -= len(waiting)
            for question in waiting:
                question.fail(_once_more(error))
            return
        for question in waiting:
            if question.future.done():
                self.asked -= 1
            else:
                self._send(question)

    def _watch(self) -> None:
        """Tell who has waited too long, and notice a server that says nothing any more."""
        self._watching = None
        now = self._loop.time()
        for unit in self._line:
            if now - unit.since < self._seconds:
                break
            unit.fail(psycopg.errors.QueryCanceled("no answer in time"))
        if self._line:
            silent = now - max(self._heard, self._line[0].since)
            if silent > self._seconds + _GRACE_SECONDS:
                self.lose("the server says nothing")
                return
            self._watching = self._loop.call_later(_LOOK_SECONDS, self._watch)


def _once_more(error: psycopg.Error) -> psycopg.Error:
    """The same error once more: each waiter raises one of its own."""
    again = type(error)(*error.args)
    again.sqlstate = error.sqlstate
    return again
