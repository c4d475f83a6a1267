"""Tables of tax."""

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from commerce.kernel.privacy import PUBLIC
from commerce.kernel.tables import Translations, Versioned
from commerce.kernel.walls import STOREFRONT


class TaxClass(Versioned):
    """A kind of goods that is taxed alike."""

    __tablename__ = "tax_class"
    __table_args__ = STOREFRONT

    code: Mapped[str] = mapped_column(String(64), unique=True, info=PUBLIC)
    name: Mapped[Translations] = mapped_column(info=PUBLIC)


class TaxRate(Versioned):
    """The rate of a class in a country, in parts per million (12 % is 120000)."""

    __tablename__ = "tax_rate"
    __table_args__ = (
        UniqueConstraint("country", "class_code"),
        CheckConstraint("rate between 0 and 1000000", name="rate_range"),
        STOREFRONT,
    )

    country: Mapped[str] = mapped_column(String(2), info=PUBLIC)
    class_code: Mapped[str] = mapped_column(ForeignKey("tax_class.code"), info=PUBLIC)
    rate: Mapped[int] = mapped_column(info=PUBLIC)
