"""Facts about payments."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from commerce.kernel.events import Event, event


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentAttempted(Event):
    """A try to collect a payment began."""

    name: ClassVar[str] = "payments.payment_attempted"

    payment_id: UUID
    payable_id: UUID
    attempt_id: UUID
    provider: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentSettled(Event):
    """The money was taken, once and for all."""

    name: ClassVar[str] = "payments.payment_settled"

    payment_id: UUID
    payable_id: UUID
    attempt_id: UUID


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentFailed(Event):
    """An attempt ended without money; `final` when no further try makes sense."""

    name: ClassVar[str] = "payments.payment_failed"

    payment_id: UUID
    payable_id: UUID
    attempt_id: UUID
    reason: str
    final: bool


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentCancelled(Event):
    """Collecting was given up; money that arrives now is owed back."""

    name: ClassVar[str] = "payments.payment_cancelled"

    payment_id: UUID
    payable_id: UUID
    reason: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicatePayment(Event):
    """Money was taken that is not wanted, and is owed back. `minor` counts minor units."""

    name: ClassVar[str] = "payments.duplicate_payment"

    payment_id: UUID
    payable_id: UUID
    attempt_id: UUID
    minor: int
    currency: str
