"""The sweeper: finishes what was left in between, and gives back what was never paid."""

from uuid import UUID

import structlog

from commerce.cart import service as carts
from commerce.checkout.service.settle import settle
from commerce.checkout.types import Deps
from commerce.inventory import service as inventory
from commerce.kernel.clock import now
from commerce.kernel.db import Tx
from commerce.kernel.errors import NotFound
from commerce.orders import service as orders
from commerce.payments import service as payments

_log = structlog.get_logger(__name__)


async def sweep(deps: Deps, *, limit: int = 50) -> int:
    """Ask providers about attempts nobody is at work on, then cancel purchases past their hold.

    Returns how many attempts and purchases were looked at.
    """
    reader = deps.db.reader()
    due = await payments.due(reader, limit=limit)
    for attempt_id in due:
        await _ask(deps, attempt_id)
    overdue = await orders.overdue(reader, limit=limit)
    for group_id in overdue:
        await _expire(deps, group_id)
    return len(due) + len(overdue)


async def _ask(deps: Deps, attempt_id: UUID) -> None:
    async with deps.db.transaction() as tx:
        mine = await payments.claim(tx, attempt_id, now() + deps.lease)
    if mine:
        outcome = await payments.ask_provider(deps.db, deps.registry, deps.settings, attempt_id)
        await settle(deps, attempt_id, outcome)


async def _expire(deps: Deps, group_id: UUID) -> None:
    async with deps.db.transaction() as tx:
        cart_id = await orders.cart_of(tx, group_id)
        if cart_id is None:
            return
        await carts.hold(tx, cart_id)
        if await _give_up(tx, group_id, cart_id, reason="expired"):
            _log.info("purchase_expired", group=str(group_id))


async def abandon(deps: Deps, cart_id: UUID, token: str) -> None:
    """Let the buyer change a cart again whose purchase waits for payment.

    Raises:
        NotFound: no such cart for this token, or its payment is under way.
    """
    async with deps.db.transaction() as tx:
        cart = await carts.lock(tx, cart_id, token)
        if cart.order_group_id is None:
            return
        if not await _give_up(tx, cart.order_group_id, cart_id, reason="abandoned"):
            raise NotFound(path=("input", "cart"))


async def _give_up(tx: Tx, group_id: UUID, cart_id: UUID, *, reason: str) -> bool:
    """Cancel a purchase, unless money for it may be on its way."""
    group = await orders.lock(tx, group_id)
    if not await payments.cancel_open(tx, group_id):
        return False
    if not await orders.cancel(tx, group, reason=reason):
        return False
    await inventory.release(tx, group_id)
    await carts.reopen(tx, cart_id)
    return True
