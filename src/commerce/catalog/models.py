"""Catalog tables: the shared product tree. Prices and stock live elsewhere."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from commerce.catalog.types import ProductStatus
from commerce.kernel.tables import Base, Record, Translations, Versioned
from commerce.kernel.walls import STOREFRONT

SLUG = "slug ~ '^[a-z0-9-]+$'"


def _product() -> Mapped[UUID]:
    return mapped_column(ForeignKey("catalog_product.id", ondelete="CASCADE"), index=True)


class Brand(Versioned):
    """A maker's mark."""

    __tablename__ = "catalog_brand"
    __table_args__ = (CheckConstraint(SLUG, name="slug_form"), STOREFRONT)

    slug: Mapped[str] = mapped_column(String(200), unique=True)
    name: Mapped[str] = mapped_column(String(200))


class Tag(Record):
    """A free word on products."""

    __tablename__ = "catalog_tag"
    __table_args__ = STOREFRONT

    slug: Mapped[str] = mapped_column(String(200), unique=True)
    name: Mapped[str] = mapped_column(String(200))


class Category(Versioned):
    """A node of the category tree; `path` is the ids from the root to itself, each ended by /."""

    __tablename__ = "catalog_category"
    __table_args__ = (
        CheckConstraint(SLUG, name="slug_form"),
        Index("ix_catalog_category_path", "path", postgresql_ops={"path": "text_pattern_ops"}),
        STOREFRONT,
    )

    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("catalog_category.id"), index=True)
    slug: Mapped[str] = mapped_column(String(200), unique=True)
    name: Mapped[Translations]
    description: Mapped[Translations] = mapped_column(default=dict)
    position: Mapped[int] = mapped_column(default=0)
    path: Mapped[str]


class Collection(Versioned):
    """A list of products made by hand."""

    __tablename__ = "catalog_collection"
    __table_args__ = (CheckConstraint(SLUG, name="slug_form"), STOREFRONT)

    slug: Mapped[str] = mapped_column(String(200), unique=True)
    name: Mapped[Translations]
    description: Mapped[Translations] = mapped_column(default=dict)


class Product(Versioned):
    """An entry of the shared catalog. `search_text` is the folded text it is found by."""

    __tablename__ = "catalog_product"
    __table_args__ = (
        CheckConstraint(SLUG, name="slug_form"),
        Index("ix_catalog_product_active", "id", postgresql_where=text("status = 'active'")),
        STOREFRONT,
    )

    slug: Mapped[str] = mapped_column(String(200), unique=True)
    name: Mapped[Translations]
    description: Mapped[Translations] = mapped_column(default=dict)
    status: Mapped[ProductStatus] = mapped_column(default=ProductStatus.DRAFT)
    brand_id: Mapped[UUID | None] = mapped_column(ForeignKey("catalog_brand.id"), index=True)
    tax_class: Mapped[str] = mapped_column(String(64), default="standard")
    seo_title: Mapped[Translations] = mapped_column(default=dict)
    seo_description: Mapped[Translations] = mapped_column(default=dict)
    external_ref: Mapped[str | None] = mapped_column(String(255), unique=True)
    search_text: Mapped[str] = mapped_column(default="")
    published_at: Mapped[datetime | None]


class ProductCategory(Base):
    """A product in a category."""

    __tablename__ = "catalog_product_category"
    __table_args__ = STOREFRONT

    product_id: Mapped[UUID] = mapped_column(
        ForeignKey("catalog_product.id", ondelete="CASCADE"), primary_key=True
    )
    category_id: Mapped[UUID] = mapped_column(
        ForeignKey("catalog_category.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class ProductTag(Base):
    """A tag on a product."""

    __tablename__ = "catalog_product_tag"
    __table_args__ = STOREFRONT

    product_id: Mapped[UUID] = mapped_column(
        ForeignKey("catalog_product.id", ondelete="CASCADE"), primary_key=True
    )
    tag_id: Mapped[UUID] = mapped_column(
        ForeignKey("catalog_tag.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class CollectionProduct(Base):
    """A product in a collection, at its place."""

    __tablename__ = "catalog_collection_product"
    __table_args__ = STOREFRONT

    collection_id: Mapped[UUID] = mapped_column(
        ForeignKey("catalog_collection.id", ondelete="CASCADE"), primary_key=True
    )
    product_id: Mapped[UUID] = mapped_column(
        ForeignKey("catalog_product.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    position: Mapped[int] = mapped_column(default=0)


class Option(Record):
    """What variants of a product differ in, such as size."""

    __tablename__ = "catalog_option"
    __table_args__ = (UniqueConstraint("product_id", "code"), STOREFRONT)

    product_id: Mapped[UUID] = _product()
    code: Mapped[str] = mapped_column(String(100))
    name: Mapped[Translations]
    position: Mapped[int] = mapped_column(default=0)


class OptionValue(Record):
    """One choice of an option, such as large."""

    __tablename__ = "catalog_option_value"
    __table_args__ = (UniqueConstraint("option_id", "code"), STOREFRONT)

    option_id: Mapped[UUID] = mapped_column(
        ForeignKey("catalog_option.id", ondelete="CASCADE"), index=True
    )
    code: Mapped[str] = mapped_column(String(200))
    name: Mapped[Translations]
    position: Mapped[int] = mapped_column(default=0)


class Variant(Versioned):
    """One form of a product. `choice` spells its option values, so that no form is there twice."""

    __tablename__ = "catalog_variant"
    __table_args__ = (
        UniqueConstraint("product_id", "choice"),
        CheckConstraint("weight_grams >= 0", name="weight_not_negative"),
        STOREFRONT,
    )

    product_id: Mapped[UUID] = _product()
    sku: Mapped[str | None] = mapped_column(String(100), unique=True)
    barcode: Mapped[str | None] = mapped_column(String(64), index=True)
    choice: Mapped[str] = mapped_column(default="")
    position: Mapped[int] = mapped_column(default=0)
    weight_grams: Mapped[int] = mapped_column(default=0)
    requires_shipping: Mapped[bool] = mapped_column(default=True)


class VariantValue(Base):
    """The option value a variant has."""

    __tablename__ = "catalog_variant_value"
    __table_args__ = STOREFRONT

    variant_id: Mapped[UUID] = mapped_column(
        ForeignKey("catalog_variant.id", ondelete="CASCADE"), primary_key=True
    )
    value_id: Mapped[UUID] = mapped_column(
        ForeignKey("catalog_option_value.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class ProductMedia(Record):
    """A file shown with a product, or with one of its variants."""

    __tablename__ = "catalog_product_media"
    __table_args__ = STOREFRONT

    product_id: Mapped[UUID] = _product()
    variant_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("catalog_variant.id", ondelete="CASCADE"), index=True
    )
    file_id: Mapped[UUID] = mapped_column(ForeignKey("media_file.id"))
    position: Mapped[int] = mapped_column(default=0)
