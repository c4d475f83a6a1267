"""SELECT statements of lists of products, straight from the tables of the lower domains.

What buyers see at all is the table `_PRODUCT` itself, so no filter reaches around it. A
condition that every row must meet is an EXISTS, which the planner may turn into a join.
Below OR and NOT an EXISTS would become a hashed scan of the whole table: there shelves are
sets of products (as large as the shelf), and offers are probed product by product.
"""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Integer,
    String,
    Subquery,
    Uuid,
    and_,
    any_,
    case,
    cast,
    false,
    func,
    literal,
    not_,
    or_,
    select,
    true,
)

from commerce.catalog import views as catalog
from commerce.channels.types import Market
from commerce.inventory import views as inventory
from commerce.kernel.db import Rows
from commerce.kernel.money import MAX_MINOR
from commerce.kernel.pages import Key, identifier, text_value, whole
from commerce.kernel.text import LANGUAGES, fallbacks
from commerce.offers import views as offers
from commerce.pricing import views as pricing
from commerce.search.rules import like, nearly
from commerce.search.types import Sort, SortKey, Where, Words

_PRODUCT = catalog.active_products()
_OFFER = offers.sellable()
_PRICE = pricing.prices()
_STOCK = inventory.availability()
_CATEGORY = catalog.product_categories()
_COLLECTION = catalog.product_collections()
_TAG = catalog.product_tags()
_READ = {SortKey.RELEVANCE: whole, SortKey.PRICE: whole, SortKey.NAME: text_value}
_TEXT = _PRODUCT.c.search_text


def matches(words: Words) -> ColumnElement[bool]:
    """Whether the product has every word somewhere in its text."""
    return and_(*(_TEXT.like(f"%{like(word)}%") for word in words.folded))


def resembles(words: Words) -> ColumnElement[bool]:
    """Whether every word, but for one typing error, is in the text of the product."""
    return and_(*(_nearly(word) for word in words.folded))


def _nearly(word: str) -> ColumnElement[bool]:
    pattern = nearly(word)
    return _TEXT.like(f"%{like(word)}%") if pattern is None else _TEXT.regexp_match(pattern)


def any_match(words: Words) -> Rows:
    """One row if any visible product has the words."""
    return select(_PRODUCT.c.product_id).where(matches(words)).limit(1)


def products(
    condition: ColumnElement[bool], order: Sequence[Sort], market: Market, *, rank: Any = None
) -> tuple[Rows, tuple[Key, ...]]:
    """The products of a list and the keys of its order; `rank` is what relevance means."""
    computed = {sort: _column(sort, market, rank) for sort in order if sort.key in _READ}
    priced = any(sort.key is SortKey.PRICE for sort in order)
    if priced:  # one row of each product and offer until they are grouped
        computed = {s: c if s.key is SortKey.PRICE else func.min(c) for s, c in computed.items()}
    columns = [column.label(sort.key.value) for sort, column in computed.items()]
    inner = select(_PRODUCT.c.product_id, *columns).where(condition)
    if priced:
        inner = _with_prices(inner, market).group_by(_PRODUCT.c.product_id)
    listed = inner.subquery("listed")
    return select(*listed.c), _keys(order, listed.c)


def _keys(order: Sequence[Sort], columns: Any) -> tuple[Key, ...]:
    """The keys up to the id, which grows with the time of creation and ends every order."""
    keys = []
    for sort in order:
        if sort.key is SortKey.CREATED_AT:
            keys.append(Key("product_id", columns.product_id, identifier, sort.descending))
            break
        label = sort.key.value
        keys.append(Key(label, columns[label], _READ[sort.key], sort.descending))
    return tuple(keys)


def _column(sort: Sort, market: Market, rank: Any) -> ColumnElement[Any]:
    if sort.key is SortKey.RELEVANCE:
        return cast(rank, Integer)
    if sort.key is SortKey.NAME:
        return func.lower(_name(market.language))
    unpriced = literal(-1 if sort.descending else MAX_MINOR, BigInteger)
    return func.coalesce(func.min(_PRICE.c.amount), unpriced)


def _name(language: str) -> ColumnElement[str]:
    names = [func.nullif(_PRODUCT.c.name[each].as_string(), "") for each in fallbacks(language)]
    return func.coalesce(*names, "")


def rank_of_match(words: Words) -> ColumnElement[int]:
    """How well a match fits, 0 is best: name, start of the name, phrase, whole words, parts."""
    typed = words.typed.lower()
    text = literal(" ").concat(_TEXT).concat(" ")
    phrase = like(words.phrase)
    return case(
        (or_(*(func.lower(_PRODUCT.c.name[each].as_string()) == typed for each in LANGUAGES)), 0),
        (_TEXT.like(f"{phrase}%"), 1),
        (text.like(f"% {phrase} %"), 2),
        (and_(*(text.like(f"% {like(word)}%") for word in words.folded)), 3),
        else_=4,
    )


def rank_of_resemblance(words: Words) -> ColumnElement[int]:
    """How far a text is from the words: 0 to 1000."""
    return 1000 - cast(func.word_similarity(words.phrase, _TEXT) * 1000, Integer)


def counted(condition: ColumnElement[bool], limit: int) -> Rows:
    """How many products meet a condition, counted up to a limit."""
    some = select(literal(1)).select_from(_PRODUCT).where(condition).limit(limit)
    return select(func.count()).select_from(some.subquery())


