"""SELECT statements of carts. A buyer is known by an account, a guest by the token alone."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    BindParameter,
    ColumnElement,
    DateTime,
    Delete,
    ScalarSelect,
    String,
    Update,
    Uuid,
    and_,
    bindparam,
    cast,
    delete,
    func,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import Insert, aggregate_order_by, insert

from commerce.cart.models import Cart, Delivery, Line
from commerce.cart.permissions import opened_by, owned
from commerce.cart.types import CartState
from commerce.kernel.arrays import any_id, table_of
from commerce.kernel.tables import Rows
from commerce.offers import views as offers
from commerce.shipping import views as shipping


def _lines() -> ScalarSelect[Any]:
    """The lines of a cart as one JSON list, in the order they were added, with their offers.

    As `json`, which is only put together to be sent; `jsonb` would take it apart first.
    """
    shown = offers.facts(Line.offer_id, Cart.channel_id, Cart.currency).correlate(Line, Cart)
    facts = shown.subquery("facts")
    known = select(func.to_json(facts.table_valued())).correlate(Line, Cart).scalar_subquery()
    line = func.json_build_object(
        "id", Line.id, "offer_id", Line.offer_id, "quantity", Line.quantity,
        "seen", Line.seen_minor, "facts", known,
    )  # fmt: skip
    return (
        select(func.coalesce(func.json_agg(aggregate_order_by(line, Line.id)), text("'[]'")))
        .where(Line.cart_id == Cart.id)
        .correlate(Cart)
        .scalar_subquery()
    )


def _deliveries() -> ScalarSelect[Any]:
    """The chosen deliveries of a cart as one JSON list, with the names of their methods."""
    methods = shipping.methods()
    chosen = func.json_build_object(
        "seller_id", Delivery.seller_id, "method_id", Delivery.method_id, "name", methods.c.name,
        "tax_class", methods.c.tax_class, "quoted", Delivery.quoted_minor,
    )  # fmt: skip
    listed = func.json_agg(aggregate_order_by(chosen, Delivery.id))
    return (
        select(func.coalesce(listed, text("'[]'")))
        .join(methods, methods.c.method_id == Delivery.method_id)
        .where(Delivery.cart_id == Cart.id)
        .correlate(Cart)
        .scalar_subquery()
    )


def whole() -> Rows:
    """Carts with their `lines` and `deliveries`: one statement for all that a cart holds."""
    return select(*Cart.__table__.c, _lines().label("lines"), _deliveries().label("deliveries"))


def _id() -> BindParameter[UUID]:
    return bindparam("id", type_=Uuid())


def _alive() -> ColumnElement[bool]:
    """Whether a cart has not expired by `:at`."""
    at: BindParameter[datetime] = bindparam("at", type_=DateTime(timezone=True))
    return or_(Cart.state != CartState.ACTIVE, Cart.expires_at > at)


def _own() -> ColumnElement[bool]:
    """Whether it is the cart `:id` of whoever asks, not expired by `:at`."""
    return and_(Cart.id == _id(), opened_by(), _alive())


def of_buyer() -> Rows:
    """The whole cart `:id` for whoever it opens for, unless it expired by `:at`."""
    return whole().where(_own())


def of_accounts() -> Rows:
    """The cart that each of the accounts `:ids` changed last in `:channel_id` and did not buy.

    Of the account `:account_id` alone, and not expired by `:at`.
    """
    channel: BindParameter[UUID] = bindparam("channel_id", type_=Uuid())
    return (
        select(*Cart.__table__.c)
        .distinct(Cart.account_id)
        .where(
            Cart.account_id == any_id(),
            owned(),
            Cart.channel_id == channel,
            Cart.state != CartState.COMPLETED,
            _alive(),
        )
        .order_by(Cart.account_id, Cart.updated_at.desc(), Cart.id.desc())
    )


def claim() -> Update:
    """Give the carts `:ids` that nobody has yet to the accounts `:accounts`."""
    new = table_of("new", id=("ids", Uuid()), account_id=("accounts", Uuid()))
    return (
        update(Cart)
        .where(Cart.id == new.c.id, Cart.account_id.is_(None))
        .values(
            account_id=new.c.account_id,
            token_hash=cast(Cart.id, String),
            version=Cart.version + 1,
            updated_at=bindparam("at", type_=DateTime(timezone=True)),
        )
    )


def by_id() -> Rows:
    """Whole carts by `:ids`."""
    return whole().where(Cart.id == any_id())


def locked() -> Rows:
    """The row of the same cart, locked for change."""
    return select(*Cart.__table__.c).where(_own()).with_for_update()


def locked_by_id() -> Rows:
    """The row of the cart `:id`, locked for change."""
    return select(*Cart.__table__.c).where(Cart.id == _id()).with_for_update()


def lines() -> Rows:
    """The lines of the cart `:id`, in the order they were added."""
    return select(*Line.__table__.c).where(Line.cart_id == _id()).order_by(Line.id)


def delete_cart() -> Delete:
    """Delete the cart `:id` with its lines and deliveries."""
    return delete(Cart).where(Cart.id == _id())


def delete_lines() -> Delete:
    """Delete the lines `:ids`."""
    return delete(Line).where(Line.id == any_id())


def delete_deliveries() -> Delete:
    """Delete the deliveries chosen in the cart `:id`."""
    return delete(Delivery).where(Delivery.cart_id == _id())


def delete_deliveries_of() -> Delete:
    """Delete the deliveries chosen in the cart `:id` for parcels of the sellers `:ids`."""
    return delete_deliveries().where(Delivery.seller_id == any_id())


def choose_deliveries() -> Insert:
    """Choose for the cart `:id` parcels of `:sellers`, `:methods` and prices `:quoted`."""
    chosen = table_of(
        "chosen",
        id=("ids", Uuid()),
        seller_id=("sellers", Uuid()),
        method_id=("methods", Uuid()),
        quoted_minor=("quoted", BigInteger()),
    )
    rows = select(
        chosen.c.id,
        bindparam("id", type_=Uuid()),
        chosen.c.seller_id,
        chosen.c.method_id,
        chosen.c.quoted_minor,
    )
    names = ["id", "cart_id", "seller_id", "method_id", "quoted_minor"]
    new = insert(Delivery).from_select(names, rows, include_defaults=False)
    taken = {"method_id": new.excluded.method_id, "quoted_minor": new.excluded.quoted_minor}
    return new.on_conflict_do_update(index_elements=["cart_id", "seller_id"], set_=taken)


def expired(at: datetime, *, limit: int) -> Rows:
    """Ids of carts nobody came back to, skipping those somebody changes right now."""
    return (
        select(Cart.id)
        .where(Cart.state == CartState.ACTIVE, Cart.expires_at <= at)
        .order_by(Cart.expires_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
