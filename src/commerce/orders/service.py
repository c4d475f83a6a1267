"""Use cases of orders."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from commerce.cart import service as carts
from commerce.kernel.access import Actor
from commerce.kernel.clock import now
from commerce.kernel.db import Tx, check_version
from commerce.kernel.errors import InvalidInput, NotFound
from commerce.kernel.ids import new_id
from commerce.kernel.reads import Reader, compiled
from commerce.kernel.records import row_of
from commerce.kernel.sealing import index_of
from commerce.orders import queries, rules
from commerce.orders.events import (
    OrderGroupCancelled,
    OrderGroupOpened,
    OrderGroupPlaced,
    OrderPlaced,
    OrderStatusChanged,
)
from commerce.orders.models import Order, OrderGroup, OrderHistory, OrderLine
from commerce.orders.permissions import ORDER_WRITE, visible_to
from commerce.orders.types import GroupState, NewGroup, NewLine, NewOrder, OrderStatus

SYSTEM = "system"
_PAID = "payment"
_SERIAL = compiled(queries.next_serial())
_LOCKED = compiled(queries.locked())
_PENDING = compiled(queries.pending())
_MOVE = compiled(queries.move())
_ADDRESSES = compiled(queries.addresses_of_guests())
_OF_GUESTS = compiled(queries.guests_by_address())
_CLAIM = compiled(queries.claim())


@dataclass(frozen=True, slots=True)
class Opened:
    """A purchase that was written down by this very transaction."""

    group: OrderGroup
    orders: tuple[Order, ...]


async def open(tx: Tx, new: NewGroup) -> Opened:
    """Write a purchase down as it was agreed: the group, an order per seller, the lines."""
    (drawn,) = await tx.rows(_SERIAL)
    group = row_of(
        OrderGroup,
        id=new.id,
        serial=drawn.serial,
        cart_id=new.cart_id,
        channel_id=new.channel_id,
        currency=new.total.currency,
        token_hash=new.buyer.token_hash,
        account_id=new.buyer.account_id,
        language=new.buyer.language,
        country=new.buyer.country,
        email=new.buyer.email,
        email_index=index_of(new.buyer.email) if new.buyer.email else None,
        phone=new.buyer.phone,
        shipping_address=new.buyer.shipping_address,
        billing_address=new.buyer.billing_address,
        note=new.buyer.note,
        net=new.total.net,
        tax=new.total.tax,
        hold_expires_at=new.hold_expires_at,
    )
    tx.put(group)
    orders = tuple(_order(group, each, place) for place, each in enumerate(new.orders, start=1))
    for order, each in zip(orders, new.orders, strict=True):
        tx.put(order, *(_line(order, line) for line in each.lines))
    tx.emit(OrderGroupOpened(group_id=group.id, cart_id=group.cart_id))
    return Opened(group, orders)


def _order(group: OrderGroup, new: NewOrder, position: int) -> Order:
    return row_of(
        Order,
        id=new_id(),
        group_id=group.id,
        seller_id=new.seller_id,
        number=rules.order_number(group.serial, position),
        status=OrderStatus.PENDING,
        currency=new.items.currency,
        items_net=new.items.net,
        items_tax=new.items.tax,
        delivery_net=new.delivery.net,
        delivery_tax=new.delivery.tax,
        delivery_method_id=new.delivery_method_id,
        delivery_name=new.delivery_name,
    )


def _line(order: Order, new: NewLine) -> OrderLine:
    return row_of(
        OrderLine,
        order_id=order.id,
        offer_id=new.offer_id,
        variant_id=new.variant_id,
        product_id=new.product_id,
        sku=new.sku,
        name=new.name,
        variant_label=new.variant_label,
        image_url=new.image_url,
        quantity=new.quantity,
        currency=new.amount.currency,
        unit_minor=new.unit_minor,
        net=new.amount.net,
        tax=new.amount.tax,
        tax_rate=new.rate,
    )


async def lock(tx: Tx, group_id: UUID) -> OrderGroup:
    """The group, locked.

    Raises:
        NotFound: there is none.
    """
    found = await tx.load(OrderGroup, _LOCKED, id=group_id)
    if not found:
        raise NotFound
    return found[0]


def lock_ahead(tx: Tx, group_id: UUID) -> None:
    """Ask for what `lock` and `place` will need, with the next round trip."""
    tx.ahead(_LOCKED, id=group_id)
    tx.ahead(_PENDING, id=group_id)


def open_ahead(tx: Tx) -> None:
    """Ask for what `open` will need, with the next round trip."""
    tx.ahead(_SERIAL)


def give(group: OrderGroup, account_id: UUID | None) -> None:
    """Make a locked group that of an account, unless it has one; its token opens no more."""
    if account_id is not None and group.account_id is None:
        group.account_id = account_id
        group.token_hash = str(group.id)
        group.version += 1


async def addresses_of_guests(tx: Tx, group_ids: Sequence[UUID]) -> list[str]:
    """The indexes of the e-mail addresses with which guests bought these groups."""
    return [row.email_index for row in await tx.rows(_ADDRESSES, ids=list(group_ids))]


async def claim(tx: Tx, owners: Mapping[str, UUID]) -> None:
    """Give what guests have bought to the accounts that have proven its address.

    `owners` are accounts by the index of their address. Their tokens open neither these
    purchases nor their carts any more. Safe to repeat.
    """
    found = await tx.rows(_OF_GUESTS, indexes=list(owners)) if owners else []
    if found:
        accounts = [owners[row.email_index] for row in found]
        tx.write(_CLAIM, ids=[row.id for row in found], accounts=accounts, at=now())
        carts.claim(tx, {row.cart_id: to for row, to in zip(found, accounts, strict=True)})


async def place(tx: Tx, group: OrderGroup) -> bool:
    """Place a locked group that waits for payment; whether it was placed now."""
    if group.state is not GroupState.AWAITING_PAYMENT:
        return False
    moved = await _move_all(tx, group, OrderStatus.CONFIRMED, reason=_PAID, by=SYSTEM)
    _placed(tx, group, moved)
    return True


def place_opened(tx: Tx, opened: Opened) -> None:
    """Place what this transaction has opened: it is written as placed from the beginning."""
    for order in opened.orders:
        rules.check_transition(order.status, OrderStatus.CONFIRMED)
        order.status = OrderStatus.CONFIRMED
        order.version += 1
        _tell(tx, order.id, order.status, reason=_PAID, by=SYSTEM)
    _placed(tx, opened.group, [(order.id, order.seller_id) for order in opened.orders])


def _placed(tx: Tx, group: OrderGroup, moved: Iterable[tuple[UUID, UUID]]) -> None:
    group.state = GroupState.PLACED
    group.placed_at = now()
    group.version += 1
    for order_id, seller_id in moved:
        tx.emit(OrderPlaced(order_id=order_id, group_id=group.id, seller_id=seller_id))
    tx.emit(OrderGroupPlaced(group_id=group.id, cart_id=group.cart_id))


async def cancel(tx: Tx, group: OrderGroup, *, reason: str, by: str = SYSTEM) -> bool:
    """Give a locked group up that still waits for payment; whether it was cancelled now."""
    if group.state is not GroupState.AWAITING_PAYMENT:
        return False
    group.state = GroupState.CANCELLED
    group.cancelled_at = now()
    group.version += 1
    await _move_all(tx, group, OrderStatus.CANCELLED, reason=reason, by=by)
    tx.emit(OrderGroupCancelled(group_id=group.id, cart_id=group.cart_id, reason=reason))
    return True


async def _move_all(
    tx: Tx, group: OrderGroup, wanted: OrderStatus, *, reason: str, by: str
) -> list[tuple[UUID, UUID]]:
    """Move the pending orders of a locked group on; returns order and seller of each."""
    rules.check_transition(OrderStatus.PENDING, wanted)
    moved = [(row.id, row.seller_id) for row in await tx.rows(_PENDING, id=group.id)]
    ids = [order_id for order_id, _ in moved]
    tx.write(_MOVE, ids=ids, became=wanted.value, at=now())
    for order_id, _ in moved:
        _tell(tx, order_id, wanted, reason=reason, by=by)
    return moved


def _tell(tx: Tx, order_id: UUID, became: OrderStatus, *, reason: str, by: str) -> None:
    tx.put(row_of(OrderHistory, order_id=order_id, became=became, reason=reason, by=by))
    tx.emit(OrderStatusChanged(order_id=order_id, became=became))


async def advance(
    tx: Tx, actor: Actor, order_id: UUID, *, wanted: OrderStatus, expected_version: int | None
) -> Order:
    """Move an order on, as its seller or staff.

    Raises:
        InvalidInput: not a step that is taken by hand.
        NotFound: no such order within the actor's reach.
        StaleVersion: somebody else changed it.
        IllegalTransition: there is no way from where it is.
    """
    if wanted not in rules.BY_HAND:
        raise InvalidInput("unknown", path=("input", "status"))
    stmt = visible_to(
        actor, select(Order).where(Order.id == order_id).with_for_update(), ORDER_WRITE
    )
    order: Order | None = await tx.one_or_none(stmt)
    if order is None:
        raise NotFound(path=("input", "id"))
    check_version(order, expected_version)
    rules.check_transition(order.status, wanted)
    order.status = wanted
    order.version += 1
    _tell(tx, order.id, wanted, reason="", by=actor.name)
    return order


async def overdue(reader: Reader, *, limit: int) -> list[UUID]:
    """Groups whose hold has run out while they waited for payment."""
    return [row.id for row in await reader.all(queries.overdue(limit))]
