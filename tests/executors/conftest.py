"""One filled shop per module."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from commerce.app import App
from commerce.kernel.cache import Cache
from commerce.kernel.db import Database
from commerce.kernel.plugins import Registry
from commerce.kernel.settings import Settings
from tests.executors.shop import Patient, Shop
from tests.security.world import build_world


@pytest.fixture(scope="module")
async def shop(engine: AsyncEngine, settings: Settings, registry: Registry) -> AsyncIterator[Shop]:
    """The shop inside a transaction that is never committed."""
    async with engine.connect() as connection:
        outer = await connection.begin()
        raw = await connection.get_raw_connection()
        db = Database(connection, Patient(raw.driver_connection))
        app = App(settings, db, registry, Cache())
        yield Shop.open(app, await build_world(app), connection)
        await outer.rollback()
