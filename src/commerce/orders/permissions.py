"""Permissions of orders, and which rows they reach."""

from uuid import UUID

from sqlalchemy import BindParameter, ColumnElement, String, Uuid, bindparam, or_, select

from commerce.kernel.access import Actor, permission
from commerce.kernel.scope import among, of_sellers
from commerce.kernel.tables import Rows
from commerce.orders.models import Order, OrderGroup

ORDER_READ = permission(
    "ORDER_READ",
    "See orders; sellers see their own.",
    roles=("seller", "warehouse", "finance", "support"),
    of_channel=True,
)
ORDER_WRITE = permission(
    "ORDER_WRITE",
    "Move orders on; sellers their own.",
    roles=("seller", "warehouse"),
    of_channel=True,
)


def visible_to(actor: Actor, stmt: Rows, permission: str) -> Rows:
    """Narrow a statement over orders to those that a permission of the actor reaches.

    They are those of the sellers and of the channels that it is held for.
    """
    reached = of_sellers(Order.seller_id, actor, permission)
    channels = actor.channels_with(permission)
    if channels and not actor.may_everywhere(permission):
        placed = select(OrderGroup.id).where(among(OrderGroup.channel_id, channels))
        reached |= Order.group_id.in_(placed)
    return stmt.where(reached)


def bought_by() -> ColumnElement[bool]:
    """Whether a purchase is that of the account `:account_id`; a guest has none."""
    account: BindParameter[UUID] = bindparam("account_id", type_=Uuid())
    return OrderGroup.account_id == account


def opened_by() -> ColumnElement[bool]:
    """Whether a purchase opens for the token with `:token_hash`, or is that of `:account_id`."""
    token: BindParameter[str] = bindparam("token_hash", type_=String())
    return or_(OrderGroup.token_hash == token, bought_by())
