"""Tables of the cart."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from commerce.cart.types import CartState
from commerce.kernel.privacy import INTERNAL, PII, SECRET, belongs_to, identifies, index_for
from commerce.kernel.sealing import SealedJson, SealedText
from commerce.kernel.tables import Minor, Record, Versioned
from commerce.kernel.walls import BACKSTAGE


class Cart(Versioned):
    """What a buyer intends to buy: that of an account, or of whoever shows the token.

    The token is kept as SHA-256. A cart of an account has none: in its place is the id of the
    cart, which is the hash of nothing.
    """

    __tablename__ = "cart_cart"
    # A cart changes many times: room beside the rows keeps their new versions on the page.
    __table_args__ = (
        Index("ix_cart_cart_expires_at", "state", "expires_at"),
        Index(
            "ix_cart_cart_account_id",
            "account_id",
            postgresql_where=text("account_id is not null"),
        ),
        {"postgresql_with": {"fillfactor": 50}, **BACKSTAGE},
    )

    token_hash: Mapped[str] = mapped_column(
        String(64), unique=True, info=SECRET | identifies("token")
    )
    account_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("identity_account.id"), info=INTERNAL | belongs_to("identity_account.id")
    )
    channel_id: Mapped[UUID] = mapped_column(ForeignKey("channels_channel.id"), info=INTERNAL)
    currency: Mapped[str] = mapped_column(String(3), info=INTERNAL)
    country: Mapped[str] = mapped_column(String(2), info=INTERNAL)
    language: Mapped[str] = mapped_column(String(8), info=INTERNAL)
    state: Mapped[CartState] = mapped_column(default=CartState.ACTIVE, info=INTERNAL)
    email: Mapped[str | None] = mapped_column(SealedText("cart_cart.email"), info=PII)
    email_index: Mapped[str | None] = mapped_column(String(64), index=True, info=index_for("email"))
    phone: Mapped[str | None] = mapped_column(SealedText("cart_cart.phone"), info=PII)
    shipping_address: Mapped[dict[str, Any] | None] = mapped_column(
        SealedJson("cart_cart.shipping_address"), info=PII
    )
    billing_address: Mapped[dict[str, Any] | None] = mapped_column(
        SealedJson("cart_cart.billing_address"), info=PII
    )
    payment_provider: Mapped[str | None] = mapped_column(String(64), info=INTERNAL)
    payment_data: Mapped[dict[str, Any]] = mapped_column(
        SealedJson("cart_cart.payment_data"), default=dict, info=PII
    )
    note: Mapped[str] = mapped_column(SealedText("cart_cart.note"), default="", info=PII)
    order_group_id: Mapped[UUID | None] = mapped_column(info=INTERNAL)
    expires_at: Mapped[datetime] = mapped_column(info=INTERNAL)


class Line(Record):
    """An offer in a cart; `seen_minor` is the unit price the buyer last saw and accepted."""

    __tablename__ = "cart_line"
    __table_args__ = (
        UniqueConstraint("cart_id", "offer_id"),
        CheckConstraint("quantity between 1 and 9999", name="quantity_range"),
        BACKSTAGE,
    )

    cart_id: Mapped[UUID] = mapped_column(
        ForeignKey("cart_cart.id", ondelete="CASCADE"), info=INTERNAL | belongs_to("cart_cart.id")
    )
    offer_id: Mapped[UUID] = mapped_column(
        ForeignKey("offers_offer.id", ondelete="CASCADE"), index=True, info=INTERNAL
    )
    quantity: Mapped[int] = mapped_column(info=INTERNAL)
    seen_minor: Mapped[Minor | None] = mapped_column(info=INTERNAL)


class Delivery(Record):
    """The method chosen for the parcel of one seller, at the price that was quoted."""

    __tablename__ = "cart_delivery"
    __table_args__ = (UniqueConstraint("cart_id", "seller_id"), BACKSTAGE)

    cart_id: Mapped[UUID] = mapped_column(
        ForeignKey("cart_cart.id", ondelete="CASCADE"), info=INTERNAL | belongs_to("cart_cart.id")
    )
    seller_id: Mapped[UUID] = mapped_column(ForeignKey("sellers_seller.id"), info=INTERNAL)
    method_id: Mapped[UUID] = mapped_column(
        ForeignKey("shipping_method.id", ondelete="CASCADE"), info=INTERNAL
    )
    quoted_minor: Mapped[Minor] = mapped_column(info=INTERNAL)
