"""Tables of shipping."""

from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from commerce.kernel.privacy import INTERNAL, PUBLIC
from commerce.kernel.tables import Translations, Versioned
from commerce.kernel.walls import of_seller

# Where its zone is seen, by whoever looks.
_SERVED = "exists (select from shipping_zone where shipping_zone.id = zone_id)"


class Zone(Versioned):
    """Countries a set of methods delivers to; without a seller it serves the parcels of all."""

    __tablename__ = "shipping_zone"
    __table_args__ = of_seller("seller_id", shared="seller_id is null")

    name: Mapped[str] = mapped_column(String(200), info=PUBLIC)
    countries: Mapped[list[str]] = mapped_column(info=PUBLIC)
    seller_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("sellers_seller.id"), index=True, info=PUBLIC
    )


class Method(Versioned):
    """A way of delivery; `provider` computes the price of a parcel from `config`."""

    __tablename__ = "shipping_method"
    __table_args__ = (
        UniqueConstraint("zone_id", "code"),
        CheckConstraint("min_days >= 0 and max_days >= min_days", name="days_range"),
        of_seller("zone_id", "shipping_zone.id", shared=_SERVED),
    )

    zone_id: Mapped[UUID] = mapped_column(
        ForeignKey("shipping_zone.id", ondelete="CASCADE"), index=True, info=PUBLIC
    )
    code: Mapped[str] = mapped_column(String(64), info=PUBLIC)
    name: Mapped[Translations] = mapped_column(info=PUBLIC)
    provider: Mapped[str] = mapped_column(String(64), info=PUBLIC)
    currency: Mapped[str] = mapped_column(String(3), info=PUBLIC)
    config: Mapped[dict[str, Any]] = mapped_column(default=dict, info=INTERNAL)
    tax_class: Mapped[str] = mapped_column(String(64), default="standard", info=PUBLIC)
    min_days: Mapped[int] = mapped_column(default=1, info=PUBLIC)
    max_days: Mapped[int] = mapped_column(default=3, info=PUBLIC)
    active: Mapped[bool] = mapped_column(default=True, info=PUBLIC)
