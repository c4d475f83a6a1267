"""Values that cross the border of payments."""

from enum import StrEnum


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
    """One try with one provider."""

    NEW = "new"
    AWAITING_BUYER = "awaiting_buyer"
    RESERVED = "reserved"
    AUTHORIZED = "authorized"
    SETTLED = "settled"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"
    DUPLICATE = "duplicate"
    REVERSED = "reversed"
