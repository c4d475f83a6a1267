"""SELECT statements of carts. Whoever asks as a guest is known by the token alone."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    DateTime,
    ScalarSelect,
    String,
    Uuid,
    any_,
    bindparam,
    func,
    or_,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, aggregate_order_by

from commerce.cart.models import Cart, Delivery, Line
from commerce.cart.types import CartState
from commerce.kernel.db import Rows
from commerce.shipping import views as shipping


def _ids() -> Any:
    return any_(bindparam("ids", type_=ARRAY(Uuid)))


def _lines() -> ScalarSelect[Any]:
    """The lines of a cart as one JSON list, in the order they were added."""
    line = func.jsonb_build_object(
        "id", Line.id, "offer_id", Line.offer_id, "quantity", Line.quantity, "seen", Line.seen_minor
    )
    return (
        select(func.coalesce(func.jsonb_agg(aggregate_order_by(line, Line.id)), text("'[]'")))
        .where(Line.cart_id == Cart.id)
        .correlate(Cart)
        .scalar_subquery()
    )


def _deliveries() -> ScalarSelect[Any]:
    """The chosen deliveries of a cart as one JSON list, with the names of their methods."""
    methods = shipping.methods()
    chosen = func.jsonb_build_object(
        "seller_id", Delivery.seller_id, "method_id", Delivery.method_id, "name", methods.c.name,
        "tax_class", methods.c.tax_class, "quoted", Delivery.quoted_minor,
    )  # fmt: skip
    listed = func.jsonb_agg(aggregate_order_by(chosen, Delivery.id))
    return (
        select(func.coalesce(listed, text("'[]'")))
        .join(methods, methods.c.method_id == Delivery.method_id)
        .where(Delivery.cart_id == Cart.id)
        .correlate(Cart)
        .scalar_subquery()
    )


def whole() -> Rows:
    """Carts with their `lines` and `deliveries`: one statement for all that a cart holds."""
    return select(*Cart.__table__.c, _lines().label("lines"), _deliveries().label("deliveries"))


def by_token() -> Rows:
    """The whole cart `:id` for whoever holds its token, unless it expired by `:at`."""
    wanted: BindParameter[UUID] = bindparam("id", type_=Uuid())
    token: BindParameter[str] = bindparam("token_hash", type_=String())
    at: BindParameter[datetime] = bindparam("at", type_=DateTime(timezone=True))
    return whole().where(
        Cart.id == wanted,
        Cart.token_hash == token,
        or_(Cart.state != CartState.ACTIVE, Cart.expires_at > at),
    )


def by_id() -> Rows:
    """Whole carts by `:ids`."""
    return whole().where(Cart.id == _ids())


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
