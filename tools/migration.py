"""Write a migration from the difference between the models and an empty, migrated database."""

import sys

import psycopg
from alembic import command

from commerce.app import alembic_config
from commerce.kernel.ids import new_id


def main(server: str, message: str) -> None:
    """Make a scratch database on `server` (libpq URL without a database), migrate it, compare."""
    name = f"scratch_{new_id().hex}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f'create database "{name}"')
        try:
            config = alembic_config(f"{server}/{name}")
            command.upgrade(config, "head")
            command.revision(config, message, autogenerate=True)
        finally:
            connection.execute(f'drop database "{name}" with (force)')


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
