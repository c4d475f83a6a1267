"""Tables of pricing."""

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from commerce.kernel.privacy import PUBLIC
from commerce.kernel.tables import Minor, Versioned


class Price(Versioned):
    """The price of an offer in a channel and currency, in minor units."""

    __tablename__ = "pricing_price"
    __table_args__ = (
        UniqueConstraint("offer_id", "channel_id", "currency"),
        CheckConstraint("amount >= 0", name="amount_not_negative"),
        CheckConstraint("compare_at is null or compare_at > amount", name="compare_at_above"),
    )

    offer_id: Mapped[UUID] = mapped_column(
        ForeignKey("offers_offer.id", ondelete="CASCADE"), info=PUBLIC
    )
    channel_id: Mapped[UUID] = mapped_column(
        ForeignKey("channels_channel.id"), index=True, info=PUBLIC
    )
    currency: Mapped[str] = mapped_column(String(3), info=PUBLIC)
    amount: Mapped[Minor] = mapped_column(info=PUBLIC)
    compare_at: Mapped[Minor | None] = mapped_column(info=PUBLIC)
