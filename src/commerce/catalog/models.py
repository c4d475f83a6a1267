"""Catalog tables: the shared product tree. Prices and stock live elsewhere."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from commerce.catalog.types import ProductStatus
from commerce.kernel.privacy import INTERNAL, PUBLIC
from commerce.kernel.tables import Base, Record, Translations, Versioned
from commerce.kernel.walls import STOREFRONT

SLUG = "slug ~ '^[a-z0-9-]+$'"


def _product() -> Mapped[UUID]:
    return mapped_column(
        ForeignKey("catalog_product.id", ondelete="CASCADE"), index=True, info=PUBLIC
    )


class Brand(Versioned):
    """A maker's mark."""

    __tablename__ = "catalog_brand"
    __table_args__ = (CheckConstraint(SLUG, name="slug_form"), STOREFRONT)

    slug: Mapped[str] = mapped_column(String(200), unique=True, info=PUBLIC)
    name: Mapped[str] = mapped_column(String(200), info=PUBLIC)


class Tag(Record):
    """A free word on products."""

    __tablename__ = "catalog_tag"
    __table_args__ = STOREFRONT

    slug: Mapped[str] = mapped_column(String(200), unique=True, info=PUBLIC)
    name: Mapped[str] = mapped_column(String(200), info=PUBLIC)


class Category(Versioned):
    """A node of the category tree; `path` is the ids from the root to itself, each ended by /."""

    __tablename__ = "catalog_category"
    __table_args__ = (
        CheckConstraint(SLUG, name="slug_form"),
        Index("ix_catalog_category_path", "path", postgresql_ops={"path": "text_pattern_ops"}),
        STOREFRONT,
    )

    parent_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("catalog_category.id"), index=True, info=PUBLIC
    )
    slug: Mapped[str] = mapped_column(String(200), unique=True, info=PUBLIC)
    name: Mapped[Translations] = mapped_column(info=PUBLIC)
    description: Mapped[Translations] = mapped_column(default=dict, info=PUBLIC)
    position: Mapped[int] = mapped_column(default=0, info=PUBLIC)
    path: Mapped[str] = mapped_column(info=PUBLIC)


class Collection(Versioned):
    """A list of products made by hand."""

    __tablename__ = "catalog_collection"
    __table_args__ = (CheckConstraint(SLUG, name="slug_form"), STOREFRONT)

    slug: Mapped[str] = mapped_column(String(200), unique=True, info=PUBLIC)
    name: Mapped[Translations] = mapped_column(info=PUBLIC)
    description: Mapped[Translations] = mapped_column(default=dict, info=PUBLIC)


class Product(Versioned):
    """An entry of the shared catalog. `search_text` is the folded text it is found by."""

    __tablename__ = "catalog_product"
    __table_args__ = (
        CheckConstraint(SLUG, name="slug_form"),
        Index("ix_catalog_product_active", "id", postgresql_where=text("status = 'active'")),
        STOREFRONT,
    )

    slug: Mapped[str] = mapped_column(String(200), unique=True, info=PUBLIC)
    name: Mapped[Translations] = mapped_column(info=PUBLIC)
    description: Mapped[Translations] = mapped_column(default=dict, info=PUBLIC)
    status: Mapped[ProductStatus] = mapped_column(default=ProductStatus.DRAFT, info=PUBLIC)
    brand_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("catalog_brand.id"), index=True, info=PUBLIC
    )
    tax_class: Mapped[str] = mapped_column(String(64), default="standard", info=PUBLIC)
    seo_title: Mapped[Translations] = mapped_column(default=dict, info=PUBLIC)
    seo_description: Mapped[Translations] = mapped_column(default=dict, info=PUBLIC)
    external_ref: Mapped[str | None] = mapped_column(String(255), unique=True, info=INTERNAL)
    search_text: Mapped[str] = mapped_column(default="", info=PUBLIC)
    published_at: Mapped[datetime | None] = mapped_column(info=PUBLIC)


class ProductCategory(Base):
    """A product in a category."""

    __tablename__ = "catalog_product_category"
    __table_args__ = STOREFRONT

    product_id: Mapped[UUID] = mapped_column(
        ForeignKey("catalog_product.id", ondelete="CASCADE"), primary_key=True, info=PUBLIC
    )
    category_id: Mapped[UUID] = mapped_column(
        ForeignKey("catalog_category.id", ondelete="CASCADE"),
        primary_key=True,
        index=True,
        info=PUBLIC,
    )


