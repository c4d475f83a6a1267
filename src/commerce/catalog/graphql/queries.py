"""Root query fields of the catalog."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import strawberry

from commerce.catalog import loaders, queries
from commerce.catalog.graphql.inputs.lookups import (
    CategoryBy,
    CategoryWhere,
    CollectionBy,
    ProductBy,
    ProductVariantBy,
)
from commerce.catalog.graphql.nodes import (
    fetch_category,
    fetch_collection,
    fetch_product,
    fetch_variant,
)
from commerce.catalog.graphql.shelves import CATEGORY, Brand, Category, Tag
from commerce.catalog.graphql.types import (
    COLLECTION,
    PRODUCT,
    VARIANT,
    Collection,
    Product,
    Variant,
)
from commerce.catalog.permissions import sees_hidden
from commerce.kernel import ids
from commerce.kernel.access import PUBLIC
from commerce.kernel.graphql.context import Context
from commerce.kernel.graphql.fields import Info, query
from commerce.kernel.graphql.inputs import storable
from commerce.kernel.graphql.scalars import Cursor
from commerce.kernel.graphql.types import Connection
from commerce.kernel.loaders import remember
from commerce.kernel.pages import page_args
from commerce.kernel.reads import Statement, compiled
from commerce.kernel.tags import listing, single

_PRODUCT = {
    "external_ref": compiled(queries.product_by_external_ref()),
    "sku": compiled(queries.product_by_sku()),
    "barcode": compiled(queries.product_by_barcode()),
}
_PAGE = {"slug": compiled(queries.page_by_slug())}
_VARIANT = {
    "sku": compiled(queries.variant_by_sku()),
    "barcode": compiled(queries.variant_by_barcode()),
}
_CATEGORY = {"slug": compiled(queries.category_by_slug())}
_COLLECTION = {"slug": compiled(queries.collection_by_slug())}


async def _found(
    by: object, statements: Mapping[str, Statement], context: Context, **more: bool
) -> Any | None:
    """The row whose property named in a `By` input has the wanted value."""
    for name, statement in statements.items():
        value = getattr(by, name)
        if value and storable(value):
            return await context.reader.first(statement, value=value, **more)
    return None


def _id_of(prefix: str, given: Any) -> UUID | None:
    return ids.given(prefix, given) if given else None


@strawberry.type
class ProductQuery:
    @query(PUBLIC, shared=single("products"))
    async def product(self, info: Info, by: ProductBy) -> Product | None:
        """A product; one that is not published is seen by staff only."""
        uid = _id_of(PRODUCT, by.id)
        if uid is not None:
            return await fetch_product(uid, info.context)
        context, hidden = info.context, sees_hidden(info.context.actor)
        page = await _found(by, _PAGE, context, hidden=hidden)
        if page is not None:
            remember(loaders.page_of, {page.id: page}, context)
            return Product.of(page, context)
        row = await _found(by, _PRODUCT, context, hidden=hidden)
        return Product.of(row, context) if row else None

    @query(PUBLIC, shared=single("products"))
    async def product_variant(self, info: Info, by: ProductVariantBy) -> Variant | None:
        """A variant; one of a product that is not published is seen by staff only."""
        uid = _id_of(VARIANT, by.id)
        if uid is not None:
            return await fetch_variant(uid, info.context)
        row = await _found(by, _VARIANT, info.context, hidden=sees_hidden(info.context.actor))
        return Variant.of(row, info.context) if row else None


@strawberry.type
class ShelfQuery:
    @query(PUBLIC, shared=single("shelves"))
    async def category(self, info: Info, by: CategoryBy) -> Category | None:
        """A category."""
        uid = _id_of(CATEGORY, by.id)
        if uid is not None:
            return await fetch_category(uid, info.context)
        row = await _found(by, _CATEGORY, info.context)
        return Category.of(row, info.context) if row else None

    @query(PUBLIC, shared=listing("shelves"))
    async def categories(
        self,
        info: Info,
        where: CategoryWhere | None = None,
        first: int | None = None,
        after: Cursor | None = None,
        last: int | None = None,
        before: Cursor | None = None,
    ) -> Connection[Category]:
        """Categories by their place among siblings."""
        args = page_args(first=first, after=after, last=last, before=before)
        stmt = queries.categories((where or CategoryWhere()).to_filter())
        keys = queries.CATEGORIES_BY_POSITION
        return await Connection[Category].read(
            stmt, keys, args, make=Category.of, context=info.context
        )

    @query(PUBLIC, shared=single("shelves"))
    async def collection(self, info: Info, by: CollectionBy) -> Collection | None:
        """A collection."""
        uid = _id_of(COLLECTION, by.id)
        if uid is not None:
            return await fetch_collection(uid, info.context)
        row = await _found(by, _COLLECTION, info.context)
        return Collection.of(row, info.context) if row else None

    @query(PUBLIC, shared=listing("shelves"))
    async def collections(
        self,
        info: Info,
        first: int | None = None,
        after: Cursor | None = None,
        last: int | None = None,
        before: Cursor | None = None,
    ) -> Connection[Collection]:
        """Collections by slug."""
        args = page_args(first=first, after=after, last=last, before=before)
        stmt, keys = queries.collections(), queries.COLLECTIONS_BY_SLUG
        return await Connection[Collection].read(
            stmt, keys, args, make=Collection.of, context=info.context
        )

    @query(PUBLIC, shared=listing("shelves"))
    async def brands(
        self,
        info: Info,
        first: int | None = None,
        after: Cursor | None = None,
        last: int | None = None,
        before: Cursor | None = None,
    ) -> Connection[Brand]:
        """Brands by slug."""
        args = page_args(first=first, after=after, last=last, before=before)
        stmt, keys = queries.brands(), queries.BRANDS_BY_SLUG
        return await Connection[Brand].read(stmt, keys, args, make=Brand.of, context=info.context)

    @query(PUBLIC, shared=listing("shelves"))
    async def tags(
        self,
        info: Info,
        first: int | None = None,
        after: Cursor | None = None,
        last: int | None = None,
        before: Cursor | None = None,
    ) -> Connection[Tag]:
        """Tags by slug."""
        args = page_args(first=first, after=after, last=last, before=before)
        stmt, keys = queries.tags(), queries.TAGS_BY_SLUG
        return await Connection[Tag].read(stmt, keys, args, make=Tag.of, context=info.context)
