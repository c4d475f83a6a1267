"""Batch functions of the catalog: one statement each, whatever the number of parents."""

from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any, TypeVar
from uuid import UUID

from commerce.catalog import queries
from commerce.catalog.permissions import sees_hidden
from commerce.catalog.service import surroundings
from commerce.kernel.errors import BadInput
from commerce.kernel.graphql.context import Context
from commerce.kernel.loaders import Batch, Results, align, align_many, known, load_many
from commerce.kernel.pages import MAX_PAGE
from commerce.kernel.reads import Statement, compiled
from commerce.kernel.tags import tagged

_PRODUCTS = compiled(queries.products_by_id())
_VARIANTS = compiled(queries.variants_by_id())
_VARIANTS_OF = compiled(queries.variants_of())
_PAGES_OF = compiled(queries.pages_of())
_SURROUNDINGS_OF = compiled(queries.surroundings_of())
_MEDIA = compiled(queries.media_by_id())
_MEDIA_OF = compiled(queries.media_of())
_MEDIA_OF_VARIANT = compiled(queries.media_of_variant())
_COLLECTIONS_OF = compiled(queries.collections_of())
_PRODUCTS_OF_COLLECTION = compiled(queries.products_of_collection())
_BRANDS = compiled(queries.brands_by_id())
_CATEGORIES = compiled(queries.categories_by_id())
_CHILDREN_OF = compiled(queries.children_of())
_ANCESTORS_OF = compiled(queries.ancestors_of())
_COLLECTIONS = compiled(queries.collections_by_id())
V = TypeVar("V")
_by_id = attrgetter("id")
_by_product = attrgetter("product_id")


@tagged("product")
async def product_by_id(ids: Sequence[UUID], context: Context) -> list[Any | None]:
    """The product; one that is not published is seen by staff only."""
    hidden = sees_hidden(context.actor)
    rows = await context.reader.all(_PRODUCTS, ids=list(ids), hidden=hidden)
    return align(ids, rows, _by_id)


@tagged("product")
async def product_row(ids: Sequence[UUID], context: Context) -> list[Any | None]:
    """The whole row of a product that the caller has been shown already."""
    return align(ids, await context.reader.all(_PRODUCTS, ids=list(ids), hidden=True), _by_id)


async def variant_by_id(ids: Sequence[UUID], context: Context) -> list[Any | None]:
    """The variant; one of a product that is not published is seen by staff only."""
    hidden = sees_hidden(context.actor)
    rows = await context.reader.all(_VARIANTS, ids=list(ids), hidden=hidden)
    return align(ids, rows, _by_id)


@tagged("product")
def variants_of(ids: Sequence[UUID], context: Context) -> Results[list[Any]]:
    """The variants of the product, in their order."""
    if len(ids) == 1:
        return _shown(surroundings.variants, ids, context)
    return _of(_VARIANTS_OF, ids, context)


@tagged("product")
async def page_of(ids: Sequence[UUID], context: Context) -> list[Any | None]:
    """All that the page of a product shows: rows that `surroundings` reads.

    Who asks for one product is about to show it, so what it does not ask for now comes along.
    """
    return align(ids, await context.reader.all(_PAGES_OF, ids=list(ids)), _by_id)


@tagged("product")
async def surroundings_of(ids: Sequence[UUID], context: Context) -> list[Any | None]:
    """Brand, tags, categories and options at once, whichever of them were asked for."""
    return align(ids, await context.reader.all(_SURROUNDINGS_OF, ids=list(ids)), _by_id)


def _shown(read: Callable[[Any], V], ids: Sequence[UUID], context: Context) -> Results[V]:
    """What `read` finds around each product, with all else around it."""
    function = page_of if len(ids) == 1 else surroundings_of
    rows = known(function, ids, context)
    return _to_show(read, function, ids, context) if rows is None else [read(row) for row in rows]


async def _to_show(
    read: Callable[[Any], V], function: Batch, ids: Sequence[UUID], context: Context
) -> list[V]:
    return [read(row) for row in await load_many(function, ids, context)]


def brand_of(ids: Sequence[UUID], context: Context) -> Results[Any | None]:
    """The brand."""
    return _shown(surroundings.brand, ids, context)


def tags_of(ids: Sequence[UUID], context: Context) -> Results[list[Any]]:
    """The tags of the product, by name."""
    return _shown(surroundings.tags, ids, context)


