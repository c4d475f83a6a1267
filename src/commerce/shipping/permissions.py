"""Permissions of shipping, and whose zones they reach."""

from sqlalchemy import ColumnElement, Uuid, any_, literal, true
from sqlalchemy.dialects.postgresql import ARRAY

from commerce.kernel.access import Actor, permission
from commerce.shipping.models import Zone

SHIPPING_READ = permission(
    "SHIPPING_READ", "See zones and methods of delivery.", roles=("seller", "support")
)
SHIPPING_WRITE = permission(
    "SHIPPING_WRITE", "Change zones and methods of delivery; a seller its own.", roles=("seller",)
)


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Zones that serve all sellers, and those of the actor's own."""
    return true() if actor.everywhere else Zone.seller_id.is_(None) | _own(actor)


def writable_by(actor: Actor) -> ColumnElement[bool]:
    """Zones an actor may change: a seller only its own."""
    return true() if actor.everywhere else _own(actor)


def _own(actor: Actor) -> ColumnElement[bool]:
    return Zone.seller_id == any_(literal(list(actor.seller_ids), ARRAY(Uuid())))
