"""The database of a measurement: its own, on an own server or on one that is named."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from commerce.kernel.ids import new_id
from commerce.kernel.postgres import EmbeddedPostgres

SERVER = "BENCH_DATABASE_SERVER"


def is_named() -> bool:
    """Whether the operator named a server, so that we do not start one."""
    return bool(os.environ.get(SERVER))


@contextmanager
def database() -> Iterator[str]:
    """An empty database that is gone afterwards, as a libpq URL.

    It is on the server whose URL (without a database) is in `BENCH_DATABASE_SERVER`, else on
    an embedded one that is started for it.
    """
    if is_named():
        with _on(os.environ[SERVER]) as url:
            yield url
        return
    folder = Path(tempfile.mkdtemp(prefix="commerce-bench-"))
    server = EmbeddedPostgres(folder)
    try:
        server.start()
        server.create_database("bench")
        yield server.url("bench")
    finally:
        server.stop("immediate")
        shutil.rmtree(server.root, ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _on(server: str) -> Iterator[str]:
    name = f"bench_{new_id().hex}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
        try:
            yield f"{server}/{name}"
        finally:
            drop = sql.SQL("drop database {} with (force)").format(sql.Identifier(name))
            connection.execute(drop)


def rows(url: str, query: str) -> list[tuple[Any, ...]]:
    """The rows of one query on a connection of its own."""
    with psycopg.connect(url) as connection:
        return connection.execute(query.encode()).fetchall()


def tidy(url: str) -> None:
    """Let the planner know what the tables hold."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("vacuum analyze")


def backends(url: str) -> list[int]:
    """The processes that serve this database, if they are on this machine."""
    query = (
        "select pid from pg_stat_activity where datname = current_database()"
        " and backend_type = 'client backend' and pid <> pg_backend_pid()"
    )
    return [pid for (pid,) in rows(url, query) if _is_postgres(pid)]


def _is_postgres(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/comm").read_text().startswith("postgres")
    except OSError:
        return False
