"""A payment with its attempts under lock, and the one way their states change."""

from dataclasses import dataclass
from uuid import UUID

from commerce.kernel.clock import now
from commerce.kernel.db import Tx
from commerce.kernel.errors import NotFound
from commerce.kernel.reads import Statement, compiled
from commerce.payments import queries
from commerce.payments.models import Attempt, Payment
from commerce.payments.rules import ATTEMPT, OPEN, Try, moved, payment_state
from commerce.payments.types import AttemptState, PaymentState

_BY_PAYABLE, _BY_ATTEMPT = (
    (
        compiled(queries.locked_payment(by_attempt=by_attempt)),
        compiled(queries.locked_attempts(by_attempt=by_attempt)),
    )
    for by_attempt in (False, True)
)


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
    return await _locked(tx, _BY_PAYABLE, payable_id)


async def lock_attempt(tx: Tx, attempt_id: UUID) -> Locked:
    """Lock the payment of an attempt, in the same order.

    Raises:
        NotFound: there is no such attempt.
    """
    locked = await _locked(tx, _BY_ATTEMPT, attempt_id)
    if locked is None:
        raise NotFound
    return locked


async def _locked(tx: Tx, by: tuple[Statement, Statement], key: UUID) -> Locked | None:
    """Two statements in one round trip: the second sees what the first has waited for."""
    _ask(tx, by, key)
    payment, attempts = by
    found = await tx.load(Payment, payment, id=key)
    return Locked(found[0], await tx.load(Attempt, attempts, id=key)) if found else None


def _ask(tx: Tx, by: tuple[Statement, Statement], key: UUID) -> None:
    for statement in by:
        tx.ahead(statement, id=key)


def lock_attempt_ahead(tx: Tx, attempt_id: UUID) -> None:
    """Ask for what `lock_attempt` will need, with the next round trip."""
    _ask(tx, _BY_ATTEMPT, attempt_id)


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
