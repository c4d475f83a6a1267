"""Prices: what they may be, and what is told when they change."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from commerce.kernel.errors import InvalidInput, LimitReached, NotFound
from commerce.kernel.ids import new_id
from commerce.kernel.money import Money
from commerce.pricing import service
from commerce.pricing.errors import CompareAtTooLow
from commerce.pricing.rules import MAX_PRICE, check


@given(st.integers(-5, MAX_PRICE + 5), st.none() | st.integers(-5, MAX_PRICE + 5))
def test_a_price_is_refused_exactly_when_the_table_would_not_hold_it(
    minor: int, before: int | None
) -> None:
    fine = 0 <= minor <= MAX_PRICE and (before is None or minor < before <= MAX_PRICE)
    compare_at = None if before is None else Money(before, "UZS")
    if fine:
        check(Money(minor, "UZS"), compare_at)
        return
    with pytest.raises((InvalidInput, LimitReached, CompareAtTooLow)):
        check(Money(minor, "UZS"), compare_at)


async def told(db) -> list[tuple]:
    sql = """
        select (payload->>'was')::bigint, (payload->>'now')::bigint from kernel_outbox
        where name = 'pricing.price_changed' order by id
    """
    async with db.transaction() as tx:
        return [tuple(row) for row in await tx.session.execute(text(sql))]


async def test_each_change_of_a_price_is_told_once(make, db) -> None:
    channel = await make.channel()
    offer = await make.offer(price=None)

    for minor in (500, 500, 700):
        await make.price(offer, minor, channel=channel)
    async with db.transaction() as tx:
        await service.clear_price(tx, offer.id, channel.id, "UZS")
        await service.clear_price(tx, offer.id, channel.id, "UZS")

    assert await told(db) == [(None, 500), (500, 700), (700, None)]


async def test_each_currency_and_channel_has_its_own_price(make, db) -> None:
    here, there = await make.channel(), await make.channel()
    offer = await make.offer(price=500, channel=here)

    await make.price(offer, 5, currency="USD", channel=here)
    await make.price(offer, 600, channel=there)

    sql = "select currency, amount from pricing_price order by amount"
    async with db.transaction() as tx:
        rows = [tuple(row) for row in await tx.session.execute(text(sql))]
    assert rows == [("USD", 5), ("UZS", 500), ("UZS", 600)]


async def test_a_channel_that_is_not_there_has_no_prices(make, db) -> None:
    await make.channel()
    offer = await make.offer(price=None)

    with pytest.raises(NotFound):
        async with db.transaction() as tx:
            await service.set_price(tx, offer.id, new_id(), Money(1, "UZS"), None)
    assert await told(db) == []


async def test_a_price_to_compare_with_alone_is_a_change(make, db) -> None:
    await make.channel()
    offer = await make.offer(price=500)

    await make.price(offer, 500, compare_at=900)

    assert await told(db) == [(None, 500), (500, 500)]
