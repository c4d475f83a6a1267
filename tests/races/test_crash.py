"""Killed and restarted: nothing acknowledged is lost, nothing is half done (REL-08, 11, 12, 15)."""

import asyncio

import httpx
import psycopg
import pytest

from tests.flows.journey import COMPLETE, key
from tests.races.carts import PROVIDERS, check_invariants, complete
from tests.races.shop import until

LISTING = "{ channels { slug } }"


async def _click(shop, cart, mine) -> dict | None:
    """A click that may meet a dying server."""
    try:
        reply = await shop.post(COMPLETE, {"input": cart, "key": mine})
        answer = reply.json()
    except (httpx.TransportError, ValueError):
        return None
    return answer["data"]["checkoutComplete"] if answer.get("data") else None


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("moment", [0.05, 0.15, 0.3])
async def test_a_kill_in_the_middle_of_checkouts_loses_nothing(
    shop, market, moment, provider
) -> None:
    offer = await market.make.offer(stock=100)
    ready = await market.carts(30, [(offer.id, 1)], provider=provider)
    carts = [(cart, key()) for cart in ready]
    clicks = [asyncio.create_task(_click(shop, cart, mine)) for cart, mine in carts]
    await asyncio.sleep(moment)
    shop.kill()
    before = [payload for payload in await asyncio.gather(*clicks) if payload]

    shop.start()
    after = await asyncio.gather(*(complete(shop, cart, mine) for cart, mine in carts))
    # Where the sweeper was quicker and the provider had not heard, a further click pays.
    for at, (cart, _) in enumerate(carts):
        if after[at]["orderGroup"]["state"] == "AWAITING_PAYMENT":
            after[at] = await complete(shop, cart)

    states = {payload["orderGroup"]["id"]: payload["orderGroup"]["state"] for payload in after}
    assert set(states.values()) == {"PLACED"}
    assert len(states) == 30
    assert {payload["orderGroup"]["id"] for payload in before} <= states.keys()
    assert shop.rows("select on_hand, reserved from inventory_stock") == [
        {"on_hand": 70, "reserved": 0}
    ]
    check_invariants(shop)


async def test_a_purchase_left_between_its_steps_is_finished_by_the_sweeper(shop, market) -> None:
    offer = await market.make.offer(stock=10)
    (cart,) = await market.carts(1, [(offer.id, 1)], script="timeout")
    click = asyncio.create_task(_click(shop, cart, key()))
    await until(lambda: shop.value("select count(*) from payments_attempt") == 1)
    # The provider hears of it now and is silent for a second: the kill falls in between.
    await asyncio.sleep(0.5)
    shop.kill()
    await click

    shop.start()

    await until(lambda: shop.value("select state from orders_group") == "placed", seconds=15)
    assert shop.value("select on_hand from inventory_stock") == 9


async def test_a_provider_that_took_the_money_and_never_answered_is_asked_again(
    shop, market
) -> None:
    offer = await market.make.offer(stock=10)
    (cart,) = await market.carts(1, [(offer.id, 1)], script="timeout")

    payload = await complete(shop, cart)

    assert payload["errors"] == []
    assert payload["orderGroup"]["state"] in ("AWAITING_PAYMENT", "PLACED")
    await until(lambda: shop.value("select state from orders_group") == "placed", seconds=15)
    assert shop.value("select count(*) from payments_attempt where state = 'settled'") == 1
    assert shop.value("select on_hand from inventory_stock") == 9


async def test_reads_and_checkouts_survive_the_loss_of_every_database_connection(
    shop, market
) -> None:
    offer = await market.make.offer(stock=100)
    carts = await market.carts(20, [(offer.id, 1)])
    stop = asyncio.Event()
    codes: list[int | str] = []

    async def read() -> None:
        while not stop.is_set():
            reply = await shop.post(LISTING, {})
            codes.append("error" if reply.json().get("errors") else reply.status_code)
            await asyncio.sleep(0.005)

    readers = [asyncio.create_task(read()) for _ in range(4)]
    await until(lambda: len(codes) > 30)
    name = shop.url.rpartition("/")[2]
    with psycopg.connect(shop.url, autocommit=True) as connection:
        connection.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where datname = %s and pid <> pg_backend_pid()",
            [name],
        )
    payloads = await asyncio.gather(*(complete(shop, cart) for cart in carts))
    before = len(codes)
    await until(lambda: len(codes) > before + 100, seconds=60)
    stop.set()
    await asyncio.gather(*readers)

    assert sum(code != 200 for code in codes) <= len(codes) / 100
    assert {payload["orderGroup"]["state"] for payload in payloads} == {"PLACED"}
    assert shop.value("select on_hand from inventory_stock") == 80
