"""Tables of media."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from commerce.kernel.privacy import PUBLIC
from commerce.kernel.tables import Record, Translations
from commerce.kernel.walls import STOREFRONT


class File(Record):
    """A picture or film, by address."""

    __tablename__ = "media_file"
    __table_args__ = STOREFRONT

    url: Mapped[str] = mapped_column(String(2000), info=PUBLIC)
    alt: Mapped[Translations] = mapped_column(default=dict, info=PUBLIC)
