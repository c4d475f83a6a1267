"""SELECT statements of orders."""

from typing import Any
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    DateTime,
    String,
    Update,
    Uuid,
    any_,
    bindparam,
    cast,
    func,
    literal,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY

from commerce.kernel.arrays import any_id, given, table_of
from commerce.kernel.clock import now
from commerce.kernel.tables import Rows
from commerce.orders.models import Order, OrderGroup, OrderHistory, OrderLine
from commerce.orders.permissions import bought_by, opened_by
from commerce.orders.types import GroupState, OrderStatus

# PostgreSQL names the sequence of an identity column so; to ask it takes longer than to draw.
_SERIALS = f"{OrderGroup.__tablename__}_{OrderGroup.serial.key}_seq"


def _ids() -> Any:
    return any_(bindparam("ids", type_=ARRAY(Uuid)))


def group_of_buyer() -> Rows:
    """The group `:id` for whoever it opens for."""
    wanted: BindParameter[Any] = bindparam("id", type_=Uuid())
    return select(*OrderGroup.__table__.c).where(OrderGroup.id == wanted, opened_by())


def groups_of(account_id: UUID) -> Rows:
    """All groups of an account."""
    return select(*OrderGroup.__table__.c).where(bought_by()).params(account_id=account_id)


def groups_by_id() -> Rows:
    """Groups by `:ids`."""
    return select(*OrderGroup.__table__.c).where(OrderGroup.id == _ids())


def order_of_buyer() -> Rows:
    """The order `:id` for whoever its group opens for."""
    wanted: BindParameter[Any] = bindparam("id", type_=Uuid())
    return (
        select(*Order.__table__.c)
        .join(OrderGroup, OrderGroup.id == Order.group_id)
        .where(Order.id == wanted, opened_by())
    )


def orders() -> Rows:
    """All orders."""
    return select(*Order.__table__.c)


def orders_of_groups() -> Rows:
    """Orders of the groups `:ids`."""
    return orders().where(Order.group_id == _ids()).order_by(Order.number)


def lines_of_orders() -> Rows:
    """Lines of the orders `:ids`."""
    return select(*OrderLine.__table__.c).where(OrderLine.order_id == _ids()).order_by(OrderLine.id)


def history_of_orders() -> Rows:
    """Changes of the orders `:ids`, oldest first."""
    return (
        select(*OrderHistory.__table__.c)
        .where(OrderHistory.order_id == _ids())
        .order_by(OrderHistory.id)
    )


def with_status(stmt: Rows, status: OrderStatus | None) -> Rows:
    """Narrow a statement over orders by status."""
    return stmt if status is None else stmt.where(Order.status == status)


def counted(stmt: Rows, limit: int) -> Rows:
    """How many rows a statement has, counted up to `limit`."""
    return select(func.count()).select_from(stmt.limit(limit).subquery())


def locked() -> Rows:
    """The row of the group `:id`, locked for change."""
    wanted = bindparam("id", type_=Uuid())
    return select(*OrderGroup.__table__.c).where(OrderGroup.id == wanted).with_for_update()


def next_serial() -> Rows:
    """A number that no purchase has had."""
    return select(func.nextval(literal(_SERIALS)).label("serial"))


def pending() -> Rows:
    """Orders of the group `:id` that wait for its payment: id and seller."""
    return select(Order.id, Order.seller_id).where(
        Order.group_id == bindparam("id", type_=Uuid()), Order.status == OrderStatus.PENDING
    )


def move() -> Update:
    """Give the orders `:ids` the status `:became`, at `:at`."""
    return (
        update(Order)
        .where(Order.id == any_id())
        .values(
            status=bindparam("became", type_=String()),
            version=Order.version + 1,
            updated_at=bindparam("at", type_=DateTime(timezone=True)),
        )
    )


def overdue(limit: int) -> Rows:
    """Groups whose hold has run out while they waited for payment: ids only."""
    return (
        select(OrderGroup.id)
        .where(OrderGroup.state == GroupState.AWAITING_PAYMENT, OrderGroup.hold_expires_at <= now())
        .order_by(OrderGroup.hold_expires_at)
        .limit(limit)
    )


def addresses_of_guests() -> Rows:
    """The indexes of the e-mail addresses with which the groups `:ids` were bought by guests."""
    return (
        select(OrderGroup.email_index)
        .distinct()
        .where(
            OrderGroup.id == any_id(),
            OrderGroup.account_id.is_(None),
            OrderGroup.email_index.is_not(None),
        )
    )


def guests_by_address() -> Rows:
    """Placed groups of guests with the e-mail addresses `:indexes`, locked in one order."""
    return (
        select(OrderGroup.id, OrderGroup.cart_id, OrderGroup.email_index)
        .where(
            OrderGroup.email_index == any_(given("indexes", String())),
            OrderGroup.account_id.is_(None),
            OrderGroup.state == GroupState.PLACED,
        )
        .order_by(OrderGroup.id)
        .with_for_update()
    )


def claim() -> Update:
    """Give the groups `:ids` to the accounts `:accounts`; their tokens open no more."""
    new = table_of("new", id=("ids", Uuid()), account_id=("accounts", Uuid()))
    return (
        update(OrderGroup)
        .where(OrderGroup.id == new.c.id)
        .values(
            account_id=new.c.account_id,
            token_hash=cast(OrderGroup.id, String),
            version=OrderGroup.version + 1,
            updated_at=bindparam("at", type_=DateTime(timezone=True)),
        )
    )
