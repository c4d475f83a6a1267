"""The SQL of a listing without anything around it: what the database alone can do."""

import asyncio
import time
from collections.abc import Sequence
from typing import Any

import psycopg

from benchmarks import documents
from benchmarks.databases import backends
from benchmarks.measure import Outcome
from benchmarks.processes import cpu_seconds
from commerce.app import build
from commerce.http.engine import graphql_engine
from commerce.kernel.db import Database
from commerce.kernel.graphql.engine.answers import GraphQLRequest
from commerce.kernel.reads import ReadSource, Statement
from commerce.kernel.settings import load_settings

Asked = list[tuple[str, Sequence[Any]]]


class _Recorder:
    """Passes statements on and writes them down."""

    def __init__(self, source: ReadSource) -> None:
        self._source = source
        self.asked: Asked = []

    async def fetch(self, statement: Statement, values: Sequence[Any]) -> list[Any]:
        self.asked.append((statement.sql, values))
        return await self._source.fetch(statement, values)

    async def position(self) -> int | None:
        return await self._source.position()


def listing_sql(url: str) -> Asked:
    """The statements of a listing with warm caches."""
    return asyncio.run(_listing_sql(url))


async def _listing_sql(url: str) -> Asked:
    settings = load_settings(database_url=url)
    app = build(settings, url)
    try:
        assert app.engine is not None and app.reads is not None
        recorder = _Recorder(app.reads)
        app.db = Database(app.engine, recorder)
        engine = graphql_engine(settings)
        request = GraphQLRequest(documents.LISTING, variables={})
        await engine.run(request, app.context(), allow_mutation=False)
        recorder.asked.clear()
        await engine.run(request, app.context(), allow_mutation=False)
        return list(recorder.asked)
    finally:
        await app.close()


def measure_bare(name: str, asked: Asked, url: str, *, seconds: float) -> Outcome:
    """Repeat statements on one prepared connection."""
    latencies: list[float] = []
    with psycopg.connect(url, autocommit=True, prepare_threshold=1) as connection:
        for _ in range(10):
            _round(connection, asked)
        pids = backends(url)
        before, began = cpu_seconds(pids), time.perf_counter()
        while time.perf_counter() - began < seconds:
            started = time.perf_counter()
            _round(connection, asked)
            latencies.append(time.perf_counter() - started)
        took, after = time.perf_counter() - began, cpu_seconds(pids)
    cpu = after - before if pids and after is not None and before is not None else None
    return Outcome.of(name, latencies, took, statements=len(asked), cpu=(None, cpu))


def _round(connection: "psycopg.Connection[Any]", asked: Asked) -> None:
    cursor = psycopg.RawCursor(connection)
    for sql, values in asked:
        cursor.execute(sql.encode(), values, binary=True).fetchall()
