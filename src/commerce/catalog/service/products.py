"""Use cases of products: create, update, delete, and their states."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete, select

from commerce.catalog import rules
from commerce.catalog.events import ProductArchived, ProductChanged, ProductPublished
from commerce.catalog.models import Brand, Category, Product, ProductCategory, ProductMedia
from commerce.catalog.service import choices
from commerce.catalog.service.index import reindex
from commerce.catalog.service.pictures import write_media
from commerce.catalog.service.shared import drop, free_slug, must_exist
from commerce.catalog.service.tags import put_tags, set_tags
from commerce.catalog.types import Keep, NewProduct, ProductPatch, ProductStatus
from commerce.kernel import html
from commerce.kernel.clock import now
from commerce.kernel.db import Tx, bump
from commerce.media import service as media

_UNIQUE = {
    "uq_catalog_product_slug": ("input", "slug"),
    "uq_catalog_product_external_ref": ("input", "externalRef"),
}


async def create_product(tx: Tx, new: NewProduct) -> Product:
    """Add a product as a draft, with its options, variants and pictures.

    Raises:
        InvalidInput: options and variants do not fit together, or an address is none.
        LimitReached: too many of something.
        NotFound: the brand or a category does not exist.
        Conflict: the slug, the external reference or a SKU is taken.
    """
    plan = rules.plan(new.options, new.variants)
    if new.brand_id is not None:
        await tx.get(Brand, new.brand_id, path=("input", "brand"))
    row = Product(
        slug=new.slug or await free_slug(tx, Product, new.name),
        name=dict(new.name),
        description=html.clean_all(new.description),
        brand_id=new.brand_id,
        tax_class=new.tax_class,
        seo_title=dict(new.seo_title),
        seo_description=dict(new.seo_description),
        external_ref=new.external_ref,
    )
    tx.add(row)
    await tx.flush(_UNIQUE)
    await choices.write_plan(tx, row.id, plan)
    await _put_in_categories(tx, row.id, new.category_ids)
    await put_tags(tx, row.id, new.tags)
    await write_media(tx, row.id, [(url, alt, None) for url, alt in new.media])
    await reindex(tx, [row.id])
    tx.emit(ProductChanged(product_id=row.id))
    return row


async def update_product(
    tx: Tx, product_id: UUID, patch: ProductPatch, *, expected_version: int | None = None
) -> Product:
    """Change a product.

    Raises:
        NotFound: the product, the brand or a category does not exist.
        StaleVersion: somebody else changed it.
        LimitReached: too many categories or tags.
        Conflict: the slug or the external reference is taken.
    """
    row = await tx.get(Product, product_id, lock=True, path=("input", "id"))
    bump(row, expected_version)
    if patch.brand_id is not Keep.KEEP:
        if patch.brand_id is not None:
            await tx.get(Brand, patch.brand_id, path=("input", "brand"))
        row.brand_id = patch.brand_id
    if patch.external_ref is not Keep.KEEP:
        row.external_ref = patch.external_ref
    _write_words(row, patch)
    await tx.flush(_UNIQUE)
    if patch.category_ids is not None:
        await tx.session.execute(
            delete(ProductCategory).where(ProductCategory.product_id == row.id)
        )
        await _put_in_categories(tx, row.id, patch.category_ids)
    if patch.tags is not None:
        await set_tags(tx, row.id, patch.tags)
    await reindex(tx, [row.id])
    tx.emit(ProductChanged(product_id=row.id))
    return row


def _write_words(row: Product, patch: ProductPatch) -> None:
    for name in ("slug", "tax_class"):
        value = getattr(patch, name)
        if value is not None:
            setattr(row, name, value)
    for name in ("name", "seo_title", "seo_description"):
        text = getattr(patch, name)
        if text is not None:
            setattr(row, name, dict(text))
    if patch.description is not None:
        row.description = html.clean_all(patch.description)


async def _put_in_categories(tx: Tx, product_id: UUID, ids: Sequence[UUID]) -> None:
    rules.at_most(ids, rules.MAX_CATEGORIES, "input", "categories")
    await must_exist(tx, Category.id, ids, "input", "categories")
    tx.add(
        *(ProductCategory(product_id=product_id, category_id=each) for each in dict.fromkeys(ids))
    )


async def publish(tx: Tx, product_id: UUID, *, expected_version: int | None = None) -> Product:
    """Show a product to buyers. Raises NotFound, StaleVersion, IllegalTransition."""
    row = await _move(tx, product_id, ProductStatus.ACTIVE, expected_version)
    row.published_at = row.published_at or now()
    tx.emit(ProductPublished(product_id=row.id))
    return row


async def unpublish(tx: Tx, product_id: UUID, *, expected_version: int | None = None) -> Product:
    """Make a product a draft again. Raises NotFound, StaleVersion, IllegalTransition."""
    return await _move(tx, product_id, ProductStatus.DRAFT, expected_version)


async def archive(tx: Tx, product_id: UUID, *, expected_version: int | None = None) -> Product:
    """Put a product away. Raises NotFound, StaleVersion, IllegalTransition."""
    row = await _move(tx, product_id, ProductStatus.ARCHIVED, expected_version)
    tx.emit(ProductArchived(product_id=row.id))
    return row


async def _move(
    tx: Tx, product_id: UUID, wanted: ProductStatus, expected_version: int | None
) -> Product:
    row = await tx.get(Product, product_id, lock=True, path=("input", "id"))
    bump(row, expected_version)
    row.status = rules.move(row.status, wanted)
    tx.emit(ProductChanged(product_id=row.id))
    return row


async def delete_product(tx: Tx, product_id: UUID, *, expected_version: int | None = None) -> None:
    """Delete a product that nothing sells, with its variants and pictures.

    Raises:
        NotFound: there is none.
        StaleVersion: somebody else changed it.
        InUse: something sells it.
    """
    row = await tx.get(Product, product_id, lock=True, path=("input", "id"))
    bump(row, expected_version)
    files = await tx.all(select(ProductMedia.file_id).where(ProductMedia.product_id == product_id))
    await drop(tx, row)
    await media.drop_files(tx, files)
    tx.emit(ProductChanged(product_id=product_id))
