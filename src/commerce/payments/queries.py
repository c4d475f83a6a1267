"""SELECT statements of payments."""

from uuid import UUID

from sqlalchemy import ARRAY, Uuid, any_, bindparam, select

from commerce.kernel.clock import now
from commerce.kernel.db import Rows
from commerce.payments.models import Attempt, Notice, Payment
from commerce.payments.rules import OPEN
from commerce.payments.types import AttemptState


def payments_by_payable() -> Rows:
    """The payments of the payables `:ids`."""
    ids = bindparam("ids", type_=ARRAY(Uuid))
    return select(*Payment.__table__.c).where(Payment.payable_id == any_(ids))


def payments_by_id() -> Rows:
    """The payments `:ids`."""
    ids = bindparam("ids", type_=ARRAY(Uuid))
    return select(*Payment.__table__.c).where(Payment.id == any_(ids))


def attempts_of_payments() -> Rows:
    """The attempts of the payments `:ids`, oldest first."""
    ids = bindparam("ids", type_=ARRAY(Uuid))
    return (
        select(*Attempt.__table__.c)
        .where(Attempt.payment_id == any_(ids))
        .order_by(Attempt.payment_id, Attempt.id)
    )


def attempt_with_payable() -> Rows:
    """The attempt `:id` with what it pays for."""
    return (
        select(*Attempt.__table__.c, Payment.payable_id)
        .join(Payment, Payment.id == Attempt.payment_id)
        .where(Attempt.id == bindparam("id", type_=Uuid()))
    )


def waiting_attempts() -> Rows:
    """The attempts for the payable `:payable_id` that wait for the buyer: ids only."""
    return (
        select(Attempt.id)
        .join(Payment, Payment.id == Attempt.payment_id)
        .where(
            Payment.payable_id == bindparam("payable_id", type_=Uuid()),
            Attempt.state == AttemptState.AWAITING_BUYER,
        )
    )


def due(limit: int) -> Rows:
    """Open attempts nobody works on, the longest waiting first."""
    return (
        select(
            Attempt.id,
            Attempt.payment_id,
            Payment.payable_id,
            Attempt.provider,
            Attempt.state,
            Attempt.expires_at,
        )
        .join(Payment, Payment.id == Attempt.payment_id)
        .where(Attempt.state.in_(OPEN), ~Attempt.collect_later, Attempt.claimed_until <= now())
        .order_by(Attempt.claimed_until)
        .limit(limit)
    )


def locked_payment(*, attempt_id: UUID | None = None, payable_id: UUID | None = None) -> Rows:
    """One payment, locked and read afresh; it guards all its attempts."""
    if attempt_id is None:
        found = Payment.payable_id == payable_id
    else:
        own = select(Attempt.payment_id).where(Attempt.id == attempt_id)
        found = Payment.id == own.scalar_subquery()
    return select(Payment).where(found).with_for_update().execution_options(populate_existing=True)


def locked_attempts(payment_id: UUID) -> Rows:
    """The attempts of a payment in the order they began, locked and read afresh."""
    return (
        select(Attempt)
        .where(Attempt.payment_id == payment_id)
        .order_by(Attempt.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def other_with_ref(provider: str, ref: str, attempt_id: UUID) -> Rows:
    """Another attempt that has this reference of the provider."""
    return select(Attempt.id).where(
        Attempt.provider == provider, Attempt.provider_ref == ref, Attempt.id != attempt_id
    )


def notice(provider: str, event_key: str) -> Rows:
    """The message with this key."""
    return select(Notice).where(Notice.provider == provider, Notice.event_key == event_key)
