"""Values that cross the border of inventory."""

from enum import StrEnum


class MovementKind(StrEnum):
    """Why stock changed."""

    ADJUSTED = "adjusted"
    COUNTED = "counted"
    SOLD = "sold"
    RETURNED = "returned"


class HoldState(StrEnum):
    """What became of a reservation."""

    HELD = "held"
    COMMITTED = "committed"
    RELEASED = "released"
