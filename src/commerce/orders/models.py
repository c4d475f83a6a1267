"""Orders as placed: a frozen copy of what was bought and for how much."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Identity,
    Index,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from commerce.kernel.clock import now
from commerce.kernel.tables import Minor, Record, Translations, Versioned
from commerce.kernel.walls import APPEND, READ, of_seller
from commerce.orders.types import GroupState, OrderStatus


class OrderGroup(Versioned):
    """One purchase: one cart, one payment, an order for each seller."""

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
            "ix_orders_group_awaiting",
            "hold_expires_at",
            postgresql_where=text("state = 'awaiting_payment'"),
        ),
        of_seller("id", "orders_order.group_id", seller=READ),
    )

    serial: Mapped[int] = mapped_column(BigInteger, Identity(start=100001), unique=True)
    cart_id: Mapped[UUID]
    token_hash: Mapped[str] = mapped_column(String(64), index=True)
    channel_id: Mapped[UUID] = mapped_column(ForeignKey("channels_channel.id"))
    currency: Mapped[str] = mapped_column(String(3))
    country: Mapped[str] = mapped_column(String(2))
    language: Mapped[str] = mapped_column(String(8))
    state: Mapped[GroupState] = mapped_column(default=GroupState.AWAITING_PAYMENT)
    email: Mapped[str | None] = mapped_column(String(254))
    phone: Mapped[str | None] = mapped_column(String(32))
    shipping_address: Mapped[dict[str, Any] | None]
    billing_address: Mapped[dict[str, Any] | None]
    note: Mapped[str] = mapped_column(String(2000), default="")
    net: Mapped[Minor]
    tax: Mapped[Minor]
    hold_expires_at: Mapped[datetime]
    placed_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]


class Order(Versioned):
    """The part of a purchase that one seller fulfils."""

    __tablename__ = "orders_order"
    __table_args__ = (
        UniqueConstraint("group_id", "seller_id"),
        of_seller("seller_id", seller=("select", "update")),
    )

    group_id: Mapped[UUID] = mapped_column(ForeignKey("orders_group.id"))
    seller_id: Mapped[UUID] = mapped_column(ForeignKey("sellers_seller.id"), index=True)
    number: Mapped[str] = mapped_column(String(32), unique=True)
    status: Mapped[OrderStatus] = mapped_column(default=OrderStatus.PENDING)
    currency: Mapped[str] = mapped_column(String(3))
    items_net: Mapped[Minor]
    items_tax: Mapped[Minor]
    delivery_net: Mapped[Minor]
    delivery_tax: Mapped[Minor]
    delivery_method_id: Mapped[UUID | None]
    delivery_name: Mapped[Translations] = mapped_column(default=dict)


class OrderLine(Record):
    """One offer bought, frozen at the moment of purchase; amounts are of the whole line."""

    __tablename__ = "orders_line"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity_positive"),
        of_seller("order_id", "orders_order.id", seller=READ),
    )

    order_id: Mapped[UUID] = mapped_column(ForeignKey("orders_order.id"), index=True)
    offer_id: Mapped[UUID] = mapped_column(index=True)
    variant_id: Mapped[UUID]
    product_id: Mapped[UUID]
    sku: Mapped[str] = mapped_column(String(100))
    name: Mapped[Translations]
    variant_label: Mapped[Translations] = mapped_column(default=dict)
    image_url: Mapped[str | None] = mapped_column(String(2000))
    quantity: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    unit_minor: Mapped[Minor]
    net: Mapped[Minor]
    tax: Mapped[Minor]
    tax_rate: Mapped[int]


class OrderHistory(Record):
    """One change of an order's status."""

    __tablename__ = "orders_history"
    __table_args__ = of_seller("order_id", "orders_order.id", seller=APPEND, platform=APPEND)

    order_id: Mapped[UUID] = mapped_column(ForeignKey("orders_order.id"), index=True)
    became: Mapped[OrderStatus]
    reason: Mapped[str] = mapped_column(String(200), default="")
    by: Mapped[str] = mapped_column(String(100))
    at: Mapped[datetime] = mapped_column(default=now)
