"""Many hands on one cart: nothing is lost, nothing is doubled, nobody waits for ever."""

import asyncio
from typing import Any

from sqlalchemy import select

from commerce.app import App
from commerce.cart import service
from commerce.cart.errors import CartClosed
from commerce.cart.models import Cart, Line
from commerce.cart.types import CartRef
from commerce.inventory.errors import InsufficientStock
from commerce.kernel.errors import NotFound, StaleVersion
from commerce.kernel.ids import new_id

HANDS = 30


async def add(
    app: App, cart: tuple[Any, str], *offers: Any, expected_version: int | None = None
) -> bool:
    try:
        async with app.db.transaction() as tx:
            row = await service.edit(tx, CartRef(cart[0].id, cart[1], expected_version))
            await service.add_lines(tx, row, [(offer.id, 1) for offer in offers])
    except (InsufficientStock, StaleVersion, NotFound):
        return False
    return True


async def quantities(app: App, cart: tuple[Any, str]) -> dict[Any, int]:
    stmt = select(Line.offer_id, Line.quantity).where(Line.cart_id == cart[0].id)
    return {row.offer_id: row.quantity for row in await app.db.reader().all(stmt)}


async def version(app: App, cart: tuple[Any, str]) -> int:
    found: int = await app.db.reader().scalar(select(Cart.version).where(Cart.id == cart[0].id))
    return found


async def test_no_piece_added_at_once_is_lost(race, racing) -> None:
    first, second = await racing.offer(stock=100), await racing.offer(stock=100)
    cart = await racing.cart()
    orders = ((first, second), (second, first))

    done = await asyncio.gather(*(add(race, cart, *orders[n % 2]) for n in range(HANDS)))

    assert all(done)
    assert await quantities(race, cart) == {first.id: HANDS, second.id: HANDS}
    assert await version(race, cart) == HANDS + 1


async def test_pieces_added_at_once_never_exceed_the_stock(race, racing) -> None:
    offer = await racing.offer(stock=5)
    cart = await racing.cart()

    done = await asyncio.gather(*(add(race, cart, offer) for _ in range(HANDS)))

    assert sum(done) == 5
    assert await quantities(race, cart) == {offer.id: 5}


async def test_of_changes_that_saw_the_same_version_one_wins(race, racing) -> None:
    offer = await racing.offer(stock=100)
    cart = await racing.cart()

    done = await asyncio.gather(*(add(race, cart, offer, expected_version=1) for _ in range(HANDS)))

    assert sum(done) == 1
    assert await quantities(race, cart) == {offer.id: 1}


async def test_a_cart_closes_for_one_purchase_only_and_takes_nothing_after_it(race, racing) -> None:
    offer = await racing.offer(stock=100)
    cart = await racing.cart([(offer, 1)])

    async def close() -> int:
        async with race.db.transaction() as tx:
            row = await service.lock(tx, cart[0].id, cart[1])
            if row.order_group_id is not None:
                return 0
            service.completing(tx, row, new_id())
            held = await tx.one_or_none(select(Line.quantity).where(Line.cart_id == row.id))
            return int(held)

    async def fill() -> bool:
        try:
            return await add(race, cart, offer)
        except CartClosed:
            return False

    done = await asyncio.gather(*(work() for _ in range(10) for work in (fill, close)))

    bought = [each for each in done[1::2] if each]
    assert len(bought) == 1
    assert await quantities(race, cart) == {offer.id: bought[0]}


async def test_a_cart_thrown_away_at_once_leaves_nothing(race, racing) -> None:
    offer = await racing.offer(stock=100)
    cart = await racing.cart([(offer, 1)])

    async def throw() -> bool:
        try:
            async with race.db.transaction() as tx:
                row = await service.edit(tx, CartRef(cart[0].id, cart[1]))
                service.throw_away(tx, row)
        except NotFound:
            return False
        return True

    done = await asyncio.gather(
        *(add(race, cart, offer) for _ in range(5)), *(throw() for _ in range(3))
    )

    assert sum(done[5:]) == 1
    assert await quantities(race, cart) == {}
