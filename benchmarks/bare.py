"""The SQL of an operation without anything around it: what the database alone can do."""

import time
from collections.abc import Sequence
from typing import cast

import psycopg
from psycopg.pq import ExecStatus
from psycopg.pq.abc import PGconn

from benchmarks.databases import backends
from benchmarks.measure import Outcome
from benchmarks.processes import cpu, spent
from benchmarks.wire import Sent

_BINARY = 1
_WARMING = 10


def measure_bare(key: str, sent: Sequence[Sent], url: str, *, seconds: float) -> Outcome:
    """Repeat statements on one connection, each prepared once."""
    latencies: list[float] = []
    with psycopg.connect(url, autocommit=True) as connection:
        link = connection.pgconn
        for number, each in enumerate(sent):
            answer = link.prepare(_name(number), each.statement.sql, each.statement.types)
            _expect(answer.status, ExecStatus.COMMAND_OK, link)
        for _ in range(_WARMING):
            _round(link, sent)
        pids = backends(url)
        before, began = cpu(pids), time.perf_counter()
        while time.perf_counter() - began < seconds:
            started = time.perf_counter()
            _round(link, sent)
            latencies.append(time.perf_counter() - started)
        took, after = time.perf_counter() - began, cpu(pids)
    used = spent(before, after) if pids else None
    return Outcome.of(key, latencies, took, statements=len(sent), cpu=(None, used))


def _name(number: int) -> bytes:
    return b"bare_%d" % number


def _round(link: PGconn, sent: Sequence[Sent]) -> None:
    for number, each in enumerate(sent):
        values = cast("Sequence[bytes]", each.values)  # None is a null, which the stub forgets
        answer = link.exec_prepared(_name(number), values, each.formats, _BINARY)
        _expect(answer.status, ExecStatus.TUPLES_OK, link)


def _expect(status: int, wanted: ExecStatus, link: PGconn) -> None:
    if status != wanted:
        raise psycopg.OperationalError(link.get_error_message())
