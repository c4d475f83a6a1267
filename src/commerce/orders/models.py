"""Orders as placed: a frozen copy of what was bought and for how much."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Identity,
    Index,
    String,
    UniqueConstraint,
    exists,
    or_,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from commerce.kernel.clock import now
from commerce.kernel.privacy import (
    INTERNAL,
    PII,
    SECRET,
    belongs_to,
    identifies,
    index_for,
    kept_while,
)
from commerce.kernel.sealing import SealedJson, SealedText
from commerce.kernel.tables import Minor, Record, Translations, Versioned
from commerce.kernel.walls import APPEND, READ, of_seller
from commerce.orders.types import OVER, GroupState, OrderStatus


class OrderGroup(Versioned):
    """One purchase: one cart, one payment, an order for each seller.

    It opens as its cart did: for an account, or else for whoever shows the token.
    """

    __tablename__ = "orders_group"
    __table_args__ = (
        CheckConstraint("net >= 0 and tax >= 0", name="total_not_negative"),
        Index(
            "uq_orders_group_cart_id",
            "cart_id",
            unique=True,
            postgresql_where=text("state <> 'cancelled'"),
        ),
        Index(
            "ix_orders_group_account_id",
            "account_id",
            "id",
            postgresql_where=text("account_id is not null"),
        ),
        Index(
            "ix_orders_group_awaiting",
            "hold_expires_at",
            postgresql_where=text("state = 'awaiting_payment'"),
        ),
        {
            "info": kept_while(lambda: _under_way())
            | of_seller("id", "orders_order.group_id", seller=READ)["info"]
        },
    )

    serial: Mapped[int] = mapped_column(
        BigInteger, Identity(start=100001), unique=True, info=INTERNAL
    )
    cart_id: Mapped[UUID] = mapped_column(info=INTERNAL)
    token_hash: Mapped[str] = mapped_column(
        String(64), index=True, info=SECRET | identifies("token")
    )
    account_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("identity_account.id"), info=INTERNAL | belongs_to("identity_account.id")
    )
    channel_id: Mapped[UUID] = mapped_column(ForeignKey("channels_channel.id"), info=INTERNAL)
    currency: Mapped[str] = mapped_column(String(3), info=INTERNAL)
    country: Mapped[str] = mapped_column(String(2), info=INTERNAL)
    language: Mapped[str] = mapped_column(String(8), info=INTERNAL)
    state: Mapped[GroupState] = mapped_column(default=GroupState.AWAITING_PAYMENT, info=INTERNAL)
    email: Mapped[str | None] = mapped_column(SealedText("orders_group.email"), info=PII)
    email_index: Mapped[str | None] = mapped_column(String(64), index=True, info=index_for("email"))
    phone: Mapped[str | None] = mapped_column(SealedText("orders_group.phone"), info=PII)
    shipping_address: Mapped[dict[str, Any] | None] = mapped_column(
        SealedJson("orders_group.shipping_address"), info=PII
    )
    billing_address: Mapped[dict[str, Any] | None] = mapped_column(
        SealedJson("orders_group.billing_address"), info=PII
    )
    note: Mapped[str] = mapped_column(SealedText("orders_group.note"), default="", info=PII)
    net: Mapped[Minor] = mapped_column(info=INTERNAL)
    tax: Mapped[Minor] = mapped_column(info=INTERNAL)
    hold_expires_at: Mapped[datetime] = mapped_column(info=INTERNAL)
    placed_at: Mapped[datetime | None] = mapped_column(info=INTERNAL)
    cancelled_at: Mapped[datetime | None] = mapped_column(info=INTERNAL)


class Order(Versioned):
    """The part of a purchase that one seller fulfils."""

    __tablename__ = "orders_order"
    __table_args__ = (
        UniqueConstraint("group_id", "seller_id"),
        of_seller("seller_id", seller=("select", "update")),
    )

    group_id: Mapped[UUID] = mapped_column(
        ForeignKey("orders_group.id"), info=INTERNAL | belongs_to("orders_group.id")
    )
    seller_id: Mapped[UUID] = mapped_column(
        ForeignKey("sellers_seller.id"), index=True, info=INTERNAL
    )
    number: Mapped[str] = mapped_column(String(32), unique=True, info=INTERNAL)
    status: Mapped[OrderStatus] = mapped_column(default=OrderStatus.PENDING, info=INTERNAL)
    currency: Mapped[str] = mapped_column(String(3), info=INTERNAL)
    items_net: Mapped[Minor] = mapped_column(info=INTERNAL)
    items_tax: Mapped[Minor] = mapped_column(info=INTERNAL)
    delivery_net: Mapped[Minor] = mapped_column(info=INTERNAL)
    delivery_tax: Mapped[Minor] = mapped_column(info=INTERNAL)
    delivery_method_id: Mapped[UUID | None] = mapped_column(info=INTERNAL)
    delivery_name: Mapped[Translations] = mapped_column(default=dict, info=INTERNAL)


class OrderLine(Record):
    """One offer bought, frozen at the moment of purchase; amounts are of the whole line."""

    __tablename__ = "orders_line"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity_positive"),
        of_seller("order_id", "orders_order.id", seller=READ),
    )

    order_id: Mapped[UUID] = mapped_column(
        ForeignKey("orders_order.id"), index=True, info=INTERNAL | belongs_to("orders_order.id")
    )
    offer_id: Mapped[UUID] = mapped_column(index=True, info=INTERNAL)
    variant_id: Mapped[UUID] = mapped_column(info=INTERNAL)
    product_id: Mapped[UUID] = mapped_column(info=INTERNAL)
    sku: Mapped[str] = mapped_column(String(100), info=INTERNAL)
    name: Mapped[Translations] = mapped_column(info=INTERNAL)
    variant_label: Mapped[Translations] = mapped_column(default=dict, info=INTERNAL)
    image_url: Mapped[str | None] = mapped_column(String(2000), info=INTERNAL)
    quantity: Mapped[int] = mapped_column(info=INTERNAL)
    currency: Mapped[str] = mapped_column(String(3), info=INTERNAL)
    unit_minor: Mapped[Minor] = mapped_column(info=INTERNAL)
    net: Mapped[Minor] = mapped_column(info=INTERNAL)
    tax: Mapped[Minor] = mapped_column(info=INTERNAL)
    tax_rate: Mapped[int] = mapped_column(info=INTERNAL)


class OrderHistory(Record):
    """One change of an order's status."""

    __tablename__ = "orders_history"
    __table_args__ = of_seller("order_id", "orders_order.id", seller=APPEND, platform=APPEND)

    order_id: Mapped[UUID] = mapped_column(
        ForeignKey("orders_order.id"), index=True, info=INTERNAL | belongs_to("orders_order.id")
    )
    became: Mapped[OrderStatus] = mapped_column(info=INTERNAL)
    reason: Mapped[str] = mapped_column(String(200), default="", info=INTERNAL)
    by: Mapped[str] = mapped_column(String(100), info=INTERNAL)
    at: Mapped[datetime] = mapped_column(default=now, info=INTERNAL)


def _under_way() -> ColumnElement[bool]:
    """Whether a purchase is not over: somebody has to be reached about it, or to send goods."""
    going = exists().where(Order.group_id == OrderGroup.id, Order.status.not_in(OVER))
    return or_(OrderGroup.state == GroupState.AWAITING_PAYMENT, going)
