"""Values that cross the border of orders."""

from enum import StrEnum


class GroupState(StrEnum):
    """A purchase waits for its payment, then is placed, or is cancelled."""

    AWAITING_PAYMENT = "awaiting_payment"
    PLACED = "placed"
    CANCELLED = "cancelled"


class OrderStatus(StrEnum):
    """Where the order of one seller stands."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    PROCESSING = "processing"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"
    RETURNED = "returned"
