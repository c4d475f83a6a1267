"""A database of a test's own, for what commits: commands, migrations, killed processes."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import psycopg

from commerce.app import migrate
from commerce.kernel.ids import new_id


@cache
def _template(server_url: str) -> str:
    """A migrated database that others are copied from, made once by each process."""
    name = f"template_{new_id().hex}"
    with psycopg.connect(f"{server_url}/postgres", autocommit=True) as connection:
        connection.execute(f'create database "{name}"')
    migrate(f"{server_url}/{name}")
    return name


@contextmanager
def scratch_database(server_url: str, *, migrated: bool = True) -> Iterator[str]:
    """The URL of a fresh database, gone afterwards."""
    name = f"scratch_{new_id().hex}"
    model = _template(server_url) if migrated else "template0"
    with psycopg.connect(f"{server_url}/postgres", autocommit=True) as connection:
        connection.execute(f'create database "{name}" template "{model}"')
    yield f"{server_url}/{name}"
    with psycopg.connect(f"{server_url}/postgres", autocommit=True) as connection:
        connection.execute(f'drop database if exists "{name}" with (force)')


def ask(url: str, query: str) -> list[tuple[object, ...]]:
    """The rows of one statement."""
    with psycopg.connect(url, autocommit=True) as connection:
        return connection.execute(query.encode()).fetchall()
