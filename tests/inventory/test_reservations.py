"""Reservations: held, sold, released, brought back."""

import pytest

from commerce.inventory import service
from commerce.inventory.errors import InsufficientStock
from commerce.kernel.ids import new_id
from commerce.kernel.reads import Tally, tally

RESERVED_IS_HELD = """
select s.id from inventory_stock s
left join inventory_reservation r on r.stock_id = s.id and r.state = 'held'
group by s.id having s.reserved <> coalesce(sum(r.quantity), 0)
"""
ON_HAND_IS_MOVED = """
select s.id from inventory_stock s
left join inventory_movement m on m.stock_id = s.id
group by s.id having s.on_hand <> coalesce(sum(m.delta), 0)
"""


async def check(stockroom) -> None:
    assert await stockroom.rows(RESERVED_IS_HELD) == []
    assert await stockroom.rows(ON_HAND_IS_MOVED) == []


async def test_reserving_leaves_the_rest_for_others(make, stockroom) -> None:
    offer = await make.offer(stock=5)

    owner = await stockroom.reserve({offer.id: 3})

    assert await stockroom.levels() == [(5, 3)]
    changes = await stockroom.events("stock_changed")
    assert changes[-1] == {"offer_id": str(offer.id), "available": 2}
    assert await stockroom.events("stock_reserved") == [{"owner_id": str(owner)}]
    await check(stockroom)


async def test_too_much_is_refused_with_the_numbers_and_nothing_is_reserved(
    make, stockroom
) -> None:
    plenty = await make.offer(stock=5)
    scarce = await make.offer(stock=2)

    with pytest.raises(InsufficientStock) as refusal:
        await stockroom.reserve({plenty.id: 1, scarce.id: 3})

    error = refusal.value
    assert (error.offer_id, error.requested, error.available) == (scarce.id, 3, 2)
    assert error.message("ru") == "Вы хотите 3 шт., а осталось только 2."
    assert await stockroom.levels() == [(5, 0), (2, 0)]
    assert await stockroom.rows("select * from inventory_reservation") == []


async def test_a_wish_is_spread_over_locations_of_the_seller(make, stockroom) -> None:
    seller = await make.seller()
    offer = await make.offer(seller=seller, stock=None)
    for pieces in (2, 3, 4):
        await make.stock(offer, pieces, location=await make.location(seller))
    closed = await make.location(seller, active=False)
    await make.stock(offer, 100, location=closed)

    await stockroom.reserve({offer.id: 8})

    assert await stockroom.levels() == [(2, 1), (3, 3), (4, 4), (100, 0)]
    with pytest.raises(InsufficientStock):
        await stockroom.reserve({offer.id: 2})
    await check(stockroom)


async def test_selling_takes_pieces_away_once_and_writes_it_down(make, stockroom) -> None:
    offer = await make.offer(stock=5)
    owner = await stockroom.reserve({offer.id: 3})

    await stockroom.step("commit", owner)
    await stockroom.step("commit", owner)
    await stockroom.step("release", owner)

    assert await stockroom.levels() == [(2, 0)]
    sold = "select delta, on_hand, reference from inventory_movement where kind = 'sold'"
    assert await stockroom.rows(sold) == [(-3, 2, owner)]
    assert await stockroom.events("stock_committed") == [{"owner_id": str(owner)}]
    assert await stockroom.events("stock_released") == []
    await check(stockroom)


async def test_pieces_sold_at_once_leave_what_reserving_and_selling_leave(make, stockroom) -> None:
    two_steps, at_once = await make.offer(stock=5), await make.offer(stock=5)
    await stockroom.step("commit", await stockroom.reserve({two_steps.id: 3}))

    owner = await stockroom.reserve({at_once.id: 3}, sold=True)
    await stockroom.step("commit", owner)
    await stockroom.step("release", owner)

    assert await stockroom.levels() == [(2, 0), (2, 0)]
    sold = "select delta, on_hand from inventory_movement where kind = 'sold'"
    assert await stockroom.rows(sold) == [(-3, 2), (-3, 2)]
    held = "select state, quantity from inventory_reservation"
    assert await stockroom.rows(held) == [("committed", 3), ("committed", 3)]
    assert (await stockroom.events("stock_committed"))[-1] == {"owner_id": str(owner)}
    assert (await stockroom.events("stock_changed"))[-1]["available"] == 2
    await check(stockroom)
    await stockroom.step("restock", owner, by="returns")
    assert sorted(await stockroom.levels()) == [(2, 0), (5, 0)]


async def test_more_than_there_is_cannot_be_sold_at_once(make, stockroom) -> None:
    offer = await make.offer(stock=2)

    with pytest.raises(InsufficientStock):
        await stockroom.reserve({offer.id: 3}, sold=True)

    assert await stockroom.levels() == [(2, 0)]
    assert await stockroom.events("stock_reserved") == []
    await check(stockroom)


async def test_releasing_frees_pieces_once_and_they_cannot_be_sold_then(make, stockroom) -> None:
    offer = await make.offer(stock=5)
    owner = await stockroom.reserve({offer.id: 3})

    await stockroom.step("release", owner)
    await stockroom.step("release", owner)
    await stockroom.step("commit", owner)

    assert await stockroom.levels() == [(5, 0)]
    assert (await stockroom.events("stock_changed"))[-1]["available"] == 5
    assert await stockroom.events("stock_committed") == []
    await check(stockroom)


async def test_returned_pieces_are_on_the_shelf_again_once(make, stockroom) -> None:
    offer = await make.offer(stock=5)
    owner = await stockroom.reserve({offer.id: 3})
    await stockroom.step("commit", owner)

    await stockroom.step("restock", owner, by="clerk")
    await stockroom.step("restock", owner, by="clerk")

    assert await stockroom.levels() == [(5, 0)]
    back = "select delta, by from inventory_movement where kind = 'returned'"
    assert await stockroom.rows(back) == [(3, "clerk")]
    await check(stockroom)


async def test_untracked_stock_never_runs_out(make, stockroom) -> None:
    offer = await make.offer(stock=0, tracked=False)

    owner = await stockroom.reserve({offer.id: 9999})
    await stockroom.step("commit", owner)

    assert await stockroom.levels() == [(-9999, 0)]
    assert (await stockroom.events("stock_changed")) == [
        {"offer_id": str(offer.id), "available": None}
    ]
    await check(stockroom)


async def test_any_number_of_lines_takes_as_many_statements_as_one(make, db) -> None:
    offers = [await make.offer(price=None) for _ in range(7)]
    counts = []
    for wanted in ({offers[0].id: 1}, {offer.id: 2 for offer in offers}):
        owner = new_id()
        for work in (
            lambda tx, o=owner, w=wanted: service.reserve(
                tx, o, w, expires_at=offers[0].created_at
            ),
            lambda tx, o=owner: service.commit(tx, o),
            lambda tx, o=owner: service.restock(tx, o, by="clerk"),
        ):
            tally.set(spent := Tally())
            async with db.transaction() as tx:
                await work(tx)
            counts.append(spent.statements)

    assert counts == [2, 2, 3] * 2
