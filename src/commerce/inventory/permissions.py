"""Permissions of inventory, and whose rows they reach."""

from sqlalchemy import ColumnElement

from commerce.inventory.models import Location
from commerce.kernel.access import Actor, permission
from commerce.kernel.scope import of_sellers

STOCK_READ = permission(
    "STOCK_READ",
    "See stock and locations.",
    roles=("seller", "editor", "warehouse", "support"),
)
STOCK_WRITE = permission(
    "STOCK_WRITE", "Change stock and locations.", roles=("seller", "editor", "warehouse")
)


def locations_of(actor: Actor, permission: str) -> ColumnElement[bool]:
    """The locations that a permission of an actor reaches."""
    return of_sellers(Location.seller_id, actor, permission)
