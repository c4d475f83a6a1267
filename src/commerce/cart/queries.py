"""SELECT statements of carts. Whoever asks as a guest is known by the token alone."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    DateTime,
    String,
    Uuid,
    any_,
    bindparam,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY

from commerce.cart.models import Cart, Delivery, Line
from commerce.cart.types import CartState
from commerce.kernel.db import Rows
from commerce.shipping import views as shipping


def _ids() -> Any:
    return any_(bindparam("ids", type_=ARRAY(Uuid)))


def by_token() -> Rows:
    """The cart `:id` for whoever holds the token with `:token_hash`, unless it expired by `:at`."""
    wanted: BindParameter[UUID] = bindparam("id", type_=Uuid())
    token: BindParameter[str] = bindparam("token_hash", type_=String())
    at: BindParameter[datetime] = bindparam("at", type_=DateTime(timezone=True))
    return select(*Cart.__table__.c).where(
        Cart.id == wanted,
        Cart.token_hash == token,
        or_(Cart.state != CartState.ACTIVE, Cart.expires_at > at),
    )


def locked(cart_id: UUID, token_hash: str, at: datetime) -> Rows:
    """The same cart as an entity, locked for change."""
    return (
        select(Cart)
        .where(
            Cart.id == cart_id,
            Cart.token_hash == token_hash,
            or_(Cart.state != CartState.ACTIVE, Cart.expires_at > at),
        )
        .with_for_update()
    )


def by_id() -> Rows:
    """Carts by `:ids`."""
    return select(*Cart.__table__.c).where(Cart.id == _ids())


def lines_of() -> Rows:
    """Lines of the carts `:ids`, in the order they were added."""
    return select(*Line.__table__.c).where(Line.cart_id == _ids()).order_by(Line.id)


def deliveries_of() -> Rows:
    """Chosen deliveries of the carts `:ids` with the names of their methods."""
    methods = shipping.methods()
    return (
        select(
            Delivery.cart_id,
            Delivery.seller_id,
            Delivery.method_id,
            Delivery.quoted_minor,
            methods.c.name,
            methods.c.tax_class,
        )
        .join(methods, methods.c.method_id == Delivery.method_id)
        .where(Delivery.cart_id == _ids())
        .order_by(Delivery.id)
    )


def own_lines(cart_id: UUID) -> Rows:
    """The lines of a cart as entities, in the order they were added."""
    return select(Line).where(Line.cart_id == cart_id).order_by(Line.id)


def expired(at: datetime, *, limit: int) -> Rows:
    """Ids of carts nobody came back to, skipping those somebody changes right now."""
    return (
        select(Cart.id)
        .where(Cart.state == CartState.ACTIVE, Cart.expires_at <= at)
        .order_by(Cart.expires_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
