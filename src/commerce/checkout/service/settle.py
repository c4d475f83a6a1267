"""SETTLE: in one transaction, record what a provider said and finish or leave the purchase.

Rows are locked in one order everywhere: payment, cart, group, stock.
"""

from uuid import UUID

from commerce.cart import service as carts
from commerce.checkout.types import Deps
from commerce.inventory import service as inventory
from commerce.kernel.db import Tx
from commerce.orders import service as orders
from commerce.payments import service as payments
from commerce.payments.providers import InboundRoute, Outcome, RawReply, RawRequest
from commerce.payments.service import Recorded


async def settle(deps: Deps, attempt_id: UUID, outcome: Outcome) -> None:
    """Record an outcome; idempotent.

    Raises:
        NotFound: no such attempt.
        ReportRefused: the outcome does not fit the attempt.
    """
    async with deps.db.transaction() as tx:
        await place_if_paid(tx, await payments.record(tx, attempt_id, outcome))


async def receive(
    deps: Deps, provider: str, *, route: InboundRoute, request: RawRequest
) -> RawReply:
    """Answer a call of a provider; a verified message takes effect once."""
    return await payments.receive(
        deps.db, provider, route=route, request=request, follow=place_if_paid
    )


async def place_if_paid(tx: Tx, recorded: Recorded) -> None:
    """Place the purchase when its payment is there, or will be collected later."""
    group_id = recorded.payment.payable_id
    if not recorded.placeable:
        return
    cart_id = await orders.cart_of(tx, group_id)
    await carts.lock_any(tx, cart_id)
    group = await orders.lock(tx, group_id)
    if await orders.place(tx, group):
        await inventory.commit(tx, group_id)
        await carts.completed(tx, cart_id)
