"""Values that cross the border of the cart."""

from enum import StrEnum


class CartState(StrEnum):
    """A cart can be changed while it is active; completing, it waits for its payment."""

    ACTIVE = "active"
    COMPLETING = "completing"
    COMPLETED = "completed"