def categories_of(ids: Sequence[UUID], context: Context) -> Results[list[Any]]:
    """The categories the product is in."""
    return _shown(surroundings.categories, ids, context)


def options_of(ids: Sequence[UUID], context: Context) -> Results[list[Any]]:
    """What the variants of the product differ in."""
    return _shown(surroundings.options, ids, context)


async def media_by_id(ids: Sequence[UUID], context: Context) -> list[Any | None]:
    """The picture."""
    return align(ids, await context.reader.all(_MEDIA, ids=list(ids)), _by_id)


@tagged("product")
def media_of(ids: Sequence[UUID], context: Context, *, first: int = 20) -> Results[list[Any]]:
    """The first pictures of the product, each once, at most 100."""
    size = _size(first)
    if len(ids) == 1:
        return _shown(lambda row: _once(surroundings.pictures(row)[:size]), ids, context)
    return _media_of(ids, context, size)


async def _media_of(ids: Sequence[UUID], context: Context, size: int) -> list[list[Any]]:
    rows = await context.reader.all(_MEDIA_OF, ids=list(ids), size=size)
    return [_once(found) for found in align_many(ids, rows, _by_product)]


@tagged("product")
def thumbnail_of(ids: Sequence[UUID], context: Context) -> Results[Any | None]:
    """The first picture of the product; null without one."""
    if len(ids) == 1:
        return _shown(lambda row: next(iter(surroundings.pictures(row)), None), ids, context)
    return _thumbnail_of(ids, context)


async def _thumbnail_of(ids: Sequence[UUID], context: Context) -> list[Any | None]:
    return align(ids, await context.reader.all(_MEDIA_OF, ids=list(ids), size=1), _by_product)


def _once(rows: Sequence[Any]) -> list[Any]:
    """Rows with each address once: several variants may show the same picture."""
    seen: dict[str, Any] = {}
    for row in rows:
        seen.setdefault(row.url, row)
    return list(seen.values())


async def media_of_variant(
    ids: Sequence[UUID], context: Context, *, first: int = 20
) -> list[list[Any]]:
    """The first pictures of the variant alone, at most 100."""
    rows = await context.reader.all(_MEDIA_OF_VARIANT, ids=list(ids), size=_size(first))
    return align_many(ids, rows, attrgetter("variant_id"))


async def collections_of(ids: Sequence[UUID], context: Context) -> list[list[Any]]:
    """The collections the product is in."""
    return await _of(_COLLECTIONS_OF, ids, context)


@tagged("products", keyed=False)
async def products_of_collection(
    ids: Sequence[UUID], context: Context, *, first: int = 20
) -> list[list[Any]]:
    """The first products of the collection that the caller sees, at most 100."""
    rows = await context.reader.all(
        _PRODUCTS_OF_COLLECTION,
        ids=list(ids),
        size=_size(first),
        hidden=sees_hidden(context.actor),
    )
    return align_many(ids, rows, attrgetter("collection_id"))


async def brand_by_id(ids: Sequence[UUID], context: Context) -> list[Any | None]:
    """The brand."""
    return align(ids, await context.reader.all(_BRANDS, ids=list(ids)), _by_id)


async def category_by_id(ids: Sequence[UUID], context: Context) -> list[Any | None]:
    """The category."""
    return align(ids, await context.reader.all(_CATEGORIES, ids=list(ids)), _by_id)


async def children_of(ids: Sequence[UUID], context: Context) -> list[list[Any]]:
    """The categories right below, in their order."""
    rows = await context.reader.all(_CHILDREN_OF, ids=list(ids))
    return align_many(ids, rows, attrgetter("parent_id"))


async def ancestors_of(ids: Sequence[UUID], context: Context) -> list[list[Any]]:
    """The categories above, from the root down."""
    rows = await context.reader.all(_ANCESTORS_OF, ids=list(ids))
    return align_many(ids, rows, attrgetter("below"))


async def collection_by_id(ids: Sequence[UUID], context: Context) -> list[Any | None]:
    """The collection."""
    return align(ids, await context.reader.all(_COLLECTIONS, ids=list(ids)), _by_id)


async def _of(statement: Statement, ids: Sequence[UUID], context: Context) -> list[list[Any]]:
    return align_many(ids, await context.reader.all(statement, ids=list(ids)), _by_product)


def _size(first: int) -> int:
    if not 1 <= first <= MAX_PAGE:
        raise BadInput(f"first is within 1 to {MAX_PAGE}")
    return first
