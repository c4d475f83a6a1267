"""Load on a server for some seconds, and what came of it."""

import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from benchmarks.client import Times, Visit, load
from benchmarks.databases import backends
from benchmarks.processes import Cpu, cpu, spent
from benchmarks.servers import Server

_WARMING = 0.3


@dataclass(frozen=True, slots=True)
class Outcome:
    """One line of the table: times in seconds, CPU in seconds per round, SQL per round."""

    key: str
    rps: float
    p50: float
    p95: float
    statements: int | None = None
    server_cpu: float | None = None
    database_cpu: float | None = None

    @classmethod
    def of(
        cls,
        key: str,
        latencies: Sequence[float],
        seconds: float,
        *,
        statements: int | None = None,
        cpu: tuple[float | None, float | None] = (None, None),
    ) -> Self:
        """Sum up the latencies of all rounds within some seconds."""
        ordered = sorted(latencies)
        server, database = (None if each is None else each / len(ordered) for each in cpu)
        return cls(
            key=key,
            rps=len(ordered) / seconds,
            p50=statistics.median(ordered),
            p95=ordered[int(len(ordered) * 0.95)],
            statements=statements,
            server_cpu=server,
            database_cpu=database,
        )


@dataclass(frozen=True, slots=True)
class Target:
    """What load is put on: a server, and the database it works with (None: it has none)."""

    server: Server
    database: str | None = None

    def cpu(self) -> tuple[Cpu, Cpu]:
        """CPU of the server and of the database so far."""
        pids = backends(self.database) if self.database else []
        return cpu(self.server.processes()), cpu(pids) if pids else None


@dataclass(frozen=True, slots=True)
class Measured:
    """The line of a flow, and the times of each of its rounds and requests."""

    outcome: Outcome
    times: Times
    seconds: float


def measure(
    key: str,
    visits: Sequence[Visit],
    target: Target,
    seconds: float,
    statements: int | None = None,
) -> Measured:
    """Let a connection for each of `visits` repeat its flow, after a while to get warm.

    Raises:
        Failed: an answer was not what it should be.
    """
    load(target.server.address, visits, max(0.1, seconds * _WARMING))
    before = target.cpu()
    began = time.perf_counter()
    times = load(target.server.address, visits, seconds)
    took = time.perf_counter() - began
    server, database = (spent(old, new) for old, new in zip(before, target.cpu(), strict=True))
    outcome = Outcome.of(key, times.rounds, took, statements=statements, cpu=(server, database))
    return Measured(outcome, times, took)
