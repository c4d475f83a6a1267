"""SQL of inventory: lists, and the few statements of the hot path."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Integer,
    Uuid,
    any_,
    bindparam,
    column,
    func,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.sql.dml import Insert, Update

from commerce.inventory.models import Location, Movement, Reservation, Stock
from commerce.inventory.permissions import locations_of
from commerce.inventory.rules import Pick, Step
from commerce.kernel.access import Actor
from commerce.kernel.clock import now
from commerce.kernel.db import Rows
from commerce.kernel.pages import Key

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


def _any(values: Sequence[UUID]) -> Any:
    return any_(literal(list(values), ARRAY(Uuid())))


def shelves_locked(offer_ids: Sequence[UUID]) -> Rows:
    """The stock rows of offers at active locations, locked in one fixed order."""
    return (
        select(*_SHELF)
        .join(Location, Location.id == Stock.location_id)
        .where(Stock.offer_id == _any(offer_ids), Location.active)
        .order_by(Stock.id)
        .with_for_update(of=Stock)
    )


def add_reserved(picks: Sequence[Pick]) -> Update:
    """Count picks as reserved."""
    picked = func.unnest(
        literal([pick.stock_id for pick in picks], ARRAY(Uuid())),
        literal([pick.quantity for pick in picks], ARRAY(Integer())),
    ).table_valued(column("stock_id", Uuid()), column("quantity", Integer()), name="picked")
    derived = picked.render_derived()
    return (
        update(Stock)
        .where(Stock.id == derived.c.stock_id)
        .values(reserved=Stock.reserved + derived.c.quantity)
    )


def add_reservations(owner_id: UUID, picks: Sequence[Pick], expires_at: datetime) -> Insert:
    """Write picks down for their owner."""
    return insert(Reservation).values(
        [
            {
                "owner_id": owner_id,
                "stock_id": pick.stock_id,
                "offer_id": pick.offer_id,
                "quantity": pick.quantity,
                "expires_at": expires_at,
            }
            for pick in picks
        ]
    )


def holds_locked(owner_id: UUID, step: Step) -> Rows:
    """The reservations of an owner that a step applies to, and their stock, locked in order."""
    return (
        select(
            Reservation.id.label("reservation_id"),
            Reservation.quantity,
            Location.active,
            *_SHELF,
        )
        .join(Stock, Stock.id == Reservation.stock_id)
        .join(Location, Location.id == Stock.location_id)
        .where(Reservation.owner_id == owner_id, Reservation.state == step.was)
        .order_by(Stock.id)
        .with_for_update(of=(Stock, Reservation))
    )


def settle(
    before: Rows, held: Sequence[Any], step: Step, movements: Sequence[Mapping[str, Any]]
) -> Rows:
    """Carry a step out for locked reservations, in the statement that reads `before`.

    Parts of one statement see what was there when it began.
    """
    done = (
        update(Reservation)
        .where(Reservation.id == _any([row.reservation_id for row in held]))
        .values(state=step.becomes)
        .returning(Reservation.stock_id, Reservation.quantity)
        .cte("done")
    )
    changed = (
        update(Stock)
        .where(Stock.id == done.c.stock_id)
        .values(
            on_hand=Stock.on_hand + step.on_hand * done.c.quantity,
            reserved=Stock.reserved + step.reserved * done.c.quantity,
            updated_at=now(),
        )
        .returning(Stock.id)
        .cte("changed")
    )
    if not movements:
        return before.add_cte(changed)
    moved = insert(Movement).values(list(movements)).returning(Movement.id).cte("moved")
    return before.add_cte(changed, moved)


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
    return select(*Location.__table__.c).where(locations_of(actor))


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
