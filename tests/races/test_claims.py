"""Two people who claim one cart at once: one has it, and it is bought for one account."""

import asyncio
from typing import Any

from sqlalchemy import select

from commerce.app import App
from commerce.cart import service
from commerce.cart.models import Cart
from commerce.cart.types import CartRef
from commerce.kernel.errors import NotFound

TRIES = 8


async def test_of_many_claims_at_once_one_account_gets_the_cart(race: App, racing: Any) -> None:
    cart, token = await racing.cart()
    people = [(await racing.account()).id for _ in range(TRIES)]

    async def claim(account_id: Any) -> bool:
        try:
            async with race.db.transaction() as tx:
                await service.edit(tx, CartRef(cart.id, token, account_id=account_id))
        except NotFound:
            return False
        return True

    done = await asyncio.gather(*(claim(each) for each in people))

    assert sum(done) == 1
    async with race.db.transaction() as tx:
        (row,) = await tx.all(select(Cart).where(Cart.id == cart.id))
    assert row.account_id == people[done.index(True)]
    assert (row.version, row.token_hash) == (2, str(cart.id))


async def test_a_guest_and_the_claim_of_an_account_do_not_both_win_afterwards(
    race: App, racing: Any
) -> None:
    cart, token = await racing.cart()
    mine = (await racing.account()).id

    async def change(account_id: Any) -> bool:
        try:
            async with race.db.transaction() as tx:
                await service.edit(tx, CartRef(cart.id, token, account_id=account_id))
        except NotFound:
            return False
        return True

    await asyncio.gather(*(change(None) for _ in range(TRIES)), change(mine))

    assert await change(None) is False
    assert await change(mine) is True
