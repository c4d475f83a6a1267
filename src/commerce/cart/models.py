"""Tables of the cart."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from commerce.cart.types import CartState
from commerce.kernel.tables import Minor, Record, Versioned
from commerce.kernel.walls import BACKSTAGE


class Cart(Versioned):
    """What a buyer intends to buy. Whoever shows the token (kept as SHA-256) may change it."""

    __tablename__ = "cart_cart"
    __table_args__ = (Index("ix_cart_cart_expires_at", "state", "expires_at"), BACKSTAGE)

    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    channel_id: Mapped[UUID] = mapped_column(ForeignKey("channels_channel.id"))
    currency: Mapped[str] = mapped_column(String(3))
    country: Mapped[str] = mapped_column(String(2))
    language: Mapped[str] = mapped_column(String(8))
    state: Mapped[CartState] = mapped_column(default=CartState.ACTIVE)
    email: Mapped[str | None] = mapped_column(String(254))
    phone: Mapped[str | None] = mapped_column(String(32))
    shipping_address: Mapped[dict[str, Any] | None]
    billing_address: Mapped[dict[str, Any] | None]
    payment_provider: Mapped[str | None] = mapped_column(String(64))
    payment_data: Mapped[dict[str, Any]] = mapped_column(default=dict)
    note: Mapped[str] = mapped_column(String(2000), default="")
    order_group_id: Mapped[UUID | None]
    expires_at: Mapped[datetime]


class Line(Record):
    """An offer in a cart; `seen_minor` is the unit price the buyer last saw and accepted."""

    __tablename__ = "cart_line"
    __table_args__ = (
        UniqueConstraint("cart_id", "offer_id"),
        CheckConstraint("quantity between 1 and 9999", name="quantity_range"),
        BACKSTAGE,
    )

    cart_id: Mapped[UUID] = mapped_column(ForeignKey("cart_cart.id", ondelete="CASCADE"))
    offer_id: Mapped[UUID] = mapped_column(
        ForeignKey("offers_offer.id", ondelete="CASCADE"), index=True
    )
    quantity: Mapped[int]
    seen_minor: Mapped[Minor | None]


class Delivery(Record):
    """The method chosen for the parcel of one seller, at the price that was quoted."""

    __tablename__ = "cart_delivery"
    __table_args__ = (UniqueConstraint("cart_id", "seller_id"), BACKSTAGE)

    cart_id: Mapped[UUID] = mapped_column(ForeignKey("cart_cart.id", ondelete="CASCADE"))
    seller_id: Mapped[UUID] = mapped_column(ForeignKey("sellers_seller.id"))
    method_id: Mapped[UUID] = mapped_column(ForeignKey("shipping_method.id", ondelete="CASCADE"))
    quoted_minor: Mapped[Minor]
