"""SELECT statements of searches that may find very many products: the newest are looked at.

Postings are read from the newest product down, those of several words side by side (a merge),
and reading stops when there are enough. The list has three parts, one after the other:

* FOREMOST: products with the very name that is asked for, and the newest that have all words,
  ranked;
* FURTHER: older products with all words, the newest first;
* PARTIAL: products with words that the given ones are part of, the newest first.

`w<at>_<branch>` are the words that the word at a place may stand for, `c0` and `c1` are rank
and id of the cursor.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import count
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    FromClause,
    Subquery,
    Text,
    Uuid,
    and_,
    bindparam,
    false,
    func,
    literal,
    literal_column,
    not_,
    or_,
    select,
    true,
    union,
    union_all,
)

from commerce.kernel.reads import Statement, compiled
from commerce.kernel.tables import Rows
from commerce.search.queries.cards import LISTING, PLACEMENT, POSTING, TEXT
from commerce.search.queries.lists import CARD, in_market, labelled, narrowed_by, rank_of_match
from commerce.search.rules import Tree
from commerce.search.types import Part

RANKED = 64
WHOLE_WORDS, PARTS = 3, 4
_SHAPES = 1024
# A bound that is never met keeps the planner from turning the order around.
_ALL: ColumnElement[int] = literal_column("1000000000")
_ONE: ColumnElement[int] = literal_column("1")
Bound = Callable[[ColumnElement[Any]], ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class Search:
    """What the text of a statement depends on.

    `branches` says of each word how many it may stand for; `whole` whether products with all
    words themselves come before this part. `beyond` is whether a cursor is given.
    """

    tree: Tree
    shelf: bool
    branches: tuple[int, ...]
    part: Part
    whole: bool = True
    beyond: bool = False
    forward: bool = True
    fetched: int = 0

    @property
    def narrowed(self) -> bool:
        """Whether only products of some shelf, or that meet a filter, are looked for."""
        return self.shelf or bool(self.tree)


@lru_cache(_SHAPES)
def newest(search: Search) -> Statement:
    """Cards of a part of the list: as `lists.listing`, with `rank` and `total`.

    `total` is how many were ranked, if none was left out.
    """
    if search.part is Part.FOREMOST:
        return compiled(_shown(_foremost(search), search))
    return compiled(_shown(_by_age(search), search))


def _shown(page: Rows, search: Search) -> Rows:
    shown = page.subquery("shown")
    own = [shown.c[name] for name in ("id", "rank", "total")]
    stmt = select(*own, *labelled(CARD)).join(LISTING, LISTING.c.product_id == shown.c.id)
    return stmt.where(*in_market(LISTING)).order_by(*_order(shown.c, search))


def _order(columns: Any, search: Search) -> tuple[Any, ...]:
    if search.forward:
        return columns.rank.asc(), columns.id.desc()
    return columns.rank.desc(), columns.id.asc()


def _foremost(search: Search) -> Rows:
    every = union(_newest_ids(search), _exact_ids(search)).subquery("candidate")
    # The limit makes it a look-up by index.
    of_text = select(rank_of_match().label("rank")).where(TEXT.c.product_id == every.c.product_id)
    text = of_text.correlate(every).limit(_ONE).lateral("text")
    stmt = select(every.c.product_id.label("id"), text.c.rank, func.count().over().label("total"))
    ranked = stmt.select_from(every.join(text, true())).subquery("ranked")
    page = select(ranked).order_by(*_order(ranked.c, search))
    if search.beyond:
        rank, own = bindparam("c0", type_=ranked.c.rank.type), bindparam("c1", type_=Uuid())
        after, same = ranked.c.rank > rank, ranked.c.id < own
        if not search.forward:
            after, same = ranked.c.rank < rank, ranked.c.id > own
        page = page.where(or_(after, and_(ranked.c.rank == rank, same)))
    return page.limit(literal_column(str(search.fetched)))


def _newest_ids(search: Search) -> Rows:
    """The newest products with all words."""
    found = _found(search, down=True)
    return select(found.c.product_id).limit(literal_column(str(RANKED)))


def _exact_ids(search: Search) -> Rows:
    """The newest products with the very name."""
    exact = _branch("exact", (), down=True).subquery("exact")
    stmt = select(exact.c.product_id).where(*_narrowed(exact, search))
    stmt = stmt.order_by(exact.c.product_id.desc()).limit(literal_column(str(RANKED)))
    return select(stmt.subquery("exactly").c.product_id)


def _by_age(search: Search) -> Rows:
    bounds: list[Bound] = []
    if search.part is Part.FURTHER:
        ranked = _newest_ids(search).offset(literal_column(str(RANKED - 1))).limit(_ONE)
        oldest = ranked.cte("oldest")
        bounds.append(lambda own: own < select(oldest.c.product_id).scalar_subquery())
    if search.beyond:
        place = bindparam("c1", type_=Uuid())
        bounds.append((lambda own: own < place) if search.forward else (lambda own: own > place))
    found = _found(search, *bounds, down=search.forward)
    stmt = select(found.c.product_id.label("id"))
    if search.part is Part.FURTHER:
        rank = WHOLE_WORDS
        exact = func.array(_exact_ids(search).scalar_subquery())
        stmt = stmt.where(found.c.product_id != func.all(exact))
    else:
        rank = PARTS
        if search.whole:
            folded = bindparam("folded", type_=ARRAY(Text))
            stmt = stmt.join(TEXT, TEXT.c.product_id == found.c.product_id)
            stmt = stmt.where(not_(TEXT.c.words.contains(folded)))
    own = found.c.product_id
    stmt = stmt.add_columns(literal(rank).label("rank"), literal_column("null").label("total"))
    stmt = stmt.order_by(own.desc() if search.forward else own.asc())
    return stmt.limit(literal_column(str(search.fetched)))


def _found(search: Search, *bounds: Bound, down: bool) -> Subquery:
    """Ids of all products with the words that meet the filter, in their order."""
    streams = [
        _stream(at, branches, bounds, down=down) for at, branches in enumerate(search.branches)
    ]
    first, *others = streams
    joined: FromClause = first
    for each in others:
        joined = joined.join(each, each.c.product_id == first.c.product_id)
    stmt = select(first.c.product_id).select_from(joined).where(*_narrowed(first, search))
    order = first.c.product_id.desc() if down else first.c.product_id.asc()
    return stmt.order_by(order).limit(_ALL).subquery("found")


def _narrowed(found: Subquery, search: Search) -> Iterator[ColumnElement[bool]]:
    """Whether a product meets the filter: looked up for each, so that reading can stop."""
    if not search.narrowed:
        return
    stands = (
        select(true())
        .where(*narrowed_by(search.tree, PLACEMENT, count(), every_row=True))
        .where(PLACEMENT.c.shelf_id == bindparam("shelf", type_=Uuid()))
        .where(*in_market(PLACEMENT), PLACEMENT.c.product_id == found.c.product_id)
        .correlate(found)
        .limit(_ONE)
    )
    yield func.coalesce(stands.scalar_subquery(), false())


def _stream(at: int, branches: int, bounds: tuple[Bound, ...], *, down: bool) -> Subquery:
    """The products with any of the words that the word at a place may stand for, in order."""
    parts = [_branch(f"w{at}_{branch}", bounds, down=down) for branch in range(branches)]
    if len(parts) == 1:
        return parts[0].subquery(f"stream{at}")
    every = union_all(*(select(each.subquery().c.product_id) for each in parts)).subquery()
    stmt = select(every.c.product_id).distinct()
    order = every.c.product_id.desc() if down else every.c.product_id.asc()
    return stmt.order_by(order).limit(_ALL).subquery(f"stream{at}")


def _branch(name: str, bounds: tuple[Bound, ...], *, down: bool) -> Rows:
    posting = POSTING.alias()
    own = posting.c.product_id
    stmt = select(own).where(posting.c.word == bindparam(name, type_=Text()))
    stmt = stmt.where(*(bound(own) for bound in bounds))
    return stmt.order_by(own.desc() if down else own.asc()).limit(_ALL)
