"""A database of a test's own, for what commits: commands, migrations, killed processes."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from commerce.app import migrate
from commerce.kernel.ids import new_id


@contextmanager
def scratch_database(server_url: str, *, migrated: bool = True) -> Iterator[str]:
    """The URL of a fresh database, gone afterwards."""
    name = f"scratch_{new_id().hex}"
    with psycopg.connect(f"{server_url}/postgres", autocommit=True) as connection:
        connection.execute(f'create database "{name}"')
        try:
            if migrated:
                migrate(f"{server_url}/{name}")
            yield f"{server_url}/{name}"
        finally:
            connection.execute(f'drop database "{name}" with (force)')


def ask(url: str, query: str) -> list[tuple[object, ...]]:
    """The rows of one statement."""
    with psycopg.connect(url, autocommit=True) as connection:
        return connection.execute(query.encode()).fetchall()
