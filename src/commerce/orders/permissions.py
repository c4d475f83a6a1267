"""Permissions of orders, and which rows an actor may see."""

from uuid import UUID

from sqlalchemy import BindParameter, ColumnElement, String, Uuid, any_, bindparam, or_
from sqlalchemy.dialects.postgresql import ARRAY

from commerce.kernel.access import Actor, permission
from commerce.kernel.tables import Rows
from commerce.orders.models import Order, OrderGroup

ORDER_READ = permission(
    "ORDER_READ", "See orders; sellers see their own.", roles=("seller", "support")
)
ORDER_WRITE = permission("ORDER_WRITE", "Move orders on; sellers their own.", roles=("seller",))


def visible_to(actor: Actor, stmt: Rows) -> Rows:
    """Narrow a statement over orders to those the actor may see."""
    if actor.everywhere:
        return stmt
    mine = bindparam("mine", list(actor.seller_ids), type_=ARRAY(Uuid))
    return stmt.where(Order.seller_id == any_(mine))


def bought_by() -> ColumnElement[bool]:
    """Whether a purchase is that of the account `:account_id`; a guest has none."""
    account: BindParameter[UUID] = bindparam("account_id", type_=Uuid())
    return OrderGroup.account_id == account


def opened_by() -> ColumnElement[bool]:
    """Whether a purchase opens for the token with `:token_hash`, or is that of `:account_id`."""
    token: BindParameter[str] = bindparam("token_hash", type_=String())
    return or_(OrderGroup.token_hash == token, bought_by())
