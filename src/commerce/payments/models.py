"""Tables of payments."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from commerce.kernel.clock import now
from commerce.kernel.privacy import INTERNAL, PII, belongs_to
from commerce.kernel.sealing import SealedJson
from commerce.kernel.tables import Minor, Record, Versioned
from commerce.kernel.walls import BACKSTAGE
from commerce.payments.types import AttemptState, PaymentState


class Payment(Versioned):
    """What is owed for `payable_id` (an order group)."""

    __tablename__ = "payments_payment"
    __table_args__ = (
        CheckConstraint("amount >= 0", name="amount_not_negative"),
        CheckConstraint("captured between 0 and amount", name="captured_within_amount"),
        CheckConstraint("refunded between 0 and captured", name="refunded_within_captured"),
        BACKSTAGE,
    )

    payable_id: Mapped[UUID] = mapped_column(
        unique=True, info=INTERNAL | belongs_to("orders_group.id")
    )
    currency: Mapped[str] = mapped_column(String(3), info=INTERNAL)
    amount: Mapped[Minor] = mapped_column(info=INTERNAL)
    captured: Mapped[Minor] = mapped_column(default=0, info=INTERNAL)
    refunded: Mapped[Minor] = mapped_column(default=0, info=INTERNAL)
    state: Mapped[PaymentState] = mapped_column(default=PaymentState.PENDING, info=INTERNAL)


class Attempt(Versioned):
    """One try to collect a payment. Its id is the idempotency key towards the provider.

    `collect_later` marks one that waits for cash: no provider can be asked about it.
    """

    __tablename__ = "payments_attempt"
    __table_args__ = (
        Index(
            "uq_payments_attempt_settled",
            "payment_id",
            unique=True,
            postgresql_where=text("state = 'settled'"),
        ),
        Index(
            "ix_payments_attempt_open",
            "claimed_until",
            postgresql_where=text(
                "state in ('new', 'awaiting_buyer', 'reserved', 'authorized', 'unknown')"
                " and not collect_later"
            ),
        ),
        UniqueConstraint("provider", "provider_ref"),
        BACKSTAGE,
    )

    payment_id: Mapped[UUID] = mapped_column(
        ForeignKey("payments_payment.id"),
        index=True,
        info=INTERNAL | belongs_to("payments_payment.id"),
    )
    provider: Mapped[str] = mapped_column(String(64), info=INTERNAL)
    currency: Mapped[str] = mapped_column(String(3), info=INTERNAL)
    amount: Mapped[Minor] = mapped_column(info=INTERNAL)
    state: Mapped[AttemptState] = mapped_column(default=AttemptState.NEW, info=INTERNAL)
    data: Mapped[dict[str, Any]] = mapped_column(
        SealedJson("payments_attempt.data"), default=dict, info=PII
    )
    provider_ref: Mapped[str | None] = mapped_column(String(255), info=INTERNAL)
    action: Mapped[dict[str, Any] | None] = mapped_column(
        SealedJson("payments_attempt.action"), info=PII
    )
    decline_code: Mapped[str | None] = mapped_column(String(64), info=INTERNAL)
    retryable: Mapped[bool] = mapped_column(default=True, info=INTERNAL)
    collect_later: Mapped[bool] = mapped_column(default=False, info=INTERNAL)
    claimed_until: Mapped[datetime] = mapped_column(info=INTERNAL)
    expires_at: Mapped[datetime] = mapped_column(info=INTERNAL)
    settled_at: Mapped[datetime | None] = mapped_column(info=INTERNAL)
    cancelled_at: Mapped[datetime | None] = mapped_column(info=INTERNAL)


class Notice(Record):
    """A verified message of a provider, once per `event_key`, with the answer we gave."""

    __tablename__ = "payments_notice"
    __table_args__ = (UniqueConstraint("provider", "event_key"), BACKSTAGE)

    provider: Mapped[str] = mapped_column(String(64), info=INTERNAL)
    event_key: Mapped[str] = mapped_column(String(255), info=INTERNAL)
    attempt_id: Mapped[UUID | None] = mapped_column(info=INTERNAL)
    answer: Mapped[dict[str, Any]] = mapped_column(default=dict, info=INTERNAL)
    received_at: Mapped[datetime] = mapped_column(default=now, info=INTERNAL)
