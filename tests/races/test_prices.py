"""Prices set at once: the last one stands, and the history has no gaps."""

import asyncio

from sqlalchemy import text


async def test_twenty_who_set_a_first_price_make_one_row_and_an_unbroken_history(
    race, racing
) -> None:
    channel = await racing.channel()
    offer = await racing.offer(price=None)

    await asyncio.gather(*(racing.price(offer, minor, channel=channel) for minor in range(1, 21)))

    async with race.db.transaction() as tx:
        given = {"offer": str(offer.id)}
        prices = text("select amount from pricing_price where offer_id = cast(:offer as uuid)")
        (amount,) = (await tx.session.execute(prices, given)).scalars().all()
        history = text(
            "select payload->>'was', payload->>'now' from kernel_outbox"
            " where name = 'pricing.price_changed' and payload->>'offer_id' = :offer"
        )
        steps = dict(tuple(row) for row in await tx.session.execute(history, given))
    seen, at = [], None
    while at in steps:
        at = steps[at]
        seen.append(at)
    assert len(seen) == 20
    assert at == str(amount)
