"""Tables of offers."""

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from commerce.kernel.privacy import PUBLIC
from commerce.kernel.tables import Versioned
from commerce.kernel.walls import of_seller
from commerce.offers.types import Condition, OfferStatus


class Offer(Versioned):
    """A seller's offer of a variant. `product_id` repeats the variant's, for lists."""

    __tablename__ = "offers_offer"
    __table_args__ = (
        UniqueConstraint("seller_id", "sku"),
        UniqueConstraint("variant_id", "seller_id", "condition"),
        CheckConstraint("handling_days between 0 and 365", name="handling_days_range"),
        of_seller("seller_id", shown="status = 'active'"),
    )

    product_id: Mapped[UUID] = mapped_column(
        ForeignKey("catalog_product.id"), index=True, info=PUBLIC
    )
    variant_id: Mapped[UUID] = mapped_column(
        ForeignKey("catalog_variant.id"), index=True, info=PUBLIC
    )
    seller_id: Mapped[UUID] = mapped_column(
        ForeignKey("sellers_seller.id"), index=True, info=PUBLIC
    )
    sku: Mapped[str] = mapped_column(String(100), info=PUBLIC)
    condition: Mapped[Condition] = mapped_column(default=Condition.NEW, info=PUBLIC)
    status: Mapped[OfferStatus] = mapped_column(default=OfferStatus.ACTIVE, info=PUBLIC)
    handling_days: Mapped[int] = mapped_column(default=1, info=PUBLIC)
