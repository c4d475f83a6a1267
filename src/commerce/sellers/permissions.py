"""Permissions of sellers, and which rows an actor reaches."""

from sqlalchemy import ColumnElement, true

from commerce.kernel.access import Actor, permission
from commerce.kernel.scope import among, of_sellers
from commerce.sellers.models import Seller
from commerce.sellers.types import SellerStatus

SELLER_READ = permission("SELLER_READ", "See sellers in every state.", roles=("support",))
SELLER_WRITE = permission(
    "SELLER_WRITE", "Change the shop of a seller; a seller its own.", roles=("seller",)
)
SELLER_MANAGE = permission("SELLER_MANAGE", "Invite, approve, suspend and close sellers.")


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Active sellers for everybody, one's own in any state, all for staff."""
    if actor.may_everywhere(SELLER_READ):
        return true()
    return (Seller.status == SellerStatus.ACTIVE) | among(Seller.id, actor.seller_ids)


def writable_by(actor: Actor) -> ColumnElement[bool]:
    """The sellers whose shop an actor may change."""
    return of_sellers(Seller.id, actor, SELLER_WRITE)
