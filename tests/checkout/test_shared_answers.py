"""A page that guests share may be old for a moment; nothing is sold at its price."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from commerce.app import App
from commerce.http.app import create_app
from commerce.http.limits import Gate
from commerce.http.options import Surroundings
from commerce.http.requests import context_maker
from commerce.kernel.ids import encode
from commerce.kernel.responses import ResponseCache
from tests.client import engine

PAGE = "query($by: ProductBy!) { product(by: $by) { slug buyBox { price { gross { amount } } } } }"


@pytest.fixture
async def page(app: App) -> AsyncIterator[Any]:
    """The price on the page of a product, as guests see it."""
    cache = ResponseCache(seconds=60)
    cache.connected(True)
    gate = Gate(app.settings, app.limiter)
    served = create_app(
        engine(compiled=True), context_maker(app, gate), surroundings=Surroundings(cache=cache)
    )
    transport = httpx.ASGITransport(app=served)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as http:

        async def read(product_id: Any) -> str:
            variables = {"by": {"id": encode("prod", product_id)}}
            body = {"query": PAGE, "variables": variables}
            answer = (await http.post("/graphql", json=body)).json()
            amount: str = answer["data"]["product"]["buyBox"]["price"]["gross"]["amount"]
            return amount

        read.cache = cache  # type: ignore[attr-defined]  # for the test to announce to
        yield read


async def test_a_cached_price_is_seen_for_a_moment_but_never_sold_at(
    guest: Any, make: Any, stock: Any, page: Any
) -> None:
    variant = await make.variant()
    offer = await make.offer(variant=variant, stock=5, price=1_000_00)
    for _ in range(3):
        assert await page(variant.product_id) == "1000.00"
    journey = await guest().ready([(offer.id, 1)])

    await make.price(offer, 1_200_00)
    assert await page(variant.product_id) == "1000.00"
    payload = await journey.complete()

    assert [error["__typename"] for error in payload["errors"]] == ["PriceChangedError"]
    assert payload["orderGroup"] is None
    assert await stock(offer) == (5, 0)

    page.cache.drop([f"product:{variant.product_id}"])
    assert await page(variant.product_id) == "1200.00"
