"""Use cases of tags."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from commerce.catalog import rules
from commerce.catalog.events import ProductChanged
from commerce.catalog.models import Product, ProductTag, Tag
from commerce.catalog.service.index import reindex
from commerce.catalog.service.shared import among, among_texts
from commerce.kernel.db import Tx, bump
from commerce.kernel.ids import new_id


async def ensure_tags(tx: Tx, names: Iterable[str]) -> list[UUID]:
    """The tags of these names, made where there are none; spellings with one slug are one tag."""
    wanted: dict[str, str] = {}
    for name in names:
        wanted.setdefault(rules.slug_base(name), name.strip())
    if not wanted:
        return []
    rows = [
        {"id": new_id(), "slug": slug, "name": name[:200]} for slug, name in sorted(wanted.items())
    ]
    await tx.session.execute(insert(Tag).values(rows).on_conflict_do_nothing())
    found = dict(await tx.all(select(Tag.slug, Tag.id).where(among_texts(Tag.slug, wanted))))
    return [found[slug] for slug in wanted]


async def set_tags(tx: Tx, product_id: UUID, names: Sequence[str]) -> None:
    """Give a product these tags and no others.

    Raises:
        LimitReached: more than 100.
    """
    await tx.session.execute(delete(ProductTag).where(ProductTag.product_id == product_id))
    await put_tags(tx, product_id, names)


async def put_tags(tx: Tx, product_id: UUID, names: Sequence[str]) -> None:
    """Give tags to a product that has none yet.

    Raises:
        LimitReached: more than 100.
    """
    rules.at_most(names, rules.MAX_TAGS, "input", "tags")
    await _attach(tx, product_id, await ensure_tags(tx, names))


async def add_tags(
    tx: Tx, product_id: UUID, names: Sequence[str], *, expected_version: int | None = None
) -> Product:
    """Put tags on a product; those it has stay.

    Raises:
        NotFound: there is no such product.
        StaleVersion: somebody else changed it.
        LimitReached: it would have more than 100.
    """
    product = await _locked(tx, product_id, expected_version)
    ids = await ensure_tags(tx, names)
    mine = await tx.all(select(ProductTag.tag_id).where(ProductTag.product_id == product_id))
    rules.at_most({*ids, *mine}, rules.MAX_TAGS, "input", "tags")
    await _attach(tx, product_id, ids)
    return await _changed(tx, product)


async def remove_tags(
    tx: Tx, product_id: UUID, names: Sequence[str], *, expected_version: int | None = None
) -> Product:
    """Take tags off a product; those it does not have are no error.

    Raises:
        NotFound: there is no such product.
        StaleVersion: somebody else changed it.
    """
    product = await _locked(tx, product_id, expected_version)
    slugs = [rules.slug_base(name) for name in names]
    ids = await tx.all(select(Tag.id).where(among_texts(Tag.slug, slugs)))
    await tx.session.execute(
        delete(ProductTag).where(ProductTag.product_id == product_id, among(ProductTag.tag_id, ids))
    )
    return await _changed(tx, product)


async def _attach(tx: Tx, product_id: UUID, ids: Sequence[UUID]) -> None:
    if ids:
        rows = [{"product_id": product_id, "tag_id": each} for each in ids]
        await tx.session.execute(insert(ProductTag).values(rows).on_conflict_do_nothing())


async def _locked(tx: Tx, product_id: UUID, expected_version: int | None) -> Product:
    product = await tx.get(Product, product_id, lock=True, path=("input", "product"))
    bump(product, expected_version)
    return product


async def _changed(tx: Tx, product: Product) -> Product:
    await reindex(tx, [product.id])
    tx.emit(ProductChanged(product_id=product.id))
    return product
