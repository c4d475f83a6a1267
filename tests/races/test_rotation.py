"""Data keys change, and old data is sealed, while a served shop sells; nothing is lost."""

import asyncio
import os
import subprocess
import sys
from base64 import b64decode, b64encode
from collections.abc import Iterator
from typing import Any

import pytest

from commerce.kernel.keyring import Keyring, WrongMasterKey
from commerce.kernel.tables import Base
from tests.flows.journey import Journey
from tests.races.carts import Market
from tests.races.shop import Shop
from tests.scratch import ask, scratch_database

BUYER = """
query ($id: ID!, $token: String!) {
  orderGroup(id: $id, token: $token) { email phone note shippingAddress { name city line1 } }
}"""
PLANTED = ("aziza@example.uz", "Aziza Karimova", "Amir Temur", "+998901234567", "Toshkent")
ACTIVE = "select id from kernel_data_key where state = 'active' and purpose = 'seal'"
SEALED = {
    "cart_cart": ("email", "phone", "shipping_address", "billing_address", "payment_data", "note"),
    "orders_group": ("email", "phone", "shipping_address", "billing_address", "note"),
    "payments_attempt": ("data", "action"),
}


async def commerce(shop: Shop, *words: str, **environment: str) -> tuple[int, str]:
    """Run a command on the database of the shop; its exit code and all it said."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "commerce.cli", *words),
        env={**os.environ, "DATABASE_URL": shop.url, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    return process.returncode or 0, said.decode()


def stored(shop: Shop) -> Iterator[str]:
    """Every value in a sealed column that is not empty."""
    for table, columns in SEALED.items():
        for row in shop.rows(f"select {', '.join(columns)} from {table}"):
            yield from (value for value in row.values() if value)


def dump(url: str) -> str:
    """All rows of all tables as text."""
    tables = sorted(Base.metadata.tables)
    return "\n".join(
        str(row[0]) for name in tables for row in ask(url, f"select t::text from {name} t")
    )


async def purchase(shop: Shop, offer: Any) -> tuple[Journey, str]:
    journey = await Journey(shop.gql).ready([(offer.id, 1)])
    group = (await journey.complete())["orderGroup"]
    assert group["state"] == "PLACED"
    return journey, group["id"]


async def check(shop: Shop, journey: Journey, group: str) -> None:
    """The buyer reads what was given."""
    found = (await shop.gql(BUYER, id=group, token=journey.token))["orderGroup"]
    assert found["email"] == "aziza@example.uz"
    assert found["shippingAddress"]["name"] == "Aziza Karimova"


async def test_a_key_is_rotated_while_buyers_read_and_write(shop: Shop, market: Market) -> None:
    offer = await market.make.offer(stock=10_000)
    (before,) = (row["id"] for row in shop.rows(ACTIVE))
    placed = [await purchase(shop, offer) for _ in range(5)]
    stop = asyncio.Event()

    async def buy() -> None:
        while not stop.is_set():
            placed.append(await purchase(shop, offer))

    async def read() -> None:
        while not stop.is_set():
            for journey, group in list(placed):
                await check(shop, journey, group)

    work = [asyncio.create_task(each) for each in (buy(), buy(), read())]
    code, said = await commerce(shop, "privacy", "rotate", "--wait", "1")
    stop.set()
    await asyncio.gather(*work)

    assert code == 0, said
    (after,) = (row["id"] for row in shop.rows(ACTIVE))
    assert after != before
    # The server may have sealed by the older key until it heard of the new one.
    assert (await commerce(shop, "privacy", "seal"))[0] == 0
    values = list(stored(shop))
    assert len(values) > 30
    assert all(value.startswith(f"s1.{after}.") for value in values)
    for journey, group in placed:
        await check(shop, journey, group)


async def test_data_from_before_is_sealed_and_found_while_the_shop_runs(
    shop: Shop, market: Market
) -> None:
    offer = await market.make.offer(stock=10)
    journey, group = await purchase(shop, offer)
    shop.run(
        "update orders_group set email = 'aziza@example.uz', email_index = null, phone = null,"
        """ shipping_address = '{"name": "Aziza Karimova", "city": "Toshkent", "line1": "1",
            "country": "UZ"}'"""
    )
    await check(shop, journey, group)

    code, said = await commerce(shop, "privacy", "seal")

    assert code == 0 and said.endswith("1 rows were sealed\n"), said
    assert not [text for text in PLANTED if text in dump(shop.url)]
    assert shop.value("select count(*) from orders_group where email_index is not null") == 1
    await check(shop, journey, group)
    assert (await commerce(shop, "privacy", "seal"))[1].endswith("0 rows were sealed\n")


async def test_a_dump_of_everything_holds_nothing_of_the_buyer(shop: Shop, market: Market) -> None:
    await purchase(shop, await market.make.offer(stock=10))

    everything = dump(shop.url)

    assert "orders.order_placed" in everything
    assert not [text for text in PLANTED if text in everything]


async def test_a_value_that_was_tampered_with_is_an_error_without_words(
    shop: Shop, market: Market
) -> None:
    journey, group = await purchase(shop, await market.make.offer(stock=10))
    stolen = shop.value("select email from orders_group")
    shop.run("update orders_group set note = email")

    reply = await shop.post(BUYER, {"id": group, "token": journey.token})

    (error,) = reply.json()["errors"]
    assert error["extensions"]["code"] == "INTERNAL"
    assert stolen not in reply.text and "aziza" not in reply.text
    assert "orders_group.note: the stored value was changed or moved" in shop.log()
    assert stolen not in shop.log()


async def test_the_master_key_is_changed_and_the_old_one_can_go(shop: Shop, market: Market) -> None:
    journey, group = await purchase(shop, await market.make.offer(stock=10))
    old, new = os.environ["COMMERCE_MASTER_KEY"], b64encode(b"n" * 32).decode()

    code, said = await commerce(shop, "privacy", "rewrap", COMMERCE_MASTER_KEY=f"{new},{old}")

    assert code == 0 and said.endswith("2 keys were wrapped by the new master key\n"), said
    Keyring(shop.url, [b64decode(new)]).read()
    with pytest.raises(WrongMasterKey):
        Keyring(shop.url, [b64decode(old)]).read()
    await check(shop, journey, group)


@pytest.mark.parametrize(
    ("environment", "line"),
    [
        (
            {"COMMERCE_MASTER_KEY": b64encode(b"w" * 32).decode()},
            "commerce: COMMERCE_MASTER_KEY is not the key this database was sealed under",
        ),
        (
            {"COMMERCE_MASTER_KEY": "short"},
            "commerce: COMMERCE_MASTER_KEY: write 32 bytes in base64",
        ),
    ],
)
async def test_a_server_with_another_master_key_does_not_start(
    server_url: str, tmp_path: Any, environment: dict[str, str], line: str
) -> None:
    with scratch_database(server_url) as url:
        Keyring(url, [b64decode(os.environ["COMMERCE_MASTER_KEY"])]).read()
        code, said = await commerce(Shop(url, tmp_path), "serve", **environment)

    assert code == 2
    assert said.splitlines()[-1].startswith(line)
    assert "Traceback" not in said
