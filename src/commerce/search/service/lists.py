"""Use cases of search."""

from typing import Any

from sqlalchemy import ColumnElement, and_, true

from commerce.kernel.pages import Page, keyset, page
from commerce.kernel.reads import Reader
from commerce.search.queries import lists as queries
from commerce.search.rules import order_of, words_of
from commerce.search.types import Listing, ListSpec

MOST_SUGGESTIONS = 10


async def list_products(reader: Reader, spec: ListSpec) -> Listing:
    """One page of the products that buyers see, as ids.

    A search that no product matches word by word is answered with what resembles it.

    Raises:
        BadInput: the sort cannot be, or the cursor belongs to another list.
    """
    found = await _page(reader, spec, resembling=False)
    if found.rows or spec.words is None:
        return Listing(found, resembling=False)
    if await reader.first(queries.any_match(spec.words)) is not None:
        return Listing(found, resembling=False)
    return Listing(await _page(reader, spec, resembling=True), resembling=True)


async def count_products(reader: Reader, spec: ListSpec, *, resembling: bool, limit: int) -> int:
    """How many products the whole list has, counted up to `limit`."""
    condition = _condition(spec, resembling=resembling)
    return int(await reader.scalar(queries.counted(condition, limit)))


async def suggest(reader: Reader, text: str, language: str, size: int) -> list[Any]:
    """Products with a word that starts as the text does: rows of product_id and name.

    Raises:
        BadInput: the text is too long.
    """
    words = words_of(text)
    if words is None:
        return []
    return await reader.all(queries.suggestions(words, language, min(size, MOST_SUGGESTIONS)))


async def _page(reader: Reader, spec: ListSpec, *, resembling: bool) -> Page:
    rank = None
    if spec.words is not None:
        ranked = queries.rank_of_resemblance if resembling else queries.rank_of_match
        rank = ranked(spec.words)
    order = order_of(spec.sort, searching=spec.words is not None)
    condition = _condition(spec, resembling=resembling)
    stmt, keys = queries.products(condition, order, spec.market, rank=rank)
    return page(await reader.all(keyset(stmt, keys, spec.page)), keys, spec.page)


def _condition(spec: ListSpec, *, resembling: bool) -> ColumnElement[bool]:
    parts = []
    if spec.where is not None:
        parts.append(queries.narrowed(spec.where, spec.market))
    if spec.words is not None:
        parts.append((queries.resembles if resembling else queries.matches)(spec.words))
    return and_(true(), *parts)
