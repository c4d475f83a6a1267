"""Take note of what became of an attempt: once, in whatever order and however often it is told."""

from dataclasses import dataclass
from uuid import UUID

from commerce.kernel.db import Tx
from commerce.kernel.reads import compiled
from commerce.payments import queries
from commerce.payments.errors import ReportRefused
from commerce.payments.events import DuplicatePayment, PaymentFailed, PaymentSettled
from commerce.payments.models import Attempt, Payment
from commerce.payments.providers import Outcome
from commerce.payments.rules import decline_of, next_state
from commerce.payments.service.state import Locked, apply_state, change_attempt, lock_attempt
from commerce.payments.types import AttemptState, OutcomeStatus, PaymentState, Refusal

_OTHER = compiled(queries.other_with_ref())


@dataclass(frozen=True, slots=True)
class Recorded:
    """An attempt after news of it. The `became_` flags are true for one caller only, ever.

    became_settled        this news paid the payment
    duplicate             this news showed money that is not wanted
    became_final_failure  this news ended the last attempt, and another makes no sense
    placeable             paid, or to be collected later: the order may be placed (also true
                          on repetition, so that an interrupted caller can carry on)
    """

    attempt: Attempt
    payment: Payment
    changed: bool
    became_settled: bool
    duplicate: bool
    became_final_failure: bool
    placeable: bool


async def record(tx: Tx, attempt_id: UUID, outcome: Outcome) -> Recorded:
    """Bring an attempt and its payment in line with what a provider says.

    Late failures after success and repetitions change nothing. Success of a payment that is
    paid by another attempt or was called off makes the attempt a duplicate and leaves the
    payment alone. Whoever gives the payable up must call `cancel_open` in that transaction;
    until then money that arrives late is taken.

    Raises:
        NotFound: there is no such attempt.
        ReportRefused: another amount was taken, or the reference belongs to another attempt.
    """
    return await record_locked(tx, await lock_attempt(tx, attempt_id), attempt_id, outcome)


async def record_locked(tx: Tx, locked: Locked, attempt_id: UUID, outcome: Outcome) -> Recorded:
    """The same for an attempt that this transaction has begun, or locked."""
    attempt = locked.attempt(attempt_id)
    await check(tx, attempt, outcome)
    return apply(tx, locked, attempt=attempt, outcome=outcome)


async def check(tx: Tx, attempt: Attempt, outcome: Outcome) -> None:
    """Make sure that a report is about this attempt; changes nothing.

    Raises:
        ReportRefused: it is not.
    """
    told = outcome.amount
    if told is not None and (told.minor, told.currency) != (attempt.amount, attempt.currency):
        raise ReportRefused(Refusal.AMOUNT_MISMATCH)
    ref = outcome.provider_ref
    if ref is None or ref == attempt.provider_ref:
        return
    if await tx.rows(_OTHER, provider=attempt.provider, ref=ref, id=attempt.id):
        raise ReportRefused(Refusal.REF_TAKEN)


def apply(tx: Tx, locked: Locked, *, attempt: Attempt, outcome: Outcome) -> Recorded:
    """Let checked news of a locked attempt take effect."""
    before = attempt.state
    state = next_state(before, locked.payment.state, outcome)
    changed = state is not before
    if changed:
        _keep_facts(attempt, outcome, state)
        change_attempt(attempt, state)
    payment_changed = apply_state(locked)
    now_in = locked.payment.state
    settled = state is AttemptState.SETTLED
    recorded = Recorded(
        attempt=attempt,
        payment=locked.payment,
        changed=changed,
        became_settled=changed and settled,
        duplicate=changed and state is AttemptState.DUPLICATE,
        became_final_failure=payment_changed and now_in is PaymentState.FAILED,
        placeable=settled or (state is AttemptState.RESERVED and attempt.collect_later),
    )
    if changed:
        _tell(tx, recorded)
    return recorded


def _keep_facts(attempt: Attempt, outcome: Outcome, state: AttemptState) -> None:
    attempt.provider_ref = outcome.provider_ref or attempt.provider_ref
    attempt.collect_later = outcome.status is OutcomeStatus.OK and outcome.collect_later
    if state is AttemptState.AWAITING_BUYER and outcome.action is not None:
        attempt.action = {"kind": "redirect", "url": outcome.action.url}
    if state is AttemptState.CANCELLED:
        decline = decline_of(outcome)
        attempt.decline_code = decline.code[:64]
        attempt.retryable = decline.retryable


def _tell(tx: Tx, recorded: Recorded) -> None:
    attempt, payment = recorded.attempt, recorded.payment
    if recorded.became_settled:
        tx.emit(
            PaymentSettled(
                payment_id=payment.id, payable_id=payment.payable_id, attempt_id=attempt.id
            )
        )
    elif recorded.duplicate:
        tx.emit(
            DuplicatePayment(
                payment_id=payment.id,
                payable_id=payment.payable_id,
                attempt_id=attempt.id,
                minor=attempt.amount,
                currency=attempt.currency,
            )
        )
    elif attempt.state is AttemptState.CANCELLED:
        tx.emit(
            PaymentFailed(
                payment_id=payment.id,
                payable_id=payment.payable_id,
                attempt_id=attempt.id,
                reason=attempt.decline_code or "",
                final=recorded.became_final_failure,
            )
        )
