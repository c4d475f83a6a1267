"""SELECT statements of lists of products, read from the listings and placements alone.

A statement is built once for each `Shape`: all that its text depends on. What differs from
request to request are parameters: `channel`, `currency`, `shelf`, the values of the filter
(`v0`, ...), of the cursor (`c0`, ...) and the words searched for.

A list of one shelf, or by price, walks along an index of placements, and so does the whole
shop along the key of listings; they stop when the page is full. Other shelves are probed
product by product: an EXISTS below OR and NOT would become a hashed scan of a whole shelf.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import count
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    BindParameter,
    Boolean,
    ColumnElement,
    FromClause,
    Integer,
    String,
    Text,
    Uuid,
    and_,
    any_,
    bindparam,
    case,
    cast,
    false,
    func,
    literal,
    literal_column,
    not_,
    or_,
    select,
    true,
)

from commerce.kernel.money import MAX_MINOR
from commerce.kernel.pages import Key, identifier, text_value, whole
from commerce.kernel.reads import Statement, compiled
from commerce.kernel.tables import Rows
from commerce.kernel.text import fallbacks
from commerce.search.queries.cards import COUNTER, LISTING, PLACEMENT, TEXT
from commerce.search.rules import Tree
from commerce.search.types import Meaning, Part, Sort, SortKey

CARD: dict[str, Any] = {
    name: LISTING.c[name]
    for name in (
        "slug", "name", "tax_class", "lowest", "highest", "available",
        "best_offer_id", "thumbnail_id", "thumbnail_url", "thumbnail_alt",
    )
}  # fmt: skip
_SHAPES = 1024


@dataclass(frozen=True, slots=True)
class Shape:
    """What the text of a list's statement depends on.

    `words` says of each word whether it is looked up by the words it may stand for, or (where
    these are too many) as part of the text. `beyond` is whether a cursor is given. `fetched` is
    written into the statement, so that the planner knows how short the page is.
    """

    tree: Tree
    language: str
    shelf: bool
    order: tuple[Sort, ...] = ()
    words: tuple[bool, ...] = ()
    meaning: Meaning = Meaning.MATCH
    part: Part = Part.WHOLE
    beyond: bool = False
    forward: bool = True
    fetched: int = 0

    @property
    def totalled(self) -> bool:
        """Whether its rows tell how many there are in all (`total`): a counter knows, or a search.

        What a filter lets through is counted only for those who ask.
        """
        return bool(self.words) or not self.tree


@dataclass(frozen=True, slots=True)
class _Source:
    """Where rows come from: the table that is walked along, and all that is joined."""

    base: Any
    joined: FromClause
    conditions: tuple[ColumnElement[bool], ...]


@lru_cache(_SHAPES)
def keys(order: tuple[Sort, ...]) -> tuple[Key, ...]:
    """How cursors of an order are written and read; the columns are for `listing`."""
    return tuple(_key(sort, first=at == 0) for at, sort in enumerate(order))


def _key(sort: Sort, *, first: bool) -> Key:
    nothing = literal(0)
    if sort.key is SortKey.CREATED_AT:
        return Key("id", nothing, identifier, sort.descending)
    if sort.key is SortKey.NAME:
        return Key("sort_name", nothing, text_value, sort.descending)
    if sort.key is SortKey.RELEVANCE:
        return Key("rank", nothing, whole, sort.descending)
    if first:
        return Key("lowest", nothing, _perhaps_whole, sort.descending)
    return Key("sort_price", nothing, whole, sort.descending)


def _perhaps_whole(value: Any) -> int | None:
    return None if value is None else whole(value)


@lru_cache(_SHAPES)
def listing(shape: Shape) -> Statement:
    """The cards of a page, and where that is known how many products there are (`total`)."""
    source = _source(shape)
    columns = {key.label: _column(key.label, shape, source) for key in keys(shape.order)}
    if shape.words:
        return compiled(_searched(shape, source, columns))
    shown = {"id": source.base.c.product_id, **CARD} | columns
    if shape.totalled:
        shown["total"] = on_shelf().scalar_subquery()
    stmt = select(*labelled(shown))
    stmt = stmt.select_from(source.joined).where(*source.conditions)
    return compiled(_paged(stmt, columns, shape))


def _searched(shape: Shape, source: _Source, columns: dict[str, Any]) -> Rows:
    """All that is found is ranked and counted; only those of the page become cards."""
    inner = {"id": source.base.c.product_id, **columns, "total": func.count().over()}
    found = select(*labelled(inner)).select_from(source.joined).where(*source.conditions)
    ranked = found.subquery("found")
    narrowed = _paged(select(ranked), {name: ranked.c[name] for name in columns}, shape)
    shown = narrowed.subquery("shown")
    own = [shown.c[name] for name in inner]
    stmt = select(*own, *labelled({name: CARD[name] for name in CARD if name not in inner}))
    stmt = stmt.join(LISTING, LISTING.c.product_id == shown.c.id).where(*in_market(LISTING))
    return stmt.order_by(*_order(_along({name: shown.c[name] for name in columns}, shape)))


def labelled(columns: dict[str, Any]) -> list[Any]:
    """Columns under their names."""
    return [column.label(name) for name, column in columns.items()]


def _paged(stmt: Rows, columns: dict[str, Any], shape: Shape) -> Rows:
    if shape.part is not Part.WHOLE:
        unpriced = columns["lowest"].is_(None)
        stmt = stmt.where(unpriced if shape.part is Part.UNPRICED else not_(unpriced))
    along = _along(columns, shape)
    if shape.beyond:
        stmt = stmt.where(_beyond(along))
    return stmt.order_by(*_order(along)).limit(literal_column(str(shape.fetched)))


def _along(columns: dict[str, Any], shape: Shape) -> list[tuple[Any, bool]]:
    """The keys that rows are sorted by, and whether downwards."""
    labels = [key.label for key in keys(shape.order)]
    both = list(zip(labels, shape.order, strict=True))
    sorts = both[1:] if shape.part is Part.UNPRICED else both
    return [(columns[label], sort.descending is shape.forward) for label, sort in sorts]


def _order(along: list[tuple[Any, bool]]) -> list[Any]:
    return [column.desc() if down else column.asc() for column, down in along]


def _beyond(along: list[tuple[Any, bool]]) -> ColumnElement[bool]:
    """What comes after the cursor; the bound of the first key is for the index."""
    values = [bindparam(f"c{at}", type_=column.type) for at, (column, _) in enumerate(along)]
    choices = []
    for at, (column, down) in enumerate(along):
        same = [along[i][0] == values[i] for i in range(at)]
        choices.append(and_(*same, column < values[at] if down else column > values[at]))
    first, down = along[0]
    if len(choices) == 1:
        return choices[0]
    return and_(first <= values[0] if down else first >= values[0], or_(*choices))


def _column(label: str, shape: Shape, source: _Source) -> Any:
    if label == "id":
        return source.base.c.product_id
    if label == "sort_name":
        names = [func.nullif(LISTING.c.name[each].as_string(), "") for each in _spoken(shape)]
        return func.lower(func.coalesce(*names, ""))
    if label == "rank":
        return rank_of_match() if shape.meaning is Meaning.MATCH else _rank_of_resemblance()
    lowest: ColumnElement[Any] = source.base.c.lowest
    if label == "lowest":
        return lowest
    descending = next(each.descending for each in shape.order if each.key is SortKey.PRICE)
    return func.coalesce(lowest, literal(-1 if descending else MAX_MINOR, BigInteger))


def _spoken(shape: Shape) -> tuple[str, ...]:
    return fallbacks(shape.language)


def _source(shape: Shape) -> _Source:
    """The products of the list, with the cards where they are needed before the page is cut."""
    base = _base(shape)
    named = any(sort.key is SortKey.NAME for sort in shape.order)
    joined: FromClause = base
    if base is PLACEMENT and (named or (shape.order and not shape.words)):
        same = (LISTING.c[key] == base.c[key] for key in ("channel_id", "currency", "product_id"))
        joined = joined.join(LISTING, and_(*same))
    conditions = list(narrowed_by(shape.tree, base, count(), every_row=True))
    if base is PLACEMENT:
        conditions.append(base.c.shelf_id == bindparam("shelf", type_=Uuid()))
    if base is not TEXT:
        conditions += in_market(base)
        if shape.words:
            joined = joined.join(TEXT, TEXT.c.product_id == base.c.product_id)
    conditions += (_has_word(at, known=known) for at, known in enumerate(shape.words))
    return _Source(base, joined, tuple(conditions))


def _base(shape: Shape) -> Any:
    """The table that is walked along.

    Texts alone are enough to rank what is found; the whole shop is read from the listings by
    time, and from its placements by price or when only products are counted.
    """
    sorts = {sort.key for sort in shape.order}
    free = not shape.shelf and not sorts & {SortKey.PRICE}
    if shape.words and free and not shape.tree and SortKey.NAME not in sorts:
        return TEXT
    return LISTING if free and shape.order else PLACEMENT


def in_market(table: Any) -> tuple[ColumnElement[bool], ...]:
    """Whether a row is of `:channel` and `:currency`."""
    return (
        table.c.channel_id == bindparam("channel", type_=Uuid()),
        table.c.currency == bindparam("currency", type_=String()),
    )


def _has_word(at: int, *, known: bool) -> Any:
    if known:
        return TEXT.c.words.overlap(bindparam(f"w{at}", type_=ARRAY(Text)))
    return TEXT.c.text.like(bindparam(f"w{at}", type_=Text()))


def rank_of_match() -> ColumnElement[int]:
    """How well a match fits, 0 is best: name, start of the text, phrase, whole words, parts."""
    around = literal(" ").concat(TEXT.c.text).concat(" ")
    return case(
        (bindparam("typed", type_=Text()) == any_(TEXT.c.names), 0),
        (TEXT.c.text.like(_text("start")), 1),
        (around.like(_text("phrase")), 2),
        (TEXT.c.words.contains(bindparam("folded", type_=ARRAY(Text))), 3),
        else_=4,
    )


def _rank_of_resemblance() -> ColumnElement[int]:
    """How far a text is from the words: 0 to 1000."""
    return 1000 - cast(func.word_similarity(_text("folded_phrase"), TEXT.c.text) * 1000, Integer)


def _text(name: str) -> BindParameter[str]:
    return bindparam(name, type_=Text())


@lru_cache(_SHAPES)
def counted(shape: Shape) -> Statement:
    """How many products a list has, counted up to `limit`."""
    source = _source(shape)
    some = select(literal(1)).select_from(source.joined).where(*source.conditions)
    limited = some.limit(bindparam("limit", type_=Integer())).subquery()
    return compiled(select(func.count()).select_from(limited))


def on_shelf() -> Rows:
    """How many products stand on the shelf `:shelf`."""
    return select(COUNTER.c.products).where(COUNTER.c.shelf_id == bindparam("shelf", type_=Uuid()))


def narrowed_by(
    tree: Tree, base: Any, numbers: Iterator[int], *, every_row: bool
) -> Iterator[ColumnElement[bool]]:
    """The conditions of a filter in the order of its values; see `rules.apart`.

    `every_row` says that no OR or NOT stands around it.
    """
    for name, below in tree:
        if name == "every":
            yield from (_all(each, base, numbers, every_row=every_row) for each in below)
        elif name == "either":
            yield or_(false(), *(_all(each, base, numbers, every_row=False) for each in below))
        elif name == "none_of":
            yield not_(_all(below[0], base, numbers, every_row=False))
        else:
            yield _leaf(name, base, f"v{next(numbers)}", every_row=every_row)


def _all(tree: Tree, base: Any, numbers: Iterator[int], *, every_row: bool) -> ColumnElement[bool]:
    return and_(true(), *narrowed_by(tree, base, numbers, every_row=every_row))


def _leaf(name: str, base: Any, value: str, *, every_row: bool) -> Any:
    if name == "ids":
        return base.c.product_id == any_(bindparam(value, type_=ARRAY(Uuid())))
    if name == "available":
        return base.c.available == bindparam(value, type_=Boolean())
    if name in ("price_from", "price_to"):
        bound = bindparam(value, type_=BigInteger())
        within = base.c.lowest >= bound if name == "price_from" else base.c.lowest <= bound
        return within if every_row else func.coalesce(within, false())
    return _stands(base, value, every_row=every_row)


def _stands(base: Any, value: str, *, every_row: bool) -> ColumnElement[bool]:
    """Whether the product stands on one of some shelves."""
    other = PLACEMENT.alias()
    stmt = (
        select(true())
        .where(other.c.shelf_id == any_(bindparam(value, type_=ARRAY(Uuid()))))
        .where(*in_market(other), other.c.product_id == base.c.product_id)
        .correlate(base)
    )
    if every_row:
        return stmt.exists()
    return func.coalesce(stmt.limit(1).scalar_subquery(), false())
