"""One shop per module, and visitors in it; each attack is rolled back."""

from collections.abc import AsyncIterator

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from commerce.app import App
from commerce.http.main import assemble
from commerce.kernel.cache import Cache
from commerce.kernel.db import Database
from commerce.kernel.plugins import Registry
from commerce.kernel.settings import Settings
from tests.conftest import OneConnection
from tests.identity.provider import TestProvider, serving
from tests.security.visitors import Visitors
from tests.security.ways_in import open_ways_in, with_provider
from tests.security.world import World, build_world


@pytest.fixture(scope="module")
async def provider() -> AsyncIterator[TestProvider]:
    """Somebody who says who people are."""
    async with serving() as found:
        yield found


@pytest.fixture(scope="module")
async def visitors(
    engine: AsyncEngine, settings: Settings, registry: Registry, provider: TestProvider
) -> AsyncIterator[Visitors]:
    """The shop as it is served, inside a transaction that is never committed."""
    async with engine.connect() as connection:
        outer = await connection.begin()
        await connection.exec_driver_sql("set constraints all immediate")
        raw = await connection.get_raw_connection()
        app = App(
            settings,
            Database(connection, OneConnection(raw.driver_connection)),
            registry,
            Cache(),
        )
        with_provider(app, provider)
        world = await build_world(app)
        await open_ways_in(world.ids, app, provider, world.buyer)
        transport = httpx.ASGITransport(app=assemble(app), raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as http:
            visitors = Visitors(app, world, connection, http)
            for who in world.tokens:  # the hour in which a key is used is noted once
                await visitors.ask(who, "{ __typename }", {})
            yield visitors
        await outer.rollback()


@pytest.fixture
def world(visitors: Visitors) -> World:
    return visitors.world
