"""SETTLE: in one transaction, record what a provider said and finish or leave the purchase.

Rows are locked in one order everywhere: payment, group, cart, stock.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from commerce.cart import service as carts
from commerce.checkout.types import Deps
from commerce.inventory import service as inventory
from commerce.kernel.db import Tx
from commerce.orders import service as orders
from commerce.payments import service as payments
from commerce.payments.providers import InboundRoute, Outcome, RawReply, RawRequest
from commerce.payments.service import Recorded

if TYPE_CHECKING:
    from commerce.orders.models import OrderGroup


@dataclass(frozen=True, slots=True)
class Settled:
    """News that were recorded, and the purchase if it could be placed."""

    recorded: Recorded
    group: "OrderGroup | None"


async def settle(
    deps: Deps, attempt_id: UUID, outcome: Outcome, *, of: tuple[UUID, UUID] | None = None
) -> Settled:
    """Record an outcome; idempotent. Who knows it says `of` which group and cart it is.

    Raises:
        NotFound: no such attempt.
        ReportRefused: the outcome does not fit the attempt.
    """
    async with deps.db.transaction() as tx:
        if of is not None:
            _ask(tx, attempt_id, *of)
        recorded = await payments.record(tx, attempt_id, outcome)
        group = await _place(tx, recorded)
    return Settled(recorded, group)


def _ask(tx: Tx, attempt_id: UUID, group_id: UUID, cart_id: UUID) -> None:
    """All locks and reads in one round trip, in their order."""
    payments.lock_attempt_ahead(tx, attempt_id)
    orders.lock_ahead(tx, group_id)
    carts.lock_any_ahead(tx, cart_id)
    inventory.commit_ahead(tx, group_id)


async def receive(
    deps: Deps, provider: str, *, route: InboundRoute, request: RawRequest
) -> RawReply:
    """Answer a call of a provider; a verified message takes effect once."""
    return await payments.receive(
        deps.db, provider, route=route, request=request, follow=place_if_paid
    )


async def place_if_paid(tx: Tx, recorded: Recorded) -> None:
    """Place the purchase when its payment is there, or will be collected later."""
    await _place(tx, recorded)


async def _place(tx: Tx, recorded: Recorded) -> "OrderGroup | None":
    if not recorded.placeable:
        return None
    group = await orders.lock(tx, recorded.payment.payable_id)
    if await orders.place(tx, group):
        await carts.completed(tx, group.cart_id)
        await inventory.commit(tx, group.id)
    return group
