"""Served shops with committed data."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.races.carts import Market, check_invariants
from tests.races.shop import Shop, scratch_database


@pytest.fixture
async def shop(server_url: str, tmp_path: Path) -> AsyncIterator[Shop]:
    """A running shop; at the end its books must balance."""
    with scratch_database(server_url) as url:
        shop = Shop(url, tmp_path)
        shop.start()
        try:
            yield shop
            check_invariants(shop)
        finally:
            await shop.client.aclose()
            shop.stop()


@pytest.fixture
async def market(shop: Shop) -> AsyncIterator[Market]:
    """A market in the running shop."""
    async with shop.making() as make:
        yield await Market(make).open()
