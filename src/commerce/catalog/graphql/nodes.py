"""Fetches of things by id, with the same visibility as the root fields."""

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from commerce.catalog import loaders
from commerce.catalog.graphql.shelves import BRAND, CATEGORY, Brand, Category
from commerce.catalog.graphql.types import (
    COLLECTION,
    PRODUCT,
    VARIANT,
    Collection,
    Product,
    Variant,
)
from commerce.kernel.graphql.context import Context
from commerce.kernel.loaders import load

T = TypeVar("T")


async def fetch_product(uid: UUID, context: Context) -> Product | None:
    """A product that the caller sees."""
    return _one(await load(loaders.product_by_id, uid, context), Product.of, context)


async def fetch_variant(uid: UUID, context: Context) -> Variant | None:
    """A variant of a product that the caller sees."""
    return _one(await load(loaders.variant_by_id, uid, context), Variant.of, context)


async def fetch_category(uid: UUID, context: Context) -> Category | None:
    """A category."""
    return _one(await load(loaders.category_by_id, uid, context), Category.of, context)


async def fetch_collection(uid: UUID, context: Context) -> Collection | None:
    """A collection."""
    return _one(await load(loaders.collection_by_id, uid, context), Collection.of, context)


async def fetch_brand(uid: UUID, context: Context) -> Brand | None:
    """A brand."""
    return _one(await load(loaders.brand_by_id, uid, context), Brand.of, context)


def _one(row: Any | None, make: Callable[[Any, Context], T], context: Context) -> T | None:
    return None if row is None else make(row, context)


NODES = {
    PRODUCT: fetch_product,
    VARIANT: fetch_variant,
    CATEGORY: fetch_category,
    COLLECTION: fetch_collection,
    BRAND: fetch_brand,
}
