"""Many buyers at once: nothing is sold twice, nothing is lost, nobody waits for ever."""

import asyncio
import random
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from commerce.inventory import service
from commerce.inventory.errors import InsufficientStock
from commerce.kernel.clock import now
from commerce.kernel.db import Database
from commerce.kernel.ids import new_id

BUYERS = 50
WRONG = """
select s.id from inventory_stock s
left join lateral (
  select coalesce(sum(quantity), 0) held from inventory_reservation r
  where r.stock_id = s.id and r.state = 'held') h on true
left join lateral (
  select coalesce(sum(delta), 0) moved from inventory_movement m
  where m.stock_id = s.id) v on true
where s.reserved <> h.held or s.on_hand <> v.moved
"""


async def reserve(db: Database, wanted: Mapping[UUID, int]) -> UUID | None:
    owner = new_id()
    try:
        async with db.transaction() as tx:
            await service.reserve(tx, owner, wanted, now() + timedelta(minutes=30))
    except InsufficientStock:
        return None
    return owner


async def rows(db: Database, sql: str, **given: Any) -> list[tuple[Any, ...]]:
    async with db.transaction() as tx:
        return [tuple(row) for row in await tx.session.execute(text(sql), given)]


async def level(db: Database, offer: Any) -> tuple[Any, ...]:
    sql = "select on_hand, reserved from inventory_stock where offer_id = :offer"
    return (await rows(db, sql, offer=offer.id))[0]


async def together(*work: Any) -> list[Any]:
    """Run all at once; a deadlock or any other accident fails the test."""
    return await asyncio.gather(*work)


async def test_of_fifty_buyers_one_gets_the_last_piece(race, racing) -> None:
    offer = await racing.offer(stock=1)

    owners = await together(*(reserve(race.db, {offer.id: 1}) for _ in range(BUYERS)))

    assert sum(owner is not None for owner in owners) == 1
    assert await level(race.db, offer) == (1, 1)
    assert await rows(race.db, WRONG) == []


async def test_buyers_who_want_the_same_things_in_another_order_do_not_block_each_other(
    race, racing
) -> None:
    first, second = await racing.offer(stock=30), await racing.offer(stock=30)
    wishes = ({first.id: 1, second.id: 1}, {second.id: 1, first.id: 1})

    owners = await together(*(reserve(race.db, wishes[n % 2]) for n in range(60)))

    assert sum(owner is not None for owner in owners) == 30
    assert await level(race.db, first) == await level(race.db, second) == (30, 30)
    assert await rows(race.db, WRONG) == []


@pytest.mark.parametrize("steps", [("commit", "commit"), ("release", "release")])
async def test_the_same_step_at_once_takes_effect_once(race, racing, steps) -> None:
    offer = await racing.offer(stock=5)
    owner = await reserve(race.db, {offer.id: 2})

    await together(*(step(race.db, name, owner) for name in steps * 5))

    assert await level(race.db, offer) == ((3, 0) if steps[0] == "commit" else (5, 0))
    assert await rows(race.db, WRONG) == []


async def step(db: Database, name: str, owner: UUID) -> None:
    async with db.transaction() as tx:
        await getattr(service, name)(tx, owner)


async def test_a_sale_and_a_release_at_once_end_in_one_of_the_two(race, racing) -> None:
    for _ in range(10):
        offer = await racing.offer(stock=5)
        owner = await reserve(race.db, {offer.id: 2})

        await together(*(step(race.db, name, owner) for name in ("commit", "release") * 3))

        assert await level(race.db, offer) in ((3, 0), (5, 0))
        states = "select distinct state from inventory_reservation where owner_id = :owner"
        assert len(await rows(race.db, states, owner=owner)) == 1
    assert await rows(race.db, WRONG) == []


async def test_after_a_storm_on_hand_and_sold_make_what_was_received(race, racing) -> None:
    offers = [await racing.offer(stock=20) for _ in range(4)]
    chance = random.Random(7)

    async def buyer() -> int:
        wanted = {
            offer.id: chance.randint(1, 3) for offer in chance.sample(offers, chance.randint(1, 4))
        }
        owner = await reserve(race.db, wanted)
        if owner is None:
            return 0
        ends = chance.choice((("commit",), ("release",), ("commit", "release"), ()))
        await together(*(step(race.db, name, owner) for name in ends))
        return 1

    served = await together(*(buyer() for _ in range(BUYERS)))

    assert sum(served) > 0
    sold = """
        select s.on_hand + coalesce(sum(r.quantity) filter (where r.state = 'committed'), 0)
        from inventory_stock s left join inventory_reservation r on r.stock_id = s.id
        where s.offer_id = any(:offers) group by s.id
    """
    received = await rows(race.db, sold, offers=[offer.id for offer in offers])
    assert received == [(20,)] * 4
    assert await rows(race.db, WRONG) == []


async def test_counting_and_selling_at_once_lose_nothing(race, racing) -> None:
    offer = await racing.offer(stock=50)
    async with race.db.transaction() as tx:
        place = await service.default_location(tx, offer.seller_id)

    async def add() -> None:
        async with race.db.transaction() as tx:
            await service.adjust(tx, offer.id, place, 1, by="clerk")

    async def buy() -> None:
        owner = await reserve(race.db, {offer.id: 1})
        assert owner is not None
        await step(race.db, "commit", owner)

    await together(*(work() for _ in range(20) for work in (add, buy)))

    assert await level(race.db, offer) == (50, 0)
    assert await rows(race.db, WRONG) == []


async def test_two_clerks_who_open_the_same_shelf_share_it(race, racing) -> None:
    offer = await racing.offer(stock=None)
    place = await racing.location(await racing.seller())

    async def add() -> None:
        async with race.db.transaction() as tx:
            await service.adjust(tx, offer.id, place.id, 2, by="clerk")

    await together(*(add() for _ in range(8)))

    assert await level(race.db, offer) == (16, 0)
    assert await rows(race.db, WRONG) == []