class ProductTag(Base):
    """A tag on a product."""

    __tablename__ = "catalog_product_tag"
    __table_args__ = STOREFRONT

    product_id: Mapped[UUID] = mapped_column(
        ForeignKey("catalog_product.id", ondelete="CASCADE"), primary_key=True, info=PUBLIC
    )
    tag_id: Mapped[UUID] = mapped_column(
        ForeignKey("catalog_tag.id", ondelete="CASCADE"), primary_key=True, index=True, info=PUBLIC
    )


class CollectionProduct(Base):
    """A product in a collection, at its place."""

    __tablename__ = "catalog_collection_product"
    __table_args__ = STOREFRONT

    collection_id: Mapped[UUID] = mapped_column(
        ForeignKey("catalog_collection.id", ondelete="CASCADE"), primary_key=True, info=PUBLIC
    )
    product_id: Mapped[UUID] = mapped_column(
        ForeignKey("catalog_product.id", ondelete="CASCADE"),
        primary_key=True,
        index=True,
        info=PUBLIC,
    )
    position: Mapped[int] = mapped_column(default=0, info=PUBLIC)


class Option(Record):
    """What variants of a product differ in, such as size."""

    __tablename__ = "catalog_option"
    __table_args__ = (UniqueConstraint("product_id", "code"), STOREFRONT)

    product_id: Mapped[UUID] = _product()
    code: Mapped[str] = mapped_column(String(100), info=PUBLIC)
    name: Mapped[Translations] = mapped_column(info=PUBLIC)
    position: Mapped[int] = mapped_column(default=0, info=PUBLIC)


class OptionValue(Record):
    """One choice of an option, such as large."""

    __tablename__ = "catalog_option_value"
    __table_args__ = (UniqueConstraint("option_id", "code"), STOREFRONT)

    option_id: Mapped[UUID] = mapped_column(
        ForeignKey("catalog_option.id", ondelete="CASCADE"), index=True, info=PUBLIC
    )
    code: Mapped[str] = mapped_column(String(200), info=PUBLIC)
    name: Mapped[Translations] = mapped_column(info=PUBLIC)
    position: Mapped[int] = mapped_column(default=0, info=PUBLIC)


class Variant(Versioned):
    """One form of a product. `choice` spells its option values, so that no form is there twice."""

    __tablename__ = "catalog_variant"
    __table_args__ = (
        UniqueConstraint("product_id", "choice"),
        CheckConstraint("weight_grams >= 0", name="weight_not_negative"),
        STOREFRONT,
    )

    product_id: Mapped[UUID] = _product()
    sku: Mapped[str | None] = mapped_column(String(100), unique=True, info=PUBLIC)
    barcode: Mapped[str | None] = mapped_column(String(64), index=True, info=PUBLIC)
    choice: Mapped[str] = mapped_column(default="", info=PUBLIC)
    position: Mapped[int] = mapped_column(default=0, info=PUBLIC)
    weight_grams: Mapped[int] = mapped_column(default=0, info=PUBLIC)
    requires_shipping: Mapped[bool] = mapped_column(default=True, info=PUBLIC)


class VariantValue(Base):
    """The option value a variant has."""

    __tablename__ = "catalog_variant_value"
    __table_args__ = STOREFRONT

    variant_id: Mapped[UUID] = mapped_column(
        ForeignKey("catalog_variant.id", ondelete="CASCADE"), primary_key=True, info=PUBLIC
    )
    value_id: Mapped[UUID] = mapped_column(
        ForeignKey("catalog_option_value.id", ondelete="CASCADE"),
        primary_key=True,
        index=True,
        info=PUBLIC,
    )


class ProductMedia(Record):
    """A file shown with a product, or with one of its variants."""

    __tablename__ = "catalog_product_media"
    __table_args__ = STOREFRONT

    product_id: Mapped[UUID] = _product()
    variant_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("catalog_variant.id", ondelete="CASCADE"), index=True, info=PUBLIC
    )
    file_id: Mapped[UUID] = mapped_column(ForeignKey("media_file.id"), info=PUBLIC)
    position: Mapped[int] = mapped_column(default=0, info=PUBLIC)
