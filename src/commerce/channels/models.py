"""Tables of channels."""

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from commerce.kernel.privacy import PUBLIC
from commerce.kernel.tables import Translations, Versioned
from commerce.kernel.walls import STOREFRONT


class Channel(Versioned):
    """A market: the currencies, countries and languages it serves."""

    __tablename__ = "channels_channel"
    __table_args__ = (CheckConstraint("slug ~ '^[a-z0-9-]+$'", name="slug_form"), STOREFRONT)

    slug: Mapped[str] = mapped_column(String(64), unique=True, info=PUBLIC)
    name: Mapped[Translations] = mapped_column(info=PUBLIC)
    currency: Mapped[str] = mapped_column(String(3), info=PUBLIC)
    currencies: Mapped[list[str]] = mapped_column(info=PUBLIC)
    country: Mapped[str] = mapped_column(String(2), info=PUBLIC)
    countries: Mapped[list[str]] = mapped_column(info=PUBLIC)
    language: Mapped[str] = mapped_column(String(8), info=PUBLIC)
    languages: Mapped[list[str]] = mapped_column(info=PUBLIC)
    prices_include_tax: Mapped[bool] = mapped_column(default=True, info=PUBLIC)
    active: Mapped[bool] = mapped_column(default=True, info=PUBLIC)
