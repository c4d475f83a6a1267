"""The sweeper: finishes what was left in between, and gives back what was never paid."""

from collections.abc import Awaitable
from uuid import UUID

import structlog

from commerce.cart import service as carts
from commerce.checkout.errors import PaymentUnderWay
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
    for attempt in due:
        await _apart(_ask(deps, attempt.id), attempt=attempt.id)
    overdue = await orders.overdue(reader, limit=limit)
    for group_id in overdue:
        await _apart(_expire(deps, group_id), group=group_id)
    return len(due) + len(overdue)


async def _apart(work: Awaitable[None], **what: UUID) -> None:
    """Do one piece of the sweep; its failure does not hold up the others."""
    try:
        await work
    except Exception:
        _log.exception("sweep_failed", **{name: str(value) for name, value in what.items()})


async def _expire(deps: Deps, group_id: UUID) -> None:
    await _call_off(deps, group_id)
    if await _give_up(deps, group_id, reason="expired"):
        _log.info("purchase_expired", group=str(group_id))


async def _ask(deps: Deps, attempt_id: UUID) -> None:
    async with deps.db.transaction() as tx:
        mine = await payments.claim(tx, attempt_id, now() + deps.lease)
    if mine:
        outcome = await payments.ask_provider(deps.db, deps.registry, deps.settings, attempt_id)
        await settle(deps, attempt_id, outcome)


async def _call_off(deps: Deps, group_id: UUID) -> None:
    """Stop the attempts that wait for the buyer; one may turn out to be paid."""
    for attempt_id in await payments.waiting_attempts(deps.db.reader(), group_id):
        outcome = await payments.call_off(deps.db, deps.registry, deps.settings, attempt_id)
        await settle(deps, attempt_id, outcome)


async def abandon(
    deps: Deps, cart_id: UUID, token: str | None, *, account_id: UUID | None = None
) -> None:
    """Let the buyer change a cart again whose purchase waits for payment.

    Raises:
        NotFound: no such cart for whoever asks.
        PaymentUnderWay: money for it may be on its way, or it is paid.
    """
    row = await carts.find(deps.db.reader(), cart_id, token, account_id=account_id)
    if row is None:
        raise NotFound(path=("input", "cart"))
    if row.order_group_id is None:
        return
    await _call_off(deps, row.order_group_id)
    if not await _give_up(deps, row.order_group_id, reason="abandoned"):
        raise PaymentUnderWay


async def _give_up(deps: Deps, group_id: UUID, *, reason: str) -> bool:
    """Cancel a purchase and give its stock back, unless money may be on its way."""
    async with deps.db.transaction() as tx:
        locked = await payments.lock_payable(tx, group_id)
        if locked is not None and any(each.live for each in locked.tries()):
            return False
        if not await payments.cancel_open(tx, group_id, reason):
            return False
        return await _release(tx, group_id, reason)


async def _release(tx: Tx, group_id: UUID, reason: str) -> bool:
    group = await orders.lock(tx, group_id)
    if not await orders.cancel(tx, group, reason=reason):
        return False
    await carts.reopen(tx, group.cart_id)
    await inventory.release(tx, group_id)
    return True
