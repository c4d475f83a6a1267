"""SELECT statements of shipping."""

from uuid import UUID

from sqlalchemy import String, Uuid, any_, bindparam, select
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from commerce.kernel.access import Actor
from commerce.kernel.pages import Key
from commerce.kernel.tables import Rows
from commerce.shipping.models import Method, Zone
from commerce.shipping.permissions import visible_to, writable_by

MOST_METHODS = 50
ZONES_BY_AGE = (Key("id", Zone.__table__.c.id, UUID),)
METHODS_BY_AGE = (Key("id", Method.__table__.c.id, UUID),)


def for_parcels() -> Rows:
    """The active methods for parcels of `:sellers` to `:country` in `:currency`.

    `zone_seller_id` says whose parcels a method takes; null means everybody's. `:country`
    comes as a JSON list of one code, so that the containment operator can be used.
    """
    sellers = bindparam("sellers", type_=ARRAY(Uuid))
    return (
        select(*Method.__table__.c, Zone.seller_id.label("zone_seller_id"))
        .join(Zone, Zone.id == Method.zone_id)
        .where(
            Method.active,
            Method.currency == bindparam("currency", type_=String()),
            Zone.countries.op("@>")(bindparam("country", type_=String()).cast(JSONB)),
            Zone.seller_id.is_(None) | (Zone.seller_id == any_(sellers)),
        )
        .order_by(Method.id)
        .limit(MOST_METHODS)
    )


def zones(actor: Actor) -> Rows:
    """The zones an actor may see."""
    return select(*Zone.__table__.c).where(visible_to(actor))


def methods(actor: Actor) -> Rows:
    """The methods an actor may see."""
    stmt = select(*Method.__table__.c).join(Zone, Zone.id == Method.zone_id)
    return stmt.where(visible_to(actor))


def zone(actor: Actor, zone_id: UUID) -> Rows:
    """A zone, if the actor may see it."""
    return zones(actor).where(Zone.id == zone_id)


def method(actor: Actor, method_id: UUID) -> Rows:
    """A method, if the actor may see it."""
    return methods(actor).where(Method.id == method_id)


def methods_of_zones() -> Rows:
    """The methods of the zones `:ids`, oldest first."""
    wanted = bindparam("ids", type_=ARRAY(Uuid()))
    return select(*Method.__table__.c).where(Method.zone_id == any_(wanted)).order_by(Method.id)


def zone_locked(actor: Actor, zone_id: UUID) -> Rows:
    """A zone the actor may change."""
    return select(Zone).where(Zone.id == zone_id, writable_by(actor)).with_for_update()


def method_locked(actor: Actor, method_id: UUID) -> Rows:
    """A method of a zone the actor may change."""
    return (
        select(Method)
        .join(Zone, Zone.id == Method.zone_id)
        .where(Method.id == method_id, writable_by(actor))
        .with_for_update(of=Method)
    )
