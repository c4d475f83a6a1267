"""Alembic environment: the one history of the schema; the URL comes from the caller."""

import importlib

from alembic import context
from sqlalchemy import create_engine, pool

from commerce.app import import_all
from commerce.kernel.tables import Base

import_all("models")
importlib.import_module("commerce.kernel.outbox")
importlib.import_module("commerce.kernel.idempotency")
importlib.import_module("commerce.kernel.switches")


def run() -> None:
    url = context.config.attributes["url"]
    engine = create_engine(
        url.replace("postgresql://", "postgresql+psycopg://", 1), poolclass=pool.NullPool
    )
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            compare_type=True,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
