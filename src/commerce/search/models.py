"""The read model of the storefront: copies of what the tables of the lower domains say.

Only `service.refresh` writes here. A product that is deleted takes its cards along at once;
the rows without a foreign key follow with its event, so that the counters stay right.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, String, text
from sqlalchemy import Text as LongText
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from commerce.kernel.clock import now
from commerce.kernel.privacy import INTERNAL, PUBLIC
from commerce.kernel.tables import Base, Minor, Translations
from commerce.kernel.walls import STOREFRONT

_ROOM = {"postgresql_with": {"fillfactor": "90"}, **STOREFRONT}


class Listing(Base):
    """A product in a market, as a list shows it; prices are null where it is not sold.

    Translations are kept as they are sent (JSON, not JSONB). Ratings and facets are for the
    domains that know them.
    """

    __tablename__ = "search_listing"
    __table_args__ = (_ROOM,)

    channel_id: Mapped[UUID] = mapped_column(primary_key=True, info=PUBLIC)
    currency: Mapped[str] = mapped_column(String(3), primary_key=True, info=PUBLIC)
    product_id: Mapped[UUID] = mapped_column(
        ForeignKey("catalog_product.id", ondelete="CASCADE"),
        primary_key=True,
        index=True,
        info=PUBLIC,
    )
    slug: Mapped[str] = mapped_column(String(200), info=PUBLIC)
    name: Mapped[Translations] = mapped_column(JSON, info=PUBLIC)
    brand_id: Mapped[UUID | None] = mapped_column(info=PUBLIC)
    tax_class: Mapped[str] = mapped_column(String(64), info=PUBLIC)
    lowest: Mapped[Minor | None] = mapped_column(info=PUBLIC)
    highest: Mapped[Minor | None] = mapped_column(info=PUBLIC)
    available: Mapped[bool] = mapped_column(info=PUBLIC)
    best_offer_id: Mapped[UUID | None] = mapped_column(info=PUBLIC)
    thumbnail_id: Mapped[UUID | None] = mapped_column(info=PUBLIC)
    thumbnail_url: Mapped[str | None] = mapped_column(String(2000), info=PUBLIC)
    thumbnail_alt: Mapped[Translations | None] = mapped_column(JSON, info=PUBLIC)
    rating_average: Mapped[int | None] = mapped_column(info=PUBLIC)
    rating_count: Mapped[int] = mapped_column(server_default="0", info=PUBLIC)
    facets: Mapped[dict[str, Any]] = mapped_column(server_default="{}", info=PUBLIC)
    refreshed_at: Mapped[datetime] = mapped_column(default=now, info=INTERNAL)


class Placement(Base):
    """A product on a shelf of a market, with what lists are sorted and narrowed by.

    A shelf is whatever products stand on, by its id: a category with all above it, a brand,
    a collection, a tag, a seller; the nil id is the whole shop.
    """

    __tablename__ = "search_placement"
    __table_args__ = (
        Index(
            "ix_search_placement_lowest",
            "shelf_id",
            "channel_id",
            "currency",
            "lowest",
            text("product_id DESC"),
        ),
        _ROOM,
    )

    shelf_id: Mapped[UUID] = mapped_column(primary_key=True, info=PUBLIC)
    channel_id: Mapped[UUID] = mapped_column(primary_key=True, info=PUBLIC)
    currency: Mapped[str] = mapped_column(String(3), primary_key=True, info=PUBLIC)
    product_id: Mapped[UUID] = mapped_column(primary_key=True, index=True, info=PUBLIC)
    lowest: Mapped[Minor | None] = mapped_column(info=PUBLIC)
    available: Mapped[bool] = mapped_column(info=PUBLIC)


class Counter(Base):
    """How many products stand on a shelf; the same in every market."""

    __tablename__ = "search_counter"
    __table_args__ = STOREFRONT

    shelf_id: Mapped[UUID] = mapped_column(primary_key=True, info=PUBLIC)
    products: Mapped[int] = mapped_column(info=PUBLIC)


class Text(Base):
    """What a product is found by: its folded text, the words of it, its names in small letters."""

    __tablename__ = "search_text"
    __table_args__ = (
        Index(
            "ix_search_text_words",
            "words",
            postgresql_using="gin",
            postgresql_with={"fastupdate": "off"},
        ),
        STOREFRONT,
    )

    product_id: Mapped[UUID] = mapped_column(primary_key=True, info=PUBLIC)
    text: Mapped[str] = mapped_column(info=PUBLIC)
    words: Mapped[list[str]] = mapped_column(ARRAY(LongText), info=PUBLIC)
    names: Mapped[list[str]] = mapped_column(ARRAY(LongText), info=PUBLIC)


class Posting(Base):
    """A word of a product, in an order that is read from the newest product down.

    A whole name in small letters counts as a word too, with `=` before it.
    """

    __tablename__ = "search_posting"
    # An index of products that has no order: it must not pass for a way to read them in order.
    # What is read from an index alone has to be vacuumed.
    __table_args__ = (
        Index("ix_search_posting_product_id", "product_id", postgresql_using="hash"),
        STOREFRONT | {"postgresql_with": {"autovacuum_vacuum_insert_scale_factor": "0.05"}},
    )

    word: Mapped[str] = mapped_column(primary_key=True, info=PUBLIC)
    product_id: Mapped[UUID] = mapped_column(primary_key=True, info=PUBLIC)


class Word(Base):
    """A word that is, or was, in the text of a product."""

    __tablename__ = "search_word"
    __table_args__ = (
        Index(
            "ix_search_word_parts",
            "word",
            postgresql_using="gin",
            postgresql_ops={"word": "gin_trgm_ops"},
        ),
        STOREFRONT,
    )

    word: Mapped[str] = mapped_column(primary_key=True, info=PUBLIC)
