"""Permissions of offers, and whose rows they reach."""

from sqlalchemy import ColumnElement

from commerce.kernel.access import Actor, permission
from commerce.kernel.scope import of_sellers
from commerce.offers.models import Offer

OFFER_READ = permission(
    "OFFER_READ",
    "See offers in every state; a seller its own.",
    roles=("seller", "editor", "warehouse", "support"),
)
OFFER_WRITE = permission(
    "OFFER_WRITE", "Change offers; a seller its own.", roles=("seller", "editor")
)


def owned_by(actor: Actor, permission: str) -> ColumnElement[bool]:
    """The offers that a permission of an actor reaches."""
    return of_sellers(Offer.seller_id, actor, permission)


def sees_all(actor: Actor) -> bool:
    """Whether an actor sees the offers of every seller in every state."""
    return actor.may_everywhere(OFFER_READ)
