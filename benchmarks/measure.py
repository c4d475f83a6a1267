"""Load on a server for some seconds, and what came of it."""

import asyncio
import random
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from benchmarks.client import Client
from benchmarks.databases import backends
from benchmarks.flows import Flow
from benchmarks.processes import cpu_seconds
from benchmarks.servers import HOST, Server

CONNECTIONS = 16
_WARMING = 0.3


@dataclass(frozen=True, slots=True)
class Outcome:
    """One line of the table: times in seconds, CPU in seconds per request, SQL per round."""

    name: str
    rps: float
    p50: float
    p95: float
    statements: int | None = None
    server_cpu: float | None = None
    database_cpu: float | None = None

    @classmethod
    def of(
        cls,
        name: str,
        latencies: Sequence[float],
        seconds: float,
        *,
        statements: int | None = None,
        cpu: tuple[float | None, float | None] = (None, None),
    ) -> Self:
        """Sum up the latencies of all requests within some seconds."""
        ordered = sorted(latencies)
        server, database = (None if each is None else each / len(ordered) for each in cpu)
        return cls(
            name=name,
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

    def cpu(self) -> tuple[float | None, float | None]:
        """CPU seconds of the server and of the database so far."""
        pids = backends(self.database) if self.database else []
        return cpu_seconds([self.server.pid]), cpu_seconds(pids) if pids else None


def measure(
    name: str, flow: Flow, target: Target, *, seconds: float, statements: int | None = None
) -> Outcome:
    """Let all connections repeat a flow, after a while to get warm.

    Raises:
        Failed: an answer was not what it should be.
    """
    asyncio.run(_drive(flow, target.server.port, max(0.1, seconds * _WARMING)))
    before = target.cpu()
    began = time.perf_counter()
    latencies = asyncio.run(_drive(flow, target.server.port, seconds))
    took = time.perf_counter() - began
    spent = [_less(new, old) for new, old in zip(target.cpu(), before, strict=True)]
    return Outcome.of(name, latencies, took, statements=statements, cpu=(spent[0], spent[1]))


def statements_of(flow: Flow, server: Server) -> int:
    """The SQL statements of one round, from a server that tells; the first round warms it."""

    async def twice() -> int:
        client = await Client.connect(HOST, server.port)
        dice = random.Random(1)
        try:
            await flow(client, dice)
            return await flow(client, dice)
        finally:
            client.close()

    return asyncio.run(twice())


async def _drive(flow: Flow, port: int, seconds: float) -> list[float]:
    until = time.perf_counter() + seconds
    latencies: list[float] = []

    async def visit(number: int) -> None:
        client, dice = await Client.connect(HOST, port), random.Random(number)
        try:
            while True:
                await flow(client, dice)
                if time.perf_counter() >= until:
                    break
        finally:
            client.close()
        latencies.extend(client.latencies)

    async with asyncio.TaskGroup() as group:
        for number in range(CONNECTIONS):
            group.create_task(visit(number))
    return latencies


def _less(new: float | None, old: float | None) -> float | None:
    return None if new is None or old is None else new - old
