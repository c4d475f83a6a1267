"""Use cases of collections."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete

from commerce.catalog import rules
from commerce.catalog.events import CollectionChanged
from commerce.catalog.models import Collection, CollectionProduct, Product
from commerce.catalog.service.shared import drop, free_slug, must_exist
from commerce.catalog.types import Shelf, ShelfPatch
from commerce.kernel import html
from commerce.kernel.db import Tx, bump

_UNIQUE = {"uq_catalog_collection_slug": ("input", "slug")}


async def create_collection(tx: Tx, new: Shelf) -> Collection:
    """Add an empty collection.

    Raises:
        Conflict: the slug is taken.
    """
    row = Collection(
        slug=new.slug or await free_slug(tx, Collection, new.name),
        name=dict(new.name),
        description=html.clean_all(new.description),
    )
    tx.add(row)
    await tx.flush(_UNIQUE)
    tx.emit(CollectionChanged(collection_id=row.id))
    return row


async def update_collection(
    tx: Tx, collection_id: UUID, patch: ShelfPatch, *, expected_version: int | None = None
) -> Collection:
    """Change the words of a collection.

    Raises:
        NotFound: there is none.
        StaleVersion: somebody else changed it.
        Conflict: the slug is taken.
    """
    row = await _locked(tx, collection_id, expected_version)
    row.slug = patch.slug if patch.slug is not None else row.slug
    row.name = dict(patch.name) if patch.name is not None else row.name
    if patch.description is not None:
        row.description = html.clean_all(patch.description)
    await tx.flush(_UNIQUE)
    tx.emit(CollectionChanged(collection_id=row.id))
    return row


async def set_collection_products(
    tx: Tx,
    collection_id: UUID,
    product_ids: Sequence[UUID],
    *,
    expected_version: int | None = None,
) -> Collection:
    """Give a collection these products, in this order, and no others.

    Raises:
        NotFound: there is no such collection, or no such product.
        StaleVersion: somebody else changed it.
        LimitReached: more than 1000.
    """
    rules.at_most(product_ids, rules.MAX_COLLECTION, "input", "products")
    row = await _locked(tx, collection_id, expected_version)
    await must_exist(tx, Product.id, product_ids, "input", "products")
    await tx.session.execute(
        delete(CollectionProduct).where(CollectionProduct.collection_id == row.id)
    )
    tx.add(
        *(
            CollectionProduct(collection_id=row.id, product_id=each, position=at)
            for at, each in enumerate(dict.fromkeys(product_ids))
        )
    )
    tx.emit(CollectionChanged(collection_id=row.id))
    return row


async def delete_collection(
    tx: Tx, collection_id: UUID, *, expected_version: int | None = None
) -> None:
    """Delete a collection; its products stay.

    Raises:
        NotFound: there is none.
        StaleVersion: somebody else changed it.
    """
    row = await _locked(tx, collection_id, expected_version)
    await drop(tx, row)
    tx.emit(CollectionChanged(collection_id=collection_id))


async def _locked(tx: Tx, collection_id: UUID, expected_version: int | None) -> Collection:
    row = await tx.get(Collection, collection_id, lock=True, path=("input", "id"))
    bump(row, expected_version)
    return row
