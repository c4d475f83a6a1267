"""Use cases of the pictures of products."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete, func, select

from commerce.catalog import rules
from commerce.catalog.events import ProductChanged
from commerce.catalog.models import Product, ProductMedia, Variant
from commerce.catalog.service.shared import among
from commerce.catalog.types import Text
from commerce.kernel.db import Tx, bump
from commerce.kernel.errors import InvalidInput, NotFound
from commerce.kernel.ids import new_id
from commerce.media import service as media

Picture = tuple[str, Text, UUID | None]


async def set_media(tx: Tx, product_id: UUID, pictures: Sequence[Picture]) -> list[UUID]:
    """Give a product these pictures (address, words, variant) and no others; returns their ids.

    Raises:
        NotFound: there is no such product, or a variant is not of it.
        InvalidInput: an address is none.
        LimitReached: more than 100.
    """
    product = await tx.get(Product, product_id, lock=True, path=("input", "product"))
    bump(product, None)
    found = await tx.session.scalars(
        delete(ProductMedia)
        .where(ProductMedia.product_id == product_id)
        .returning(ProductMedia.file_id)
    )
    await media.drop_files(tx, list(found))
    ids = await write_media(tx, product_id, pictures)
    tx.emit(ProductChanged(product_id=product_id))
    return ids


async def write_media(
    tx: Tx, product_id: UUID, pictures: Sequence[Picture], *, after: int = 0
) -> list[UUID]:
    """Append pictures to a locked product that has `after` already; see `set_media`."""
    rules.at_most(range(after + len(pictures)), rules.MAX_MEDIA, "input", "media")
    await _check_variants(tx, product_id, [each for _, _, each in pictures if each is not None])
    rows = []
    for at, (url, alt, variant_id) in enumerate(pictures):
        file_id = media.add_file(tx, url, alt, path=("input", "media", str(at), "url"))
        rows.append((file_id, variant_id))
    await tx.flush()
    made = [
        ProductMedia(
            id=new_id(),
            product_id=product_id,
            variant_id=variant_id,
            file_id=file_id,
            position=after + at,
        )
        for at, (file_id, variant_id) in enumerate(rows)
    ]
    tx.add(*made)
    await tx.flush()
    return [row.id for row in made]


async def _check_variants(tx: Tx, product_id: UUID, ids: Sequence[UUID]) -> None:
    if not ids:
        return
    found = await tx.all(
        select(Variant.id).where(among(Variant.id, ids), Variant.product_id == product_id)
    )
    if set(ids) - set(found):
        raise NotFound(path=("input", "variant"))


async def add_media(
    tx: Tx, product_id: UUID, picture: Picture, *, expected_version: int | None = None
) -> UUID:
    """Put one more picture at the end; see `set_media` for what may go wrong."""
    product = await tx.get(Product, product_id, lock=True, path=("input", "product"))
    bump(product, expected_version)
    last = await tx.one_or_none(
        select(func.max(ProductMedia.position)).where(ProductMedia.product_id == product_id)
    )
    made = await write_media(tx, product_id, [picture], after=0 if last is None else last + 1)
    tx.emit(ProductChanged(product_id=product_id))
    return made[0]


async def delete_media(tx: Tx, media_id: UUID, *, expected_version: int | None = None) -> UUID:
    """Take a picture away; `expected_version` is the product's. Returns the product's id.

    Raises:
        NotFound: there is none.
        StaleVersion: somebody else changed the product.
    """
    found = await tx.get(ProductMedia, media_id, path=("input", "id"))
    product = await tx.get(Product, found.product_id, lock=True)
    row = await tx.get(ProductMedia, media_id, lock=True, path=("input", "id"))
    bump(product, expected_version)
    await tx.session.delete(row)
    await tx.flush()
    await media.drop_files(tx, [row.file_id])
    await _close_gaps(tx, product.id)
    tx.emit(ProductChanged(product_id=product.id))
    return product.id


async def reorder_media(
    tx: Tx, product_id: UUID, order: Sequence[UUID], *, expected_version: int | None = None
) -> Product:
    """Put the pictures of a product in this order; every one is named once.

    Raises:
        NotFound: there is no such product.
        StaleVersion: somebody else changed it.
        InvalidInput: a picture is missing, unknown or there twice.
    """
    product = await tx.get(Product, product_id, lock=True, path=("input", "product"))
    bump(product, expected_version)
    rows = {row.id: row for row in await _pictures(tx, product_id)}
    for at, each in enumerate(order):
        if each not in rows:
            rule = "twice" if each in order[:at] else "unknown"
            raise InvalidInput(rule, path=("input", "media", str(at)))
        rows.pop(each).position = at
    if rows:
        raise InvalidInput("missing", path=("input", "media"))
    tx.emit(ProductChanged(product_id=product_id))
    return product


async def _close_gaps(tx: Tx, product_id: UUID) -> None:
    for at, row in enumerate(await _pictures(tx, product_id)):
        row.position = at


async def _pictures(tx: Tx, product_id: UUID) -> list[ProductMedia]:
    return await tx.all(
        select(ProductMedia)
        .where(ProductMedia.product_id == product_id)
        .order_by(ProductMedia.position, ProductMedia.id)
    )
