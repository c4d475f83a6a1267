"""Permissions of shipping, and whose zones they reach."""

from sqlalchemy import ColumnElement

from commerce.kernel.access import Actor, permission
from commerce.kernel.scope import of_sellers
from commerce.shipping.models import Zone

SHIPPING_READ = permission(
    "SHIPPING_READ",
    "See zones and methods of delivery.",
    roles=("seller", "warehouse", "support"),
)
SHIPPING_WRITE = permission(
    "SHIPPING_WRITE", "Change zones and methods of delivery; a seller its own.", roles=("seller",)
)


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Zones that serve all sellers, and those of the actor's own."""
    return Zone.seller_id.is_(None) | of_sellers(Zone.seller_id, actor, SHIPPING_READ)


def writable_by(actor: Actor) -> ColumnElement[bool]:
    """Zones an actor may change: a seller only its own."""
    return of_sellers(Zone.seller_id, actor, SHIPPING_WRITE)
