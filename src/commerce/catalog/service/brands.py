"""Use cases of brands."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from commerce.catalog import rules
from commerce.catalog.events import BrandChanged
from commerce.catalog.models import Brand, Product
from commerce.catalog.service.index import reindex
from commerce.catalog.service.shared import drop, free_slug
from commerce.kernel.db import Tx, bump
from commerce.kernel.ids import new_id

_UNIQUE = {"uq_catalog_brand_slug": ("input", "slug")}


async def ensure_brand(tx: Tx, name: str) -> UUID:
    """The brand of this name, made when there is none; spellings with one slug are one brand."""
    slug = rules.slug_base(name)
    new = insert(Brand).values(id=new_id(), slug=slug, name=name.strip()[:200])
    made = await tx.session.execute(new.on_conflict_do_nothing().returning(Brand.id))
    created: UUID | None = made.scalar_one_or_none()
    if created is not None:
        tx.emit(BrandChanged(brand_id=created))
        return created
    found: UUID = await tx.one_or_none(select(Brand.id).where(Brand.slug == slug))
    return found


async def create_brand(tx: Tx, name: str, *, slug: str | None = None) -> Brand:
    """Add a brand.

    Raises:
        Conflict: the slug is taken.
    """
    row = Brand(name=name, slug=slug or await free_slug(tx, Brand, {"en": name}))
    tx.add(row)
    await tx.flush(_UNIQUE)
    tx.emit(BrandChanged(brand_id=row.id))
    return row


async def update_brand(
    tx: Tx,
    brand_id: UUID,
    *,
    name: str | None = None,
    slug: str | None = None,
    expected_version: int | None = None,
) -> Brand:
    """Change a brand; None leaves a value as it is.

    Raises:
        NotFound: there is none.
        StaleVersion: somebody else changed it.
        Conflict: the slug is taken.
    """
    row = await tx.get(Brand, brand_id, lock=True, path=("input", "id"))
    bump(row, expected_version)
    renamed = name is not None and name != row.name
    row.name = name if name is not None else row.name
    row.slug = slug if slug is not None else row.slug
    await tx.flush(_UNIQUE)
    if renamed:
        await reindex(tx, await tx.all(select(Product.id).where(Product.brand_id == brand_id)))
    tx.emit(BrandChanged(brand_id=row.id))
    return row


async def delete_brand(tx: Tx, brand_id: UUID, *, expected_version: int | None = None) -> None:
    """Delete a brand that no product has.

    Raises:
        NotFound: there is none.
        StaleVersion: somebody else changed it.
        InUse: a product has it.
    """
    row = await tx.get(Brand, brand_id, lock=True, path=("input", "id"))
    bump(row, expected_version)
    await drop(tx, row)
    tx.emit(BrandChanged(brand_id=brand_id))
