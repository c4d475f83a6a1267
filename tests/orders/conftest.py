"""Placed purchases of two sellers."""

from typing import Any

import pytest

from tests.flows.journey import Journey


@pytest.fixture
async def purchase(gql: Any, make: Any) -> dict[str, Any]:
    """A purchase of two sellers: the answer, the journey and the offers."""
    await make.channel()
    await make.tax_rate()
    await make.shipping_method()
    tea, cup = await make.offer(stock=5), await make.offer(stock=5)
    journey = await Journey(gql).ready([(tea.id, 2), (cup.id, 1)])
    payload = await journey.complete()
    return {"group": payload["orderGroup"], "journey": journey, "tea": tea, "cup": cup}
