"""Values that cross the border of sellers."""

from enum import StrEnum


class SellerStatus(StrEnum):
    """Where a seller stands; only an active one sells."""

    APPLIED = "applied"
    ACTIVE = "active"
    PAUSED = "paused"
    CLOSED = "closed"
