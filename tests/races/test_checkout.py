"""Many shoppers at once, over HTTP, on committed data (REL-01, 05, 06, 07)."""

import asyncio
from collections import Counter

import pytest

from tests.flows.journey import key
from tests.races.carts import PROVIDERS, complete


def kinds(payloads) -> Counter:
    """How many were placed, and the errors of the others."""
    found = Counter()
    for payload in payloads:
        errors = payload["errors"]
        found[errors[0]["__typename"] if errors else payload["orderGroup"]["state"]] += 1
    return found


@pytest.mark.parametrize("provider", PROVIDERS)
async def test_the_last_piece_wanted_by_200_shoppers_is_sold_once(shop, market, provider) -> None:
    offer = await market.make.offer(stock=1)
    carts = await market.carts(200, [(offer.id, 1)], provider=provider)

    payloads = await asyncio.gather(*(complete(shop, cart) for cart in carts))

    assert kinds(payloads) == {"PLACED": 1, "InsufficientStockError": 199}
    assert shop.rows("select on_hand, reserved from inventory_stock") == [
        {"on_hand": 0, "reserved": 0}
    ]
    assert shop.value("select count(*) from orders_group") == 1


@pytest.mark.parametrize("provider", PROVIDERS)
async def test_a_click_repeated_20_times_is_one_purchase_with_one_answer(
    shop, market, provider
) -> None:
    offer = await market.make.offer(stock=50)
    (cart,) = await market.carts(1, [(offer.id, 2)], provider=provider)
    mine = key()

    payloads = await asyncio.gather(*(complete(shop, cart, mine) for _ in range(20)))

    assert kinds(payloads) == {"PLACED": 20}
    assert sum(not payload["replayed"] for payload in payloads) == 1
    assert len({str(payload["orderGroup"]) for payload in payloads}) == 1
    assert shop.value("select count(*) from orders_group") == 1
    assert shop.value("select count(*) from payments_attempt") == 1
    assert shop.value("select on_hand from inventory_stock") == 48


@pytest.mark.parametrize("provider", PROVIDERS)
async def test_twenty_keys_for_one_cart_are_one_purchase(shop, market, provider) -> None:
    offer = await market.make.offer(stock=50)
    (cart,) = await market.carts(1, [(offer.id, 2)], provider=provider)

    payloads = await asyncio.gather(*(complete(shop, cart) for _ in range(20)))

    assert kinds(payloads) == {"PLACED": 20}
    assert len({payload["orderGroup"]["id"] for payload in payloads}) == 1
    assert shop.value("select count(*) from payments_attempt") == 1
    assert shop.value("select on_hand from inventory_stock") == 48


async def test_carts_with_the_same_offers_in_either_order_never_deadlock(shop, market) -> None:
    tea, cup = await market.make.offer(stock=60), await market.make.offer(stock=60)
    one = await market.carts(50, [(tea.id, 1), (cup.id, 1)])
    other = await market.carts(50, [(cup.id, 1), (tea.id, 1)])
    mixed = [cart for pair in zip(one, other, strict=True) for cart in pair]

    payloads = await asyncio.gather(*(complete(shop, cart) for cart in mixed))

    assert kinds(payloads) == {"PLACED": 60, "InsufficientStockError": 40}
    assert (
        shop.rows("select on_hand, reserved from inventory_stock")
        == [{"on_hand": 0, "reserved": 0}] * 2
    )
