"""A market with tax and delivery, and guests in it."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import select

from commerce.inventory.models import Stock
from tests.flows.journey import Journey


@pytest.fixture
async def market(make: Any) -> None:
    """A channel with 12 % tax and one courier at 15 000 so'm."""
    await make.channel()
    await make.tax_rate()
    await make.shipping_method()


@pytest.fixture
def guest(gql: Any, market: None) -> Callable[[], Journey]:
    return lambda: Journey(gql)


@pytest.fixture
def stock(db: Any) -> Callable[..., Awaitable[Any]]:
    """On hand and reserved pieces of an offer."""

    async def read(offer: Any) -> tuple[int, int]:
        async with db.transaction() as tx:
            row = await tx.one_or_none(
                select(Stock)
                .where(Stock.offer_id == offer.id)
                .execution_options(populate_existing=True)
            )
        return row.on_hand, row.reserved

    return read
