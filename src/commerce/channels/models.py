"""Tables of channels."""

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from commerce.kernel.tables import Translations, Versioned
from commerce.kernel.walls import STOREFRONT


class Channel(Versioned):
    """A market: the currencies, countries and languages it serves."""

    __tablename__ = "channels_channel"
    __table_args__ = (CheckConstraint("slug ~ '^[a-z0-9-]+$'", name="slug_form"), STOREFRONT)

    slug: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[Translations]
    currency: Mapped[str] = mapped_column(String(3))
    currencies: Mapped[list[str]]
    country: Mapped[str] = mapped_column(String(2))
    countries: Mapped[list[str]]
    language: Mapped[str] = mapped_column(String(8))
    languages: Mapped[list[str]]
    prices_include_tax: Mapped[bool] = mapped_column(default=True)
    active: Mapped[bool] = mapped_column(default=True)
