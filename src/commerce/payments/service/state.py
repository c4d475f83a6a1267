"""A payment with its attempts under lock, and the one way their states change."""

from dataclasses import dataclass
from uuid import UUID

from commerce.kernel.clock import now
from commerce.kernel.db import Tx
from commerce.kernel.errors import NotFound
from commerce.payments import queries
from commerce.payments.models import Attempt, Payment
from commerce.payments.rules import ATTEMPT, OPEN, Try, moved, payment_state
from commerce.payments.types import AttemptState, PaymentState


@dataclass(slots=True)
class Locked:
    """A payment and its attempts, oldest first; nobody else changes them meanwhile."""

    payment: Payment
    attempts: list[Attempt]

    def attempt(self, attempt_id: UUID) -> Attempt:
        """One of the attempts."""
        return next(each for each in self.attempts if each.id == attempt_id)

    def tries(self) -> list[Try]:
        """What the rules need to know."""
        return [
            Try(each.state, collect_later=each.collect_later, retryable=each.retryable)
            for each in self.attempts
        ]


async def lock_payable(tx: Tx, payable_id: UUID) -> Locked | None:
    """Lock what is owed for a payable: the payment first, then its attempts by id."""
    payment = await tx.one_or_none(queries.locked_payment(payable_id=payable_id))
    return None if payment is None else await _with_attempts(tx, payment)


async def lock_attempt(tx: Tx, attempt_id: UUID) -> Locked:
    """Lock the payment of an attempt, in the same order.

    Raises:
        NotFound: there is no such attempt.
    """
    payment = await tx.one_or_none(queries.locked_payment(attempt_id=attempt_id))
    if payment is None:
        raise NotFound
    return await _with_attempts(tx, payment)


async def _with_attempts(tx: Tx, payment: Payment) -> Locked:
    return Locked(payment, await tx.all(queries.locked_attempts(payment.id)))


def change_attempt(attempt: Attempt, state: AttemptState) -> None:
    """Move an attempt on; moments are kept at the change, so that replies never differ.

    Raises:
        IllegalTransition: the states do not follow each other.
    """
    attempt.state = moved(ATTEMPT, attempt.state, state)
    attempt.version += 1
    if state in (AttemptState.SETTLED, AttemptState.DUPLICATE):
        attempt.settled_at = now()
        attempt.decline_code = None
        attempt.collect_later = False
    elif state is AttemptState.CANCELLED:
        attempt.cancelled_at = now()
    if state not in OPEN:
        attempt.action = None


def apply_state(locked: Locked) -> bool:
    """Bring the state of the payment in line with its attempts; returns whether it changed."""
    payment = locked.payment
    before = payment.state
    payment.state = payment_state(before, locked.tries())
    if payment.state is before:
        return False
    payment.version += 1
    if payment.state is PaymentState.CAPTURED:
        payment.captured = payment.amount
    return True
