"""Values that cross the border of payments."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, TypedDict
from uuid import UUID

from commerce.kernel.money import Money


class PaymentState(StrEnum):
    """What has become of the money owed; amounts are sums over attempts."""

    PENDING = "pending"
    ACTION_REQUIRED = "action_required"
    PROCESSING = "processing"
    AUTHORIZED = "authorized"
    CAPTURED = "captured"
    CANCELLED = "cancelled"
    FAILED = "failed"
    REFUNDED = "refunded"


class AttemptState(StrEnum):
    """One try with one provider.

    DUPLICATE is money that was taken and is not wanted: the payment was settled by another
    attempt, or called off before. It is owed back and never counts as captured.
    """

    NEW = "new"
    AWAITING_BUYER = "awaiting_buyer"
    RESERVED = "reserved"
    AUTHORIZED = "authorized"
    SETTLED = "settled"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"
    DUPLICATE = "duplicate"
    REVERSED = "reversed"


class OutcomeStatus(StrEnum):
    """Where the money of one attempt stands, as far as its provider says."""

    OK = "ok"
    ACTION_REQUIRED = "action_required"
    PENDING = "pending"
    DECLINED = "declined"
    UNKNOWN = "unknown"
    ERROR = "error"


class Flow(StrEnum):
    """How a buyer pays: at once, on a page of the provider, or outside (cash)."""

    DIRECT = "direct"
    REDIRECT = "redirect"
    OFFLINE = "offline"


class Refusal(StrEnum):
    """Why a message of a provider was not accepted."""

    NOT_FOUND = "not_found"
    AMOUNT_MISMATCH = "amount_mismatch"
    REF_TAKEN = "ref_taken"
    KEY_TAKEN = "key_taken"


class NewAttempt(TypedDict):
    """What an attempt is begun with.

    `data` is what the client chose; only its redacted form is stored. Nobody else works on
    the attempt before `claimed_until`; the buyer has time until `expires_at`.
    """

    provider: str
    amount: Money
    data: Mapping[str, Any]
    claimed_until: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class SessionDetails:
    """What the provider is told about the buyer; none of it is stored.

    `data` is what the client chose, in full; without it the stored, redacted form is sent.
    """

    data: Mapping[str, Any] | None = None
    return_url: str | None = None
    email: str | None = None
    phone: str | None = None
    language: str = "en"


@dataclass(frozen=True, slots=True)
class DueAttempt:
    """An open attempt whose claim has run out: somebody has to ask its provider."""

    id: UUID
    payment_id: UUID
    payable_id: UUID
    provider: str
    state: AttemptState
    expires_at: datetime
