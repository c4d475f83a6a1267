"""What one visitor does, once: each flow returns the number of SQL statements it cost."""

import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from benchmarks import documents
from benchmarks.client import Client, Failed, operation
from benchmarks.words import GOODS, QUALITIES
from commerce.kernel.ids import encode

Flow = Callable[[Client, random.Random], Awaitable[int]]
HOME = {
    "name": "Aziza Karimova",
    "country": "UZ",
    "city": "Toshkent",
    "line1": "Amir Temur 1",
    "phone": "+998901234567",
}
_LISTING = operation(documents.LISTING)


@dataclass(frozen=True, slots=True)
class Goods:
    """What can be looked at and bought: the number of products, and offers of two sellers."""

    products: int
    offers: tuple[tuple[str, ...], ...]


async def constant(client: Client, dice: random.Random) -> int:
    """An answer that costs nothing: the floor of server and client."""
    await client.post("/", b"{}")
    return 0


async def listing(client: Client, dice: random.Random) -> int:
    """The first page of everything."""
    return _sql(await client.ask(_LISTING))


async def search(client: Client, dice: random.Random) -> int:
    """A page of what two words find, in one of three languages."""
    at = dice.randrange(3)
    text = f"{dice.choice(QUALITIES)[at]} {dice.choice(GOODS)[at]}"
    return _sql(await client.ask(operation(documents.SEARCH, text=text)))


def detail(goods: Goods) -> Flow:
    """The page of a random product."""

    async def look(client: Client, dice: random.Random) -> int:
        slug = f"product-{dice.randrange(goods.products)}"
        answer = await client.ask(operation(documents.DETAIL, slug=slug))
        if answer["data"]["product"] is None:
            raise Failed(f"there is no {slug}")
        return _sql(answer)

    return look


def checkout(goods: Goods) -> Flow:
    """From an empty cart to an order with two sellers, paid on delivery: five requests."""

    async def buy(client: Client, dice: random.Random) -> int:
        lines = [{"offer": dice.choice(offers), "quantity": 1} for offers in goods.offers]
        email = "bench@example.uz"
        step = await _do(client, documents.CREATE, input={"lines": lines, "email": email})
        ref = {"cart": step.payload["cart"]["id"], "token": step.payload["token"]}
        cost = step.sql
        address = {**ref, "shippingAddress": HOME}
        step = await _do(client, documents.ADDRESSES, input=address)
        cost += step.sql
        chosen = [
            {"seller": each["seller"]["id"], "method": each["deliveryOptions"][0]["method"]}
            for each in step.payload["cart"]["parcels"]
        ]
        step = await _do(client, documents.DELIVERY, input={**ref, "selections": chosen})
        cost += step.sql
        way = {**ref, "provider": "cash_on_delivery"}
        cost += (await _do(client, documents.PAYMENT, input=way)).sql
        step = await _do(client, documents.COMPLETE, input=ref, key=str(uuid4()))
        return cost + step.sql

    return buy


@dataclass(frozen=True, slots=True)
class _Step:
    payload: Any
    sql: int


async def _do(client: Client, document: str, **variables: Any) -> _Step:
    answer = await client.ask(operation(document, **variables))
    ((name, payload),) = answer["data"].items()
    if payload["errors"]:
        raise Failed(f"{name}: {payload['errors']}")
    return _Step(payload, _sql(answer))


def _sql(answer: Any) -> int:
    return int(answer.get("extensions", {}).get("cost", {}).get("sql", 0))


def public_offers(rows: list[Any]) -> tuple[tuple[str, ...], ...]:
    """The offers of each seller by their public ids; rows of seller_id and offer_id."""
    found: dict[Any, list[str]] = {}
    for seller_id, offer_id in rows:
        found.setdefault(seller_id, []).append(encode("off", offer_id))
    return tuple(tuple(offers) for offers in found.values())
