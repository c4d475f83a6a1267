"""Permissions of offers, and whose rows they reach."""

from sqlalchemy import ColumnElement, Uuid, any_, literal, true
from sqlalchemy.dialects.postgresql import ARRAY

from commerce.kernel.access import Actor, permission
from commerce.offers.models import Offer

OFFER_READ = permission(
    "OFFER_READ", "See offers in every state; a seller its own.", roles=("seller", "support")
)
OFFER_WRITE = permission("OFFER_WRITE", "Change offers; a seller its own.", roles=("seller",))


def owned_by(actor: Actor) -> ColumnElement[bool]:
    """The offers within the reach of an actor."""
    if actor.everywhere:
        return true()
    return Offer.seller_id == any_(literal(list(actor.seller_ids), ARRAY(Uuid())))


def sees_all(actor: Actor) -> bool:
    """Whether an actor sees the offers of every seller in every state."""
    return actor.everywhere and actor.may(OFFER_READ)