def suggestions(words: Words, language: str, size: int) -> Rows:
    """Names of products with a word that starts as the text does, best and newest first."""
    phrase = like(words.phrase)
    started = or_(_TEXT.like(f"{phrase}%"), _TEXT.like(f"% {phrase}%"))
    return (
        select(_PRODUCT.c.product_id, _name(language).label("name"))
        .where(started)
        .order_by(_TEXT.like(f"{phrase}%").desc(), _PRODUCT.c.product_id.desc())
        .limit(size)
    )


def narrowed(where: Where, market: Market, *, every_row: bool = True) -> ColumnElement[bool]:
    """A filter as a condition; `every_row` says that no OR or NOT stands around it."""
    return and_(true(), *_parts(where, market, every_row=every_row))


def _parts(where: Where, market: Market, *, every_row: bool) -> Iterator[ColumnElement[bool]]:
    if where.every is not None:
        yield from (narrowed(each, market, every_row=every_row) for each in where.every)
    if where.either is not None:
        yield or_(false(), *(narrowed(each, market, every_row=False) for each in where.either))
    if where.none_of is not None:
        yield not_(narrowed(where.none_of, market, every_row=False))
    if where.ids is not None:
        yield _one_of(_PRODUCT.c.product_id, where.ids)
    if where.brands is not None:
        yield func.coalesce(_one_of(_PRODUCT.c.brand_id, where.brands), false())
    for table, condition in _shelves(where):
        yield _on(table, condition, every_row=every_row)
    yield from _offered(where, market, every_row=every_row)


def _shelves(where: Where) -> Iterator[tuple[Subquery, ColumnElement[bool]]]:
    """The relations of a product that are asked for, and which of them will do."""
    if where.categories is not None:
        below = literal([f"%{each}/%" for each in where.categories], ARRAY(String()))
        yield _CATEGORY, _CATEGORY.c.category_path.like(any_(below))
    if where.collections is not None:
        yield _COLLECTION, _one_of(_COLLECTION.c.collection_id, where.collections)
    if where.tags is not None:
        yield _TAG, _one_of(_TAG.c.tag_id, where.tags)


def _on(table: Subquery, condition: ColumnElement[bool], *, every_row: bool) -> Any:
    stmt = select(table.c.product_id).where(condition)
    if every_row:
        return stmt.where(table.c.product_id == _PRODUCT.c.product_id).correlate(_PRODUCT).exists()
    return _PRODUCT.c.product_id.in_(stmt)


def _offered(where: Where, market: Market, *, every_row: bool) -> Iterator[ColumnElement[bool]]:
    if where.sellers is not None:
        theirs = _one_of(_OFFER.c.seller_id, where.sellers)
        mine = _OFFER.c.product_id == _PRODUCT.c.product_id
        stmt = select(literal(1)).select_from(_OFFER).where(mine, theirs).correlate(_PRODUCT)
        yield _some(stmt, every_row=every_row)
    if where.available is not None:
        found = _some(_in_stock(market), every_row=every_row)
        yield found if where.available else not_(found)
    if where.price_from is not None or where.price_to is not None:
        low = where.price_from if where.price_from is not None else 0
        high = where.price_to if where.price_to is not None else MAX_MINOR
        yield _priced(low, high, market, every_row=every_row)


def _priced(low: int, high: int, market: Market, *, every_row: bool) -> ColumnElement[bool]:
    """Whether the cheapest price is in the bounds: one is, and none is below."""
    sold = _sold(select(literal(1)), market)
    bounds = literal(low, BigInteger), literal(high, BigInteger)
    within = _some(sold.where(_PRICE.c.amount.between(*bounds)), every_row=every_row)
    if low <= 0:
        return within
    return and_(within, not_(_some(sold.where(_PRICE.c.amount < bounds[0]), every_row=every_row)))


def _in_stock(market: Market) -> Rows:
    left = or_(not_(_STOCK.c.tracked), _STOCK.c.available > 0)
    stock = select(left).where(_STOCK.c.offer_id == _OFFER.c.offer_id).correlate(_OFFER)
    sold = _sold(select(literal(1)), market)
    return sold.where(func.coalesce(stock.scalar_subquery(), false()))


def _sold(stmt: Rows, market: Market) -> Rows:
    """The priced offers of the product."""
    return (
        stmt.select_from(_OFFER)
        .join(_PRICE, _in_market(market))
        .where(_OFFER.c.product_id == _PRODUCT.c.product_id)
        .correlate(_PRODUCT)
    )


def _in_market(market: Market) -> ColumnElement[bool]:
    return and_(
        _PRICE.c.offer_id == _OFFER.c.offer_id,
        _PRICE.c.channel_id == market.channel_id,
        _PRICE.c.currency == market.currency,
    )


def _with_prices(stmt: Rows, market: Market) -> Rows:
    """Every product with each of its prices; a join, so that the planner chooses its way."""
    priced = _OFFER.join(_PRICE, _in_market(market))
    whole_list = _PRODUCT.outerjoin(priced, _OFFER.c.product_id == _PRODUCT.c.product_id)
    return stmt.select_from(whole_list)


def _some(stmt: Rows, *, every_row: bool) -> ColumnElement[bool]:
    if every_row:
        return stmt.exists()
    return func.coalesce(stmt.with_only_columns(true()).limit(1).scalar_subquery(), false())


def _one_of(column: ColumnElement[Any], ids: Sequence[UUID]) -> ColumnElement[bool]:
    return column == any_(literal(list(ids), ARRAY(Uuid())))
