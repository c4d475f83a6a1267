"""Use cases of inventory. Stock rows are locked in the order of their ids, always."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Required, TypedDict, Unpack
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from commerce.inventory import queries, rules, views
from commerce.inventory.events import (
    LocationChanged,
    StockChanged,
    StockCommitted,
    StockReleased,
    StockReserved,
    StockRestocked,
)
from commerce.inventory.models import Location, Movement, Reservation, Stock
from commerce.inventory.permissions import STOCK_WRITE, locations_of
from commerce.inventory.rules import COMMIT, RELEASE, RESTOCK, Pick, Shelf, Step
from commerce.inventory.types import HoldState, MovementKind
from commerce.kernel.access import Actor
from commerce.kernel.arrays import any_id
from commerce.kernel.clock import now
from commerce.kernel.db import Tx, bump
from commerce.kernel.errors import InvalidInput, NotFound
from commerce.kernel.reads import Reader, compiled
from commerce.kernel.records import row_of
from commerce.kernel.tables import Rows

MAIN = "main"
_ORDER = "order"
_SHELVES = compiled(queries.shelves_locked())
_CHANGE = compiled(queries.change_stock())
_HOLDS = compiled(queries.holds_locked())
_BECOME = compiled(queries.become())
_UNIQUE = {"uq_inventory_location_seller_id_name": ("input", "name")}


@dataclass(frozen=True, slots=True)
class LocationPatch:
    """Changes to a location; None leaves a value as it is."""

    name: str | None = None
    country: str | None = None
    active: bool | None = None


async def reserve(
    tx: Tx,
    owner_id: UUID,
    wanted: Mapping[UUID, int],
    expires_at: datetime,
    *,
    sold: bool = False,
) -> None:
    """Set pieces of offers aside for an owner, or none at all.

    An owner reserves once; `wanted` is pieces by offer id. With `sold` they are counted as
    sold at once, as `commit` would do later.

    Raises:
        InsufficientStock: for the first offer that cannot be covered.
        InvalidInput: a quantity is not above zero.
    """
    if not wanted:
        return
    shelves = [_shelf(row) for row in await tx.rows(_SHELVES, ids=sorted(wanted))]
    picks = rules.spread(wanted, shelves)
    on_hand, reserved = (COMMIT.on_hand, 1 + COMMIT.reserved) if sold else (0, 1)
    pieces = [(pick.stock_id, pick.quantity) for pick in picks]
    _change_stock(tx, pieces, on_hand=on_hand, reserved=reserved)
    state = COMMIT.becomes if sold else COMMIT.was
    tx.put(*(_reservation(owner_id, pick, state, expires_at) for pick in picks))
    tx.emit(StockReserved(owner_id=owner_id))
    for offer_id, quantity in wanted.items():
        there = rules.available(each for each in shelves if each.offer_id == offer_id)
        if there is not None:
            tx.emit(StockChanged(offer_id=offer_id, available=there - quantity))
    if sold:
        _leave(tx, owner_id, picks, shelves)


def _leave(tx: Tx, owner_id: UUID, picks: Iterable[Pick], shelves: Iterable[Shelf]) -> None:
    """Note that reserved pieces were sold; `shelves` are as they were before."""
    before = {shelf.stock_id: shelf.on_hand for shelf in shelves}
    moved = partial(_movement, COMMIT, owner_id=owner_id, by=_ORDER)
    tx.put(*(moved(each.stock_id, each.quantity, before[each.stock_id]) for each in picks))
    tx.emit(StockCommitted(owner_id=owner_id))


def reserve_ahead(tx: Tx, offer_ids: Iterable[UUID]) -> None:
    """Ask for what `reserve` will need, with the next round trip."""
    tx.ahead(_SHELVES, ids=sorted(offer_ids))


def _reservation(owner_id: UUID, pick: Pick, state: HoldState, expires_at: datetime) -> Reservation:
    return row_of(
        Reservation,
        owner_id=owner_id,
        stock_id=pick.stock_id,
        offer_id=pick.offer_id,
        quantity=pick.quantity,
        state=state,
        expires_at=expires_at,
    )


def _shelf(row: Any) -> Shelf:
    return Shelf(
        stock_id=row.stock_id,
        offer_id=row.offer_id,
        on_hand=row.on_hand,
        reserved=row.reserved,
        tracked=row.tracked,
    )


async def commit(tx: Tx, owner_id: UUID) -> None:
    """Count the held pieces of an owner as sold; a second call changes nothing."""
    if await _take(tx, owner_id, COMMIT, by=_ORDER):
        tx.emit(StockCommitted(owner_id=owner_id))


async def release(tx: Tx, owner_id: UUID) -> None:
    """Free the held pieces of an owner; what was sold stays sold, a second call changes nothing."""
    if await _take(tx, owner_id, RELEASE, by=_ORDER):
        tx.emit(StockReleased(owner_id=owner_id))


async def restock(tx: Tx, owner_id: UUID, by: str) -> None:
    """Put the sold pieces of an owner back on their shelves; a second call changes nothing."""
    if await _take(tx, owner_id, RESTOCK, by=by):
        tx.emit(StockRestocked(owner_id=owner_id))


def commit_ahead(tx: Tx, owner_id: UUID) -> None:
    """Ask for what `commit` will need, with the next round trip."""
    tx.ahead(_HOLDS, owner=owner_id, was=COMMIT.was.value)


async def _take(tx: Tx, owner_id: UUID, step: Step, *, by: str) -> bool:
    """Carry a step out for what the owner has in its first state; False when there is nothing."""
    held = await tx.rows(_HOLDS, owner=owner_id, was=step.was.value)
    if not held:
        return False
    gain = step.on_hand - step.reserved
    before = [] if gain == 0 else await tx.rows(_AVAILABLE, ids=[row.offer_id for row in held])
    tx.write(_BECOME, ids=[row.reservation_id for row in held], becomes=step.becomes.value)
    pieces = [(row.stock_id, row.quantity) for row in held]
    _change_stock(tx, pieces, on_hand=step.on_hand, reserved=step.reserved)
    if step.kind is not None:
        moved = partial(_movement, step, owner_id=owner_id, by=by)
        tx.put(*(moved(row.stock_id, row.quantity, row.on_hand) for row in held))
    freed: dict[UUID, int] = {}
    for row in held:
        freed[row.offer_id] = freed.get(row.offer_id, 0) + gain * row.quantity * row.active
    for row in before:
        if row.tracked and freed[row.offer_id]:
            left = int(row.available) + freed[row.offer_id]
            tx.emit(StockChanged(offer_id=row.offer_id, available=left))
    return True


def _change_stock(
    tx: Tx, pieces: Iterable[tuple[UUID, int]], *, on_hand: int, reserved: int
) -> None:
    """Change locked stock rows by pieces, each of which counts so many times."""
    ids, quantities = zip(*pieces, strict=True)
    counts = {"on_hand": on_hand, "reserved": reserved}
    tx.write(_CHANGE, ids=list(ids), quantities=list(quantities), at=now(), **counts)


def _movement(
    step: Step, stock_id: UUID, quantity: int, before: int, *, owner_id: UUID, by: str
) -> Movement:
    delta = step.on_hand * quantity
    return row_of(
        Movement,
        stock_id=stock_id,
        kind=step.kind,
        delta=delta,
        on_hand=before + delta,
        reference=owner_id,
        by=by,
    )


class Reason(TypedDict, total=False):
    """Who changes stock and why: a name, a note, and the id of what it was for."""

    by: Required[str]
    note: str
    reference: UUID | None


async def set_stock(
    tx: Tx,
    offer_id: UUID,
    location_id: UUID,
    on_hand: int,
    *,
    tracked: bool = True,
    **reason: Unpack[Reason],
) -> Stock:
    """Say how many pieces there are; untracked stock never runs out.

    Raises:
        InvalidInput: below zero.
        LimitReached: above 10^9.
        BelowReserved: buyers were promised more.
    """
    path = ("input", "onHand")
    if on_hand < 0:
        raise InvalidInput("not_negative", path=path)
    row = await _open(tx, offer_id, location_id)
    rules.check_level(on_hand, reserved=row.reserved, tracked=tracked, path=path)
    switched = row.tracked != tracked
    row.tracked = tracked
    if switched or on_hand != row.on_hand:
        await _change(tx, row, on_hand, MovementKind.COUNTED, reason)
    return row


async def adjust(
    tx: Tx, offer_id: UUID, location_id: UUID, delta: int, **reason: Unpack[Reason]
) -> Stock:
    """Add pieces, or take them away.

    Raises:
        LimitReached: more than 10^9 would be there.
        BelowReserved: less would be there than buyers were promised.
    """
    path = ("input", "delta")
    row = await _open(tx, offer_id, location_id)
    on_hand = row.on_hand + delta
    rules.check_level(on_hand, reserved=row.reserved, tracked=row.tracked, path=path)
    if delta:
        await _change(tx, row, on_hand, MovementKind.ADJUSTED, reason)
    return row


async def _open(tx: Tx, offer_id: UUID, location_id: UUID) -> Stock:
    """The stock row of an offer at a location, made when missing, and locked."""
    found = await tx.one_or_none(queries.one_locked(offer_id, location_id))
    if found is None:
        new = insert(Stock).values(offer_id=offer_id, location_id=location_id)
        await tx.session.execute(new.on_conflict_do_nothing())
        found = await tx.one_or_none(queries.one_locked(offer_id, location_id))
    assert isinstance(found, Stock)
    return found


async def _change(tx: Tx, row: Stock, on_hand: int, kind: MovementKind, reason: Reason) -> None:
    movement = Movement(
        stock_id=row.id,
        kind=kind,
        delta=on_hand - row.on_hand,
        on_hand=on_hand,
        reference=reason.get("reference"),
        note=reason.get("note", ""),
        by=reason["by"],
    )
    row.on_hand = on_hand
    bump(row, None)
    tx.add(movement)
    await tx.flush()
    await _tell(tx, row.offer_id)


async def _tell(tx: Tx, *offer_ids: UUID) -> None:
    """Emit what buyers can get of offers now."""
    for offer_id in offer_ids:
        found = next(iter(await tx.rows(_AVAILABLE, ids=[offer_id])), None)
        there = 0 if found is None else int(found.available) if found.tracked else None
        tx.emit(StockChanged(offer_id=offer_id, available=there))


def _available() -> Rows:
    stock = views.availability()
    return select(*stock.c).where(stock.c.offer_id == any_id())


_AVAILABLE = compiled(_available())


async def default_location(tx: Tx, seller_id: UUID, *, country: str = "UZ") -> UUID:
    """The first location of a seller, made in `country` when there is none."""
    found = await tx.one_or_none(queries.first_location(seller_id))
    if found is None:
        new = insert(Location).values(seller_id=seller_id, name=MAIN, country=country)
        await tx.session.execute(new.on_conflict_do_nothing())
        found = await tx.one_or_none(queries.first_location(seller_id))
    assert isinstance(found, UUID)
    return found


async def find_location(reader: Reader, seller_id: UUID) -> UUID | None:
    """The first location of a seller, None when there is none."""
    found: UUID | None = await reader.scalar(queries.first_location(seller_id))
    return found


async def require_location(
    tx: Tx, location_id: UUID, *, seller_id: UUID, path: tuple[str, ...] = ()
) -> None:
    """Make sure that a location belongs to a seller.

    Raises:
        NotFound: it does not.
    """
    stmt = select(Location.id).where(Location.id == location_id, Location.seller_id == seller_id)
    if await tx.one_or_none(stmt) is None:
        raise NotFound(path=path)


async def create_location(tx: Tx, *, seller_id: UUID, name: str, country: str) -> Location:
    """Open a location of a seller.

    Raises:
        Conflict: the seller has one of this name.
    """
    row = Location(seller_id=seller_id, name=name, country=country)
    tx.add(row)
    await tx.flush(_UNIQUE)
    tx.emit(LocationChanged(location_id=row.id, seller_id=seller_id, active=True))
    return row


async def update_location(
    tx: Tx, actor: Actor, location_id: UUID, patch: LocationPatch, *, expected_version: int | None
) -> Location:
    """Change a location within the actor's reach.

    Closing one takes its pieces off sale; what is reserved there stays reserved.

    Raises:
        NotFound: there is none, or it is not the actor's.
        Conflict: the seller has another of this name.
        StaleVersion: somebody else changed it.
    """
    stmt = select(Location).where(Location.id == location_id, locations_of(actor, STOCK_WRITE))
    row = await tx.one_or_none(stmt.with_for_update())
    if row is None:
        raise NotFound(path=("input", "id"))
    bump(row, expected_version)
    row.name = patch.name or row.name
    row.country = patch.country or row.country
    switched = patch.active is not None and patch.active != row.active
    if switched:
        row.active = bool(patch.active)
    await tx.flush(_UNIQUE)
    tx.emit(LocationChanged(location_id=row.id, seller_id=row.seller_id, active=row.active))
    if switched:
        await _tell(tx, *await tx.all(queries.offers_at(location_id)))
    updated: Location = row
    return updated
