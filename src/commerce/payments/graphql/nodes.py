"""Payments by id. A buyer reaches them through the order; by id only staff does."""

from uuid import UUID

from commerce.kernel.graphql.context import Context
from commerce.kernel.reads import compiled
from commerce.payments import queries
from commerce.payments.graphql.types import ATTEMPT, PAYMENT, Payment, PaymentAttempt
from commerce.payments.permissions import PAYMENT_READ

_PAYMENTS = compiled(queries.payments_by_id())
_ATTEMPT = compiled(queries.attempt_with_payable())


async def fetch_payment(uid: UUID, context: Context) -> Payment | None:
    """A payment, for those who may see all."""
    if not context.actor.may(PAYMENT_READ):
        return None
    row = await context.reader.first(_PAYMENTS, ids=[uid])
    return Payment.of(row, context) if row else None


async def fetch_attempt(uid: UUID, context: Context) -> PaymentAttempt | None:
    """An attempt, for those who may see all."""
    if not context.actor.may(PAYMENT_READ):
        return None
    row = await context.reader.first(_ATTEMPT, id=uid)
    return PaymentAttempt.of(row, context) if row else None


NODES = {PAYMENT: fetch_payment, ATTEMPT: fetch_attempt}
