"""SQL of inventory: lists, and the few statements of the hot path."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    DateTime,
    Integer,
    String,
    Uuid,
    any_,
    bindparam,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.sql.dml import Update

from commerce.inventory.models import Location, Movement, Reservation, Stock
from commerce.inventory.permissions import STOCK_READ, locations_of
from commerce.kernel.access import Actor
from commerce.kernel.arrays import any_id, table_of
from commerce.kernel.pages import Key
from commerce.kernel.tables import Rows

_SHELF = (
    Stock.id.label("stock_id"),
    Stock.offer_id,
    Stock.on_hand,
    Stock.reserved,
    Stock.tracked,
)
LOCATIONS_BY_AGE = (Key("id", Location.__table__.c.id, UUID),)
LEVELS_BY_AGE = (Key("id", Stock.__table__.c.id, UUID),)
MOVEMENTS_BY_AGE = (
    Key("at", Movement.__table__.c.at, datetime.fromisoformat, descending=True),
    Key("id", Movement.__table__.c.id, UUID, descending=True),
)


def shelves_locked() -> Rows:
    """The stock rows of the offers `:ids` at active locations, locked in one fixed order."""
    return (
        select(*_SHELF)
        .join(Location, Location.id == Stock.location_id)
        .where(Stock.offer_id == any_id(), Location.active)
        .order_by(Stock.id)
        .with_for_update(of=Stock)
    )


def change_stock() -> Update:
    """Change the stock rows `:ids`: each of its `:quantities` counts `:on_hand` and `:reserved`."""
    picked = table_of("picked", stock_id=("ids", Uuid()), quantity=("quantities", Integer()))
    return (
        update(Stock)
        .where(Stock.id == picked.c.stock_id)
        .values(
            on_hand=Stock.on_hand + bindparam("on_hand", type_=Integer()) * picked.c.quantity,
            reserved=Stock.reserved + bindparam("reserved", type_=Integer()) * picked.c.quantity,
            updated_at=bindparam("at", type_=DateTime(timezone=True)),
        )
    )


def holds_locked() -> Rows:
    """The reservations of `:owner` in the state `:was`, and their stock, locked in order."""
    return (
        select(
            Reservation.id.label("reservation_id"),
            Reservation.quantity,
            Location.active,
            *_SHELF,
        )
        .join(Stock, Stock.id == Reservation.stock_id)
        .join(Location, Location.id == Stock.location_id)
        .where(
            Reservation.owner_id == bindparam("owner", type_=Uuid()),
            Reservation.state == bindparam("was", type_=String()),
        )
        .order_by(Stock.id)
        .with_for_update(of=(Stock, Reservation))
    )


def become() -> Update:
    """Let the reservations `:ids` become `:becomes`."""
    state = bindparam("becomes", type_=String())
    return update(Reservation).where(Reservation.id == any_id()).values(state=state)


def one_locked(offer_id: UUID, location_id: UUID) -> Rows:
    """The stock row of an offer at a location, read anew and locked."""
    return (
        select(Stock)
        .where(Stock.offer_id == offer_id, Stock.location_id == location_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def first_location(seller_id: UUID) -> Rows:
    """The id of the oldest location of a seller, an active one first."""
    return (
        select(Location.id)
        .where(Location.seller_id == seller_id)
        .order_by(Location.active.desc(), Location.id)
        .limit(1)
    )


def offers_at(location_id: UUID) -> Rows:
    """The ids of the offers with stock at a location."""
    return select(Stock.offer_id).where(Stock.location_id == location_id)


def levels_by_id() -> Rows:
    """The stock rows `:ids`."""
    wanted = bindparam("ids", type_=ARRAY(Uuid()))
    return select(*Stock.__table__.c).where(Stock.id == any_(wanted))


def locations_by_id() -> Rows:
    """The locations `:ids`."""
    wanted = bindparam("ids", type_=ARRAY(Uuid()))
    return select(*Location.__table__.c).where(Location.id == any_(wanted))


def locations(actor: Actor) -> Rows:
    """The locations an actor may see."""
    return select(*Location.__table__.c).where(locations_of(actor, STOCK_READ))


def location(actor: Actor, location_id: UUID) -> Rows:
    """A location, if the actor may see it."""
    return locations(actor).where(Location.id == location_id)


def levels_at(offer_id: UUID | None) -> Rows:
    """The stock rows of an offer."""
    return select(*Stock.__table__.c).where(Stock.offer_id == offer_id)


def movements(offer_id: UUID | None) -> Rows:
    """The changes of an offer's stock on hand."""
    return (
        select(*Movement.__table__.c, Stock.location_id)
        .join(Stock, Stock.id == Movement.stock_id)
        .where(Stock.offer_id == offer_id)
    )


def levels() -> Rows:
    """What is written of every offer at every location."""
    return select(Stock.offer_id, Stock.location_id, Stock.on_hand, Stock.tracked)
