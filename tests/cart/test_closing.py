"""The end of a cart: what checkout does with it, and what time does."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from commerce.cart import service
from commerce.cart.errors import CartClosed, TaxUnavailable
from commerce.cart.models import Cart, Delivery, Line
from commerce.cart.types import CartRef, CartState, ProblemKind
from commerce.kernel.clock import now, shifted
from commerce.kernel.errors import NotFound
from commerce.kernel.ids import new_id
from commerce.kernel.tables import OutboxRow
from commerce.tax.providers import TAX


async def state(db, cart) -> tuple:
    row = await db.reader().first(
        select(Cart.state, Cart.order_group_id).where(Cart.id == cart[0].id)
    )
    return (row.state, row.order_group_id)


async def quote(app, cart):
    row = await service.find(app.db.reader(), cart[0].id, cart[1])
    return await service.priced(app.db.reader(), app.cache, app.registry, app.settings, row)


async def test_a_cart_closes_for_a_purchase_and_for_good(make, db) -> None:
    cart = await make.cart([(await make.offer(), 1)])
    group_id = new_id()

    async with db.transaction() as tx:
        row = await service.lock(tx, cart[0].id, cart[1])
        service.completing(tx, row, group_id)
    assert await state(db, cart) == ("completing", group_id)
    for _ in range(2):
        async with db.transaction() as tx:
            await service.completed(tx, cart[0].id)

    assert await state(db, cart) == ("completed", group_id)
    told = await db.reader().all(
        select(OutboxRow.payload).where(OutboxRow.name == "cart.cart_completed")
    )
    assert [each.payload for each in told] == [
        {"cart_id": str(cart[0].id), "group_id": str(group_id)}
    ]


async def test_a_closed_cart_does_not_close_for_another_purchase(make, db) -> None:
    cart = await make.cart()
    group_id = new_id()
    async with db.transaction() as tx:
        service.completing(tx, await service.lock_any(tx, cart[0].id), group_id)

    with pytest.raises(CartClosed):
        async with db.transaction() as tx:
            service.completing(tx, await service.lock_any(tx, cart[0].id), new_id())

    assert await state(db, cart) == ("completing", group_id)


async def test_a_purchase_that_came_to_nothing_gives_the_cart_back(make, db) -> None:
    cart = await make.cart()
    async with db.transaction() as tx:
        service.completing(tx, await service.lock_any(tx, cart[0].id), new_id())

    for _ in range(2):
        async with db.transaction() as tx:
            await service.reopen(tx, cart[0].id)

    assert await state(db, cart) == ("active", None)


async def test_what_was_bought_is_not_reopened(make, db) -> None:
    cart = await make.cart(state=CartState.COMPLETED, order_group_id=new_id())

    async with db.transaction() as tx:
        await service.reopen(tx, cart[0].id)

    assert (await state(db, cart))[0] == "completed"


@pytest.mark.parametrize("token", [None, "", "wrong"])
async def test_without_its_token_a_cart_is_neither_found_nor_locked(make, db, token) -> None:
    cart, _ = await make.cart()

    assert await service.find(db.reader(), cart.id, token) is None
    with pytest.raises(NotFound):
        async with db.transaction() as tx:
            await service.lock(tx, cart.id, token)


async def test_forgotten_carts_are_deleted_and_purchases_kept(make, db) -> None:
    method = await make.shipping_method()
    offer = await make.offer()
    past = now() - timedelta(seconds=1)
    old = await make.cart([(offer, 1)], expires_at=past)
    await make.delivery(old, offer.seller_id, method)
    bought, _ = await make.cart(expires_at=past, state=CartState.COMPLETED)
    waiting, _ = await make.cart(expires_at=past, state=CartState.COMPLETING)
    fresh, _ = await make.cart()

    async with db.transaction() as tx:
        assert await service.delete_expired(tx) == 1
    async with db.transaction() as tx:
        assert await service.delete_expired(tx) == 0

    rows = await db.reader().all(select(Cart.id).order_by(Cart.created_at))
    assert {row.id for row in rows} == {bought.id, waiting.id, fresh.id}
    assert await db.reader().all(select(Line.id)) == []
    assert await db.reader().all(select(Delivery.id)) == []


async def test_a_quote_stands_until_something_in_it_changes(make, app, db) -> None:
    offer, other = await make.offer(), await make.offer()

    async def stands(cart, change) -> bool:
        seen = await quote(app, cart)
        await change(cart)
        async with db.transaction() as tx:
            return await service.unchanged(tx, await service.lock_any(tx, cart[0].id), seen)

    async def nothing(cart) -> None:
        pass

    async def stock(cart) -> None:
        await make.stock(offer, 3)

    async def dearer(cart) -> None:
        await make.price(offer, 2_000_000)

    async def paused(cart) -> None:
        async with db.transaction() as tx:
            (await tx.get(type(offer), offer.id)).status = "paused"

    async def more(cart) -> None:
        async with db.transaction() as tx:
            row = await service.edit(tx, CartRef(cart[0].id, cart[1]))
            await service.add_lines(tx, row, [(other.id, 1)])

    for change, expected in (
        (nothing, True),
        (stock, True),
        (more, False),
        (dearer, False),
        (paused, False),
    ):
        assert await stands(await make.cart([(offer, 1)]), change) is expected, change


async def test_a_purchase_needs_the_tax_provider_and_a_look_does_not(
    make, app, read, registry
) -> None:
    await make.tax_rate(120_000)
    cart = await make.cart([(await make.offer(price=1_120_000), 1)])
    kept = registry.providers.copy()

    class Silent:
        async def quote(self, doc):
            raise ConnectionError("no answer")

    registry.providers[TAX.name, next(iter(registry.all(TAX)))] = Silent()
    try:
        with pytest.raises(TaxUnavailable):
            await quote(app, cart)
        seen = await read(cart)
    finally:
        registry.providers.clear()
        registry.providers.update(kept)

    assert seen["totals"]["estimated"] is True
    assert seen["totals"]["total"]["tax"] == {"minorUnits": "120000"}
    assert (await quote(app, cart)).estimated is False


async def test_a_purchase_sees_what_is_wrong(make, app) -> None:
    seen = await quote(app, await make.cart([(await make.offer(), 1)]))

    assert [each.kind for each in seen.problems] == [
        ProblemKind.DELIVERY_MISSING,
        ProblemKind.ADDRESS_MISSING,
        ProblemKind.CONTACT_MISSING,
        ProblemKind.PAYMENT_MISSING,
    ]


async def test_a_bought_cart_can_be_read_after_its_term(make, db) -> None:
    cart, token = await make.cart(state=CartState.COMPLETED)

    with shifted(timedelta(days=31)):
        assert await service.find(db.reader(), cart.id, token) is not None
