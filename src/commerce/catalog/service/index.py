"""Keeps the text by which products are found."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import select

from commerce.catalog import rules
from commerce.catalog.models import Brand, Product, ProductTag, Tag, Variant
from commerce.catalog.service.shared import among
from commerce.kernel.db import Tx

_BATCH = 500


async def reindex(tx: Tx, product_ids: Sequence[UUID]) -> None:
    """Write `search_text` of products anew from their names, brand, tags, SKUs and barcodes."""
    for at in range(0, len(product_ids), _BATCH):
        await _reindex_batch(tx, product_ids[at : at + _BATCH])


async def _reindex_batch(tx: Tx, ids: Sequence[UUID]) -> None:
    await tx.flush()
    products = await tx.all(select(Product).where(among(Product.id, ids)))
    brands = dict(
        await tx.all(
            select(Product.id, Brand.name)
            .join(Brand, Brand.id == Product.brand_id)
            .where(among(Product.id, ids))
        )
    )
    tags = await tx.all(
        select(ProductTag.product_id, Tag.name)
        .join(Tag, Tag.id == ProductTag.tag_id)
        .where(among(ProductTag.product_id, ids))
        .order_by(Tag.name)
    )
    codes = await tx.all(
        select(Variant.product_id, Variant.sku, Variant.barcode)
        .where(among(Variant.product_id, ids))
        .order_by(Variant.position, Variant.id)
    )
    words: dict[UUID, list[str | None]] = {key: [brands.get(key)] for key in ids}
    _gather(words, tags)
    _gather(words, codes)
    for product in products:
        product.search_text = rules.search_text(product.name, words[product.id])


def _gather(words: dict[UUID, list[str | None]], rows: Iterable[Sequence[object]]) -> None:
    for key, *texts in rows:
        if isinstance(key, UUID):
            words[key].extend(text for text in texts if isinstance(text, str))
