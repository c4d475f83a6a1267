"""SETTLE: in one transaction, record what a provider said and finish or leave the purchase.

Rows are locked in one order everywhere: cart, group, payment, stock.
"""

from uuid import UUID

from commerce.cart import service as carts
from commerce.checkout.types import Deps
from commerce.inventory import service as inventory
from commerce.kernel.db import Tx
from commerce.kernel.errors import NotFound
from commerce.orders import service as orders
from commerce.payments import service as payments
from commerce.payments.providers import CoreAnswer, Inbound, Outcome


async def settle(deps: Deps, attempt_id: UUID, outcome: Outcome) -> None:
    """Record an outcome; idempotent.

    Raises:
        NotFound: no such attempt.
    """
    async with deps.db.transaction() as tx:
        await _settle(tx, attempt_id, outcome)


async def apply(deps: Deps, provider: str, inbound: Inbound) -> CoreAnswer:
    """Take in a verified message of a provider, once per event, and say what became of it."""
    async with deps.db.transaction() as tx:
        known = await payments.notice(tx, provider, inbound)
        if known is not None:
            return known
        outcome, refusal = await payments.read_intent(tx, provider, inbound.intent)
        if outcome is not None:
            await _settle(tx, inbound.intent.attempt_id, outcome)
        return await payments.answer(tx, provider, inbound, refusal)


async def _settle(tx: Tx, attempt_id: UUID, outcome: Outcome) -> None:
    group_id = await payments.payable_of(tx, attempt_id)
    cart_id = await orders.cart_of(tx, group_id) if group_id is not None else None
    if group_id is None or cart_id is None:
        raise NotFound
    await carts.hold(tx, cart_id)
    group = await orders.lock(tx, group_id)
    recorded = await payments.record(tx, attempt_id, outcome)
    if recorded.placeable and await orders.place(tx, group):
        await inventory.commit(tx, group.id)
        await carts.completed(tx, cart_id)
