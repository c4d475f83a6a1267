"""Write the intent to collect: the first step of every attempt, before any provider hears."""

from dataclasses import dataclass
from datetime import datetime
from typing import Unpack
from uuid import UUID

from commerce.kernel.db import Tx
from commerce.kernel.errors import LimitReached
from commerce.kernel.ids import new_id
from commerce.kernel.money import Money
from commerce.kernel.reads import compiled
from commerce.kernel.records import row_of
from commerce.payments import queries
from commerce.payments.errors import AmountChanged, PaymentClosed, PaymentInProgress
from commerce.payments.events import PaymentAttempted
from commerce.payments.models import Attempt, Payment
from commerce.payments.rules import CLOSED, redacted
from commerce.payments.service.state import Locked, apply_state, lock_payable
from commerce.payments.types import NewAttempt

MAX_ATTEMPTS = 20
_ENSURE = compiled(queries.ensure())


@dataclass(frozen=True, slots=True)
class Draft:
    """A payment and its first attempt, which nobody else knows of yet."""

    payment: Payment
    attempt: Attempt


async def begin(tx: Tx, payable_id: UUID, **new: Unpack[NewAttempt]) -> Attempt:
    """Open an attempt to collect what is owed for `payable_id`; see `NewAttempt`.

    Attempts that wait for the buyer may stand beside it: whichever is paid first wins.

    Raises:
        AmountChanged: something else is owed than `amount`.
        PaymentClosed: it is paid or called off.
        PaymentInProgress: an earlier attempt may have taken the money.
        LimitReached: there were too many attempts.
    """
    amount = new["amount"]
    locked = await _ensure_payment(tx, payable_id, amount)
    payment = locked.payment
    if (payment.amount, payment.currency) != (amount.minor, amount.currency):
        raise AmountChanged
    if payment.state in CLOSED:
        raise PaymentClosed(payment.state)
    if any(each.live for each in locked.tries()):
        raise PaymentInProgress
    if len(locked.attempts) >= MAX_ATTEMPTS:
        raise LimitReached(MAX_ATTEMPTS)
    return _open(tx, locked, _attempt(payment.id, **new))


def draft(payable_id: UUID, **new: Unpack[NewAttempt]) -> Draft:
    """The first attempt for something that is about to be made; nothing is written yet."""
    amount = new["amount"]
    payment = row_of(
        Payment, id=new_id(), payable_id=payable_id, currency=amount.currency, amount=amount.minor
    )
    return Draft(payment, _attempt(payment.id, **new))


def begin_first(tx: Tx, drafted: Draft, *, claimed_until: datetime) -> Locked:
    """Open a drafted attempt, for something this transaction itself has made; see `begin`."""
    drafted.attempt.claimed_until = claimed_until
    tx.put(drafted.payment)
    locked = Locked(drafted.payment, [])
    _open(tx, locked, drafted.attempt)
    return locked


def _attempt(payment_id: UUID, **new: Unpack[NewAttempt]) -> Attempt:
    amount = new["amount"]
    return row_of(
        Attempt,
        id=new_id(),
        payment_id=payment_id,
        provider=new["provider"],
        currency=amount.currency,
        amount=amount.minor,
        data=redacted(new["data"]),
        claimed_until=new["claimed_until"],
        expires_at=new["expires_at"],
    )


def _open(tx: Tx, locked: Locked, attempt: Attempt) -> Attempt:
    payment = locked.payment
    tx.put(attempt)
    locked.attempts.append(attempt)
    apply_state(locked)
    tx.emit(
        PaymentAttempted(
            payment_id=payment.id,
            payable_id=payment.payable_id,
            attempt_id=attempt.id,
            provider=attempt.provider,
        )
    )
    return attempt


async def _ensure_payment(tx: Tx, payable_id: UUID, amount: Money) -> Locked:
    owed = {"payable": payable_id, "currency": amount.currency, "amount": amount.minor}
    for payment in await tx.load(Payment, _ENSURE, id=new_id(), **owed):
        return Locked(payment, [])
    locked = await lock_payable(tx, payable_id)
    if locked is None:
        raise RuntimeError("a payment disappeared while it was made")
    return locked
