"""Tables of inventory. Invariants are constraints: nothing is ever reserved that is not there."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from commerce.inventory.types import HoldState, MovementKind
from commerce.kernel.clock import now
from commerce.kernel.privacy import INTERNAL
from commerce.kernel.tables import Record, Versioned
from commerce.kernel.walls import APPEND, READ, STOREFRONT, VIEWS, of_seller

Shelf = Table(
    "inventory_shelf",
    VIEWS,
    Column("offer_id", Uuid),
    Column("free", Integer),
    Column("tracked", Boolean),
    **STOREFRONT,
)
"""What everybody may know of stock: pieces of an offer at an active location that nobody holds."""


class Location(Versioned):
    """A place where a seller keeps goods."""

    __tablename__ = "inventory_location"
    __table_args__ = (UniqueConstraint("seller_id", "name"), of_seller("seller_id"))

    seller_id: Mapped[UUID] = mapped_column(
        ForeignKey("sellers_seller.id"), index=True, info=INTERNAL
    )
    name: Mapped[str] = mapped_column(String(200), info=INTERNAL)
    country: Mapped[str] = mapped_column(String(2), info=INTERNAL)
    active: Mapped[bool] = mapped_column(default=True, info=INTERNAL)


class Stock(Versioned):
    """Pieces of an offer at a location. Untracked stock never runs out."""

    __tablename__ = "inventory_stock"
    __table_args__ = (
        UniqueConstraint("offer_id", "location_id"),
        CheckConstraint("reserved >= 0", name="reserved_not_negative"),
        CheckConstraint("not tracked or reserved <= on_hand", name="reserved_within_on_hand"),
        CheckConstraint("not tracked or on_hand >= 0", name="on_hand_not_negative"),
        of_seller("offer_id", "offers_offer.id"),
    )

    offer_id: Mapped[UUID] = mapped_column(
        ForeignKey("offers_offer.id", ondelete="CASCADE"), info=INTERNAL
    )
    location_id: Mapped[UUID] = mapped_column(
        ForeignKey("inventory_location.id"), index=True, info=INTERNAL
    )
    on_hand: Mapped[int] = mapped_column(default=0, info=INTERNAL)
    reserved: Mapped[int] = mapped_column(default=0, info=INTERNAL)
    tracked: Mapped[bool] = mapped_column(default=True, info=INTERNAL)


class Movement(Record):
    """One change of stock on hand; the sum of all is what is there."""

    __tablename__ = "inventory_movement"
    __table_args__ = of_seller("stock_id", "inventory_stock.id", seller=APPEND, platform=APPEND)

    stock_id: Mapped[UUID] = mapped_column(
        ForeignKey("inventory_stock.id", ondelete="CASCADE"), index=True, info=INTERNAL
    )
    kind: Mapped[MovementKind] = mapped_column(info=INTERNAL)
    delta: Mapped[int] = mapped_column(info=INTERNAL)
    on_hand: Mapped[int] = mapped_column(info=INTERNAL)
    reference: Mapped[UUID | None] = mapped_column(info=INTERNAL)
    note: Mapped[str] = mapped_column(String(500), default="", info=INTERNAL)
    by: Mapped[str] = mapped_column(String(100), info=INTERNAL)
    at: Mapped[datetime] = mapped_column(default=now, info=INTERNAL)


class Reservation(Record):
    """Pieces kept for `owner_id` (an order group) until `expires_at`."""

    __tablename__ = "inventory_reservation"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity_positive"),
        UniqueConstraint("owner_id", "stock_id"),
        Index(
            "ix_inventory_reservation_held", "expires_at", postgresql_where=text("state = 'held'")
        ),
        of_seller("stock_id", "inventory_stock.id", seller=READ),
    )

    owner_id: Mapped[UUID] = mapped_column(info=INTERNAL)
    stock_id: Mapped[UUID] = mapped_column(
        ForeignKey("inventory_stock.id"), index=True, info=INTERNAL
    )
    offer_id: Mapped[UUID] = mapped_column(ForeignKey("offers_offer.id"), info=INTERNAL)
    quantity: Mapped[int] = mapped_column(info=INTERNAL)
    state: Mapped[HoldState] = mapped_column(default=HoldState.HELD, info=INTERNAL)
    expires_at: Mapped[datetime] = mapped_column(info=INTERNAL)
