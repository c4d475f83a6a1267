"""SELECT statements of payments."""

from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    DateTime,
    Executable,
    ScalarSelect,
    String,
    Update,
    Uuid,
    any_,
    bindparam,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from commerce.kernel.clock import now
from commerce.kernel.tables import Rows
from commerce.payments.models import Attempt, Notice, Payment
from commerce.payments.rules import OPEN
from commerce.payments.types import AttemptState, PaymentState


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


def _of_payable() -> ScalarSelect[UUID]:
    """The payment of the payable `:id`."""
    found = select(Payment.id).where(Payment.payable_id == bindparam("id", type_=Uuid()))
    return found.scalar_subquery()


def _of_attempt() -> ScalarSelect[UUID]:
    """The payment of the attempt `:id`."""
    found = select(Attempt.payment_id).where(Attempt.id == bindparam("id", type_=Uuid()))
    return found.scalar_subquery()


def locked_payment(*, by_attempt: bool) -> Rows:
    """The payment of the attempt, or the payable, `:id`, locked; it guards all its attempts."""
    found = _of_attempt() if by_attempt else _of_payable()
    return select(*Payment.__table__.c).where(Payment.id == found).with_for_update()


def locked_attempts(*, by_attempt: bool) -> Rows:
    """The attempts of the same payment in the order they began, locked."""
    found = _of_attempt() if by_attempt else _of_payable()
    return (
        select(*Attempt.__table__.c)
        .where(Attempt.payment_id == found)
        .order_by(Attempt.id)
        .with_for_update()
    )


def ensure() -> Executable:
    """Write the payment `:id` for `:payable` down, unless there is one; its row if it is new."""
    values = {
        "id": bindparam("id", type_=Uuid()),
        "payable_id": bindparam("payable", type_=Uuid()),
        "currency": bindparam("currency", type_=String()),
        "amount": bindparam("amount", type_=BigInteger()),
        "captured": 0,
        "refunded": 0,
        "state": PaymentState.PENDING,
        "version": 1,
        "created_at": func.now(),
        "updated_at": func.now(),
    }
    new = insert(Payment).values(values)
    return new.on_conflict_do_nothing(index_elements=["payable_id"]).returning(*Payment.__table__.c)


def take_on() -> Update:
    """Take the open attempt `:id` on until `:until`, if at `:at` nobody has it."""
    at = bindparam("at", type_=DateTime(timezone=True))
    return (
        update(Attempt)
        .where(
            Attempt.id == bindparam("id", type_=Uuid()),
            Attempt.claimed_until <= at,
            or_(*(Attempt.state == state for state in sorted(OPEN))),
        )
        .values(claimed_until=bindparam("until", type_=DateTime(timezone=True)), updated_at=at)
        .returning(Attempt.id)
    )


def other_with_ref() -> Rows:
    """Another attempt than `:id` that has the reference `:ref` of `:provider`."""
    return select(Attempt.id).where(
        Attempt.provider == bindparam("provider", type_=String()),
        Attempt.provider_ref == bindparam("ref", type_=String()),
        Attempt.id != bindparam("id", type_=Uuid()),
    )


def notice() -> Rows:
    """The message of `:provider` with `:key`."""
    return select(*Notice.__table__.c).where(
        Notice.provider == bindparam("provider", type_=String()),
        Notice.event_key == bindparam("key", type_=String()),
    )
