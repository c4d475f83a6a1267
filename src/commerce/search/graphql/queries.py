"""Root query fields of search."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

import strawberry

from commerce.catalog import loaders as catalog
from commerce.catalog.graphql.types import Product
from commerce.kernel.access import PUBLIC
from commerce.kernel.errors import BadInput
from commerce.kernel.graphql.context import Context
from commerce.kernel.graphql.fields import Info, query
from commerce.kernel.graphql.scalars import Cursor
from commerce.kernel.graphql.types import Connection
from commerce.kernel.loaders import remember_level
from commerce.kernel.pages import page_args
from commerce.kernel.rates import Counted, rate
from commerce.kernel.tags import listing
from commerce.offers import loaders as offers
from commerce.search import service
from commerce.search.graphql.inputs import ProductSort, ProductWhere
from commerce.search.graphql.types import SearchSuggestion
from commerce.search.rules import words_of
from commerce.search.types import ListSpec

SEARCH = rate("search", burst=600, per_minute=1_200)


@strawberry.type
class SearchQuery:
    @query(PUBLIC, shared=listing("products"), limit=Counted(SEARCH, given="search"))
    async def products(  # noqa: PLR0913  # the arguments of every connection, and three more
        self,
        info: Info,
        first: int | None = None,
        after: Cursor | None = None,
        last: int | None = None,
        before: Cursor | None = None,
        where: ProductWhere | None = None,
        sort: list[ProductSort] | None = None,
        search: str | None = None,
    ) -> Connection[Product]:
        """Products that buyers see, in the market of the request.

        The products of a category, collection, brand, seller or tag are this list with `where`.

        Without a sort the newest come first, or the best matches when there is a search text.
        The price of a product is that of its cheapest offer. A search that matches nothing
        word by word is answered with what resembles it.
        """
        context = info.context
        spec = ListSpec(
            market=context.market,
            page=page_args(first=first, after=after, last=last, before=before),
            where=where.read(context.market.currency) if where is not None else None,
            words=words_of(search),
            sort=tuple(each.read() for each in sort or ()),
        )
        found = await service.list_products(context.reader, spec)
        _bring(found.page.rows, context)

        async def count(limit: int) -> int:
            return await service.count_products(
                context.reader, context.cache, spec, found, limit=limit
            )

        return Connection.of(found.page, make=_product, count=count)

    @query(PUBLIC, shared=listing("products"), limit=Counted(SEARCH))
    async def search_suggest(
        self, info: Info, query: str, first: int = service.MOST_SUGGESTIONS
    ) -> list[SearchSuggestion]:
        """Names of products with a word that starts as the text does, at most 10."""
        if not 1 <= first <= service.MOST_SUGGESTIONS:
            raise BadInput(f"first is within 1 to {service.MOST_SUGGESTIONS}")
        context = info.context
        rows = await service.suggest(context.reader, query, context.market, first)
        return [SearchSuggestion.of(row, context) for row in rows]


class _Picture(NamedTuple):
    id: UUID
    url: str
    alt: Mapping[str, str]


def _bring(cards: Sequence[Any], context: Context) -> None:
    """Let fields of the products find what their cards carry."""
    ids = [each.id for each in cards]
    sold = [None if each.lowest is None else each for each in cards]
    remember_level(offers.price_span_of, ids, sold, context)
    remember_level(offers.lead_of, ids, sold, context)
    remember_level(offers.available_of, ids, [each.available for each in cards], context)
    remember_level(catalog.thumbnail_of, ids, [_picture(each) for each in cards], context)


def _picture(card: Any) -> _Picture | None:
    if card.thumbnail_id is None:
        return None
    return _Picture(card.thumbnail_id, card.thumbnail_url, card.thumbnail_alt)


def _product(card: Any, context: Context) -> Product:
    return Product(uid=card.id, row=card)
