"""Attempts that got stuck, and those that are given up."""

from datetime import datetime
from uuid import UUID

from commerce.kernel.clock import now
from commerce.kernel.db import Tx
from commerce.kernel.reads import Reader, compiled
from commerce.payments import queries
from commerce.payments.events import PaymentCancelled
from commerce.payments.rules import CLOSED, OPEN, PAYMENT, moved
from commerce.payments.service.state import change_attempt, lock_payable
from commerce.payments.types import AttemptState, DueAttempt, PaymentState

_TAKE_ON = compiled(queries.take_on())


async def due(source: Reader | Tx, limit: int = 100) -> list[DueAttempt]:
    """Open attempts that nobody works on, the longest waiting first."""
    return [
        DueAttempt(
            id=row.id,
            payment_id=row.payment_id,
            payable_id=row.payable_id,
            provider=row.provider,
            state=AttemptState(row.state),
            expires_at=row.expires_at,
        )
        for row in await source.all(queries.due(limit))
    ]


async def claim(tx: Tx, attempt_id: UUID, until: datetime) -> bool:
    """Take an open attempt on until then; false when somebody else has it, or it is closed."""
    return bool(await tx.rows(_TAKE_ON, id=attempt_id, at=now(), until=until))


async def cancel_open(tx: Tx, payable_id: UUID, reason: str) -> bool:
    """Give up collecting for a payable; false when it is paid, and nothing was changed.

    Money that arrives from now on makes its attempt a duplicate. `reason` is kept as the
    decline code of the open attempts.
    """
    locked = await lock_payable(tx, payable_id)
    if locked is None:
        return True
    if locked.payment.state in CLOSED:
        return locked.payment.state is PaymentState.CANCELLED
    for attempt in locked.attempts:
        if attempt.state in OPEN:
            attempt.decline_code = reason
            attempt.retryable = False
            change_attempt(attempt, AttemptState.CANCELLED)
    payment = locked.payment
    payment.state = moved(PAYMENT, payment.state, PaymentState.CANCELLED)
    payment.version += 1
    tx.emit(PaymentCancelled(payment_id=payment.id, payable_id=payable_id, reason=reason))
    return True
