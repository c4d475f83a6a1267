"""Permissions of orders, and which rows an actor may see."""

from sqlalchemy import Uuid, any_, bindparam
from sqlalchemy.dialects.postgresql import ARRAY

from commerce.kernel.access import Actor, permission
from commerce.kernel.tables import Rows
from commerce.orders.models import Order

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
