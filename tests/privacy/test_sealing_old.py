"""Rows from before there was a seal: sealed step by step, each once, broken ones left alone."""

from typing import Any

from sqlalchemy import Text, select, text, type_coerce

from commerce.cart.models import Cart
from commerce.kernel import resealing
from commerce.kernel.sealing import keys

STORED = select(type_coerce(Cart.email, Text), Cart.email_index, type_coerce(Cart.note, Text))


async def stored(db: Any) -> list[Any]:
    async with db.transaction() as tx:
        return list((await tx.session.execute(STORED.order_by(Cart.id))).all())


async def test_many_rows_are_sealed_in_steps_and_none_twice(db, make, monkeypatch) -> None:
    monkeypatch.setattr(resealing, "BATCH", 2)
    await make.channel()
    for _ in range(5):
        await make.cart()
    async with db.transaction() as tx:
        await tx.session.execute(text("update cart_cart set email = 'a' || version || '@b.uz'"))
    told: list[tuple[str, int]] = []

    count = await resealing.seal_all(db, tell=lambda *seen: told.append(seen))

    assert count == 5
    assert told == [("cart_cart", 2), ("cart_cart", 2), ("cart_cart", 1)]
    mark = f"s1.{keys().active.name}."
    assert all(mail.startswith(mark) and len(index) == 64 for mail, index, _ in await stored(db))
    before = await stored(db)
    assert await resealing.seal_all(db, tell=lambda *seen: told.append(seen)) == 0
    assert await stored(db) == before


async def test_a_value_that_does_not_open_is_left_and_holds_nothing_up(db, make) -> None:
    await make.channel()
    broken, _ = await make.cart(email="anna@example.uz")
    plain, _ = await make.cart()
    values = {"broken": broken.id, "plain": plain.id}
    async with db.transaction() as tx:
        for change in (
            "update cart_cart set note = 's1.deadbeef.AAAA' where id = :broken",
            "update cart_cart set note = 'by the door' where id = :plain",
        ):
            await tx.session.execute(text(change), values)

    assert await resealing.seal_all(db, tell=lambda *seen: None) == 1

    notes = [note for _, _, note in await stored(db)]
    assert notes[0] == "s1.deadbeef.AAAA"
    assert notes[1].startswith("s1.") and "door" not in notes[1]
