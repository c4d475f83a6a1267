"""Permissions of inventory, and whose rows they reach."""

from sqlalchemy import ColumnElement, Uuid, any_, literal, true
from sqlalchemy.dialects.postgresql import ARRAY

from commerce.inventory.models import Location
from commerce.kernel.access import Actor, permission

STOCK_READ = permission("STOCK_READ", "See stock and locations.", roles=("seller", "support"))
STOCK_WRITE = permission("STOCK_WRITE", "Change stock and locations.", roles=("seller",))


def locations_of(actor: Actor) -> ColumnElement[bool]:
    """The locations within the reach of an actor."""
    if actor.everywhere:
        return true()
    return Location.seller_id == any_(literal(list(actor.seller_ids), ARRAY(Uuid())))
