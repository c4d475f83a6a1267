"""Tables of pricing."""

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from commerce.kernel.privacy import PUBLIC
from commerce.kernel.tables import Minor, Versioned
from commerce.kernel.walls import of_seller

# Sellers see the prices of offers that they see; looking for the offer would cost every page.
_OFFERED = "exists (select from offers_offer where offers_offer.id = offer_id)"


class Price(Versioned):
    """The price of an offer in a channel and currency, in minor units."""

    __tablename__ = "pricing_price"
    __table_args__ = (
        UniqueConstraint("offer_id", "channel_id", "currency"),
        CheckConstraint("amount >= 0", name="amount_not_negative"),
        CheckConstraint("compare_at is null or compare_at > amount", name="compare_at_above"),
        of_seller("offer_id", "offers_offer.id", shown="true", shared=_OFFERED),
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
