"""The end of a cart: bought, thrown away, or forgotten."""

from uuid import UUID

from sqlalchemy import delete

from commerce.cart import queries
from commerce.cart.errors import CartClosed
from commerce.cart.events import CartChanged, CartCompleted, CartDeleted
from commerce.cart.models import Cart
from commerce.cart.service.access import lock_any, term
from commerce.cart.types import CartState
from commerce.kernel.clock import now
from commerce.kernel.db import Tx
from commerce.kernel.reads import compiled

_BATCH = 500
_DELETE = compiled(queries.delete_cart())


def completing(tx: Tx, cart: Cart, group_id: UUID) -> None:
    """Close a locked cart while the purchase `group_id` waits for its payment.

    Raises:
        CartClosed: it is closed already.
    """
    if cart.state is not CartState.ACTIVE:
        raise CartClosed(cart.state)
    cart.state = CartState.COMPLETING
    cart.order_group_id = group_id
    cart.version += 1
    tx.emit(CartChanged(cart_id=cart.id))


async def completed(tx: Tx, cart_id: UUID) -> None:
    """Close a cart for good: what was in it is ordered. Safe to repeat.

    Raises:
        NotFound: there is no such cart.
    """
    close(tx, await lock_any(tx, cart_id))


def close(tx: Tx, cart: Cart) -> None:
    """The same for a cart that is locked."""
    if cart.state is CartState.COMPLETED or cart.order_group_id is None:
        return
    cart.state = CartState.COMPLETED
    cart.version += 1
    tx.emit(CartCompleted(cart_id=cart.id, group_id=cart.order_group_id))


async def reopen(tx: Tx, cart_id: UUID) -> None:
    """Give a cart back to its buyer: the purchase came to nothing. Safe to repeat.

    Raises:
        NotFound: there is no such cart.
    """
    cart = await lock_any(tx, cart_id)
    if cart.state is not CartState.COMPLETING:
        return
    cart.state = CartState.ACTIVE
    cart.order_group_id = None
    cart.expires_at = term()
    cart.version += 1
    tx.emit(CartChanged(cart_id=cart.id))


def throw_away(tx: Tx, cart: Cart) -> None:
    """Delete a cart that `edit` locked."""
    tx.later(_DELETE, id=cart.id)
    tx.emit(CartDeleted(cart_id=cart.id))


async def delete_expired(tx: Tx) -> int:
    """Delete up to 500 carts nobody came back to, and say how many.

    What was bought or waits for its payment is kept: a provider may still ask for it.
    """
    ids = await tx.all(queries.expired(now(), limit=_BATCH))
    if ids:
        await tx.session.execute(delete(Cart).where(Cart.id.in_(ids)))
    return len(ids)
