"""Tables of sellers."""

from sqlalchemy import CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from commerce.kernel.privacy import PUBLIC
from commerce.kernel.tables import Translations, Versioned
from commerce.kernel.walls import of_seller
from commerce.sellers.types import SellerStatus


class Seller(Versioned):
    """A shop on the marketplace; the house is one of them."""

    __tablename__ = "sellers_seller"
    __table_args__ = (
        CheckConstraint("slug ~ '^[a-z0-9-]+$'", name="slug_form"),
        Index("uq_sellers_seller_house", "house", unique=True, postgresql_where="house"),
        of_seller("id", shown="true"),
    )

    slug: Mapped[str] = mapped_column(String(200), unique=True, info=PUBLIC)
    name: Mapped[str] = mapped_column(String(200), info=PUBLIC)
    description: Mapped[Translations] = mapped_column(default=dict, info=PUBLIC)
    status: Mapped[SellerStatus] = mapped_column(default=SellerStatus.APPLIED, info=PUBLIC)
    house: Mapped[bool] = mapped_column(default=False, info=PUBLIC)
