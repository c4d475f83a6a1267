"""The states of an order and the ways between them."""

from commerce.kernel.errors import IllegalTransition
from commerce.orders.types import OrderStatus

NEXT: dict[OrderStatus, frozenset[OrderStatus]] = {
    OrderStatus.PENDING: frozenset({OrderStatus.CONFIRMED, OrderStatus.CANCELLED}),
    OrderStatus.CONFIRMED: frozenset({OrderStatus.PROCESSING, OrderStatus.CANCELLED}),
    OrderStatus.PROCESSING: frozenset({OrderStatus.SHIPPED, OrderStatus.CANCELLED}),
    OrderStatus.SHIPPED: frozenset({OrderStatus.DELIVERED, OrderStatus.RETURNED}),
    OrderStatus.DELIVERED: frozenset({OrderStatus.RETURNED}),
    OrderStatus.CANCELLED: frozenset(),
    OrderStatus.RETURNED: frozenset(),
}
# Cancelling gives stock and money back and returning takes goods back: they have their own ways.
BY_HAND = frozenset({OrderStatus.PROCESSING, OrderStatus.SHIPPED, OrderStatus.DELIVERED})


def check_transition(was: OrderStatus, wanted: OrderStatus) -> None:
    """Let a legal step pass.

    Raises:
        IllegalTransition: there is no such way.
    """
    if wanted not in NEXT[was]:
        raise IllegalTransition(was, wanted)


def order_number(serial: int, position: int) -> str:
    """The number people read out: that of the purchase and the place of the order in it."""
    return f"{serial}-{position}"
