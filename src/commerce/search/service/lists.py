"""Lists of products for buyers: which statements a list is read with."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from commerce.channels.types import Market
from commerce.kernel.cache import Cache
from commerce.kernel.pages import page, read_cursor
from commerce.kernel.reads import Reader, compiled
from commerce.search.queries import lists as queries
from commerce.search.queries import texts
from commerce.search.queries.lists import Shape
from commerce.search.queries.newest import Search
from commerce.search.rules import (
    BEST_FIRST,
    NEWEST_FIRST,
    apart,
    like,
    nearly,
    order_of,
    shelf_of,
    words_of,
)
from commerce.search.service.newest import FEW, MOST_BRANCHES, Fitting, page_of
from commerce.search.types import (
    WHOLE_SHOP,
    Listing,
    ListSpec,
    Meaning,
    Part,
    Sort,
    SortKey,
    Where,
    Words,
)

MOST_SUGGESTIONS = 10
# A word that may stand for more is looked for in the texts themselves.
MOST_WORDS = 500
_FETCHED = (25, 101)
_EVERYTHING = Where()
_BY_RELEVANCE: tuple[Sort, ...] = (BEST_FIRST, NEWEST_FIRST)
_ON_SHELF = compiled(queries.on_shelf())
_SUGGESTIONS = compiled(texts.suggestions())
_WORDS_FOR = {meaning: compiled(texts.words_for(meaning, MOST_WORDS, FEW)) for meaning in Meaning}
# How long the number of what a search for frequent words finds is kept, in seconds.
COUNT_KEPT = 30.0


@dataclass(frozen=True, slots=True)
class _Text:
    """What is looked for: of each word, what it may stand for, or a pattern of it.

    `frequent` is what each may stand for when many products have every one of them.
    """

    known: tuple[bool, ...] = ()
    values: dict[str, Any] = field(default_factory=dict)
    hopeless: bool = False
    frequent: Fitting | None = None


async def list_products(reader: Reader, spec: ListSpec) -> Listing:
    """One page of the products that buyers see, as cards.

    A search that no product matches word by word is answered with what resembles it.

    Raises:
        BadInput: the sort cannot be, or the cursor belongs to another list.
    """
    if spec.words is None:
        return await _list(reader, spec, _Text(), Meaning.MATCH)
    text = await _text_of(reader, spec.words, Meaning.MATCH)
    found = await _list(reader, spec, text, Meaning.MATCH)
    if found.page.rows or await _any(reader, text):
        return found
    text = await _text_of(reader, spec.words, Meaning.RESEMBLANCE)
    return await _list(reader, spec, text, Meaning.RESEMBLANCE)


async def count_products(
    reader: Reader, cache: Cache, spec: ListSpec, listing: Listing, *, limit: int
) -> int:
    """How many products the whole list has; counting may stop at `limit`.

    What a search for frequent words finds is counted once in half a minute.
    """
    if listing.total is not None:
        return listing.total
    if not listing.frequent:
        return await _counted(reader, spec, listing, limit)
    key = ("found", spec.market, spec.where, spec.words, limit)
    return await cache.get(key, COUNT_KEPT, lambda: _counted(reader, spec, listing, limit))


async def _counted(reader: Reader, spec: ListSpec, listing: Listing, limit: int) -> int:
    text = _Text()
    if spec.words is not None:
        text = await _text_of(reader, spec.words, listing.meaning)
    if text.hopeless:
        return 0
    shape, values = _shape(spec, text)
    if not shape.tree and not shape.words:
        return int(await reader.scalar(_ON_SHELF, shelf=values["shelf"]) or 0)
    return int(await reader.scalar(queries.counted(shape), **values, limit=limit))


async def _list(reader: Reader, spec: ListSpec, text: _Text, meaning: Meaning) -> Listing:
    order = order_of(spec.sort, searching=spec.words is not None)
    keys = queries.keys(order)
    place = read_cursor(spec.page.cursor, keys) if spec.page.cursor is not None else None
    if text.hopeless:
        return Listing(page((), keys, spec.page), meaning)
    fetched = next(each for each in _FETCHED if each > spec.page.size)
    if text.frequent and spec.words and order == _BY_RELEVANCE:
        shape, values = _shape(spec, text)
        search = Search(
            shape.tree, shape.shelf, (), Part.FOREMOST, forward=shape.forward, fetched=fetched
        )
        rows, total = await page_of(reader, search, text.frequent, spec.words, place, values)
        return Listing(page(rows, keys, spec.page), meaning, total, frequent=True)
    shape, values = _shape(spec, text, order=order, meaning=meaning, fetched=fetched)
    rows = []
    for each, beyond in _parts(shape, place):
        rows += await reader.all(queries.listing(each), **values, **beyond)
        if len(rows) > spec.page.size:
            break
    total = rows[0].total or 0 if rows and shape.totalled else None
    return Listing(page(rows, keys, spec.page), meaning, total)


def _shape(spec: ListSpec, text: _Text, **how: Any) -> tuple[Shape, dict[str, Any]]:
    """The form of a list (`how` it is read, for a page of it), and the values of its statements."""
    shelf, rest = shelf_of(spec.where or _EVERYTHING)
    tree, leaves = apart(rest)
    named = any(sort.key is SortKey.NAME for sort in how.get("order", ()))
    shape = Shape(
        tree=tree,
        language=spec.market.language if named else "",
        shelf=shelf is not None,
        words=text.known,
        forward=spec.page.forward,
        **how,
    )
    values = {f"v{at}": value for at, value in enumerate(leaves)}
    return shape, {
        "channel": spec.market.channel_id,
        "currency": spec.market.currency,
        "shelf": shelf or WHOLE_SHOP,
        **values,
        **text.values,
    }


def _parts(shape: Shape, place: list[Any] | None) -> Iterator[tuple[Shape, dict[str, Any]]]:
    """The statements of a list one after the other, with the values of its cursor.

    A list by price has two parts, each along its own range of an index.
    """
    beyond = {f"c{at}": value for at, value in enumerate(place or ())}
    if shape.order[0].key is not SortKey.PRICE:
        yield replace(shape, beyond=True) if place else shape, beyond
        return
    parts = [Part.PRICED, Part.UNPRICED] if shape.forward else [Part.UNPRICED, Part.PRICED]
    if place is not None:
        at = Part.PRICED if place[0] is not None else Part.UNPRICED
        del parts[: parts.index(at)]
        given = place if at is Part.PRICED else place[1:]
        beyond = {f"c{number}": value for number, value in enumerate(given)}
        yield replace(shape, part=parts.pop(0), beyond=True), beyond
    for part in parts:
        yield replace(shape, part=part), {}


async def _text_of(reader: Reader, words: Words, meaning: Meaning) -> _Text:
    matching = meaning is Meaning.MATCH
    patterns = [f"%{like(word)}%" if matching else nearly(word) or word for word in words.folded]
    found = await reader.all(_WORDS_FOR[meaning], patterns=patterns)
    fitting: list[list[str]] = [[] for _ in patterns]
    many = [False for _ in patterns]
    for row in found:
        fitting[row.place - 1].append(row.word)
        many[row.place - 1] |= row.many
    known = tuple(not matching or len(each) < MOST_WORDS for each in fitting)
    values: dict[str, Any] = {
        f"w{at}": each if known[at] else patterns[at] for at, each in enumerate(fitting)
    }
    phrase = like(words.phrase)
    values |= {
        "typed": words.typed.lower(),
        "start": f"{phrase}%",
        "phrase": f"% {phrase} %",
        "folded": list(words.folded),
        "folded_phrase": words.phrase,
    }
    streams = matching and all(many) and all(len(each) <= MOST_BRANCHES for each in fitting)
    frequent = tuple(map(tuple, fitting)) if streams else None
    return _Text(known, values, hopeless=not all(fitting), frequent=frequent)


async def _any(reader: Reader, text: _Text) -> bool:
    """Whether any product at all has the words."""
    if text.hopeless or not all(text.known):
        return not text.hopeless
    return await reader.first(texts.any_with(len(text.known)), **text.values) is not None


async def suggest(reader: Reader, text: str, market: Market, size: int) -> list[Any]:
    """Products with a word that starts as the text does: rows of product_id and name.

    Raises:
        BadInput: the text is too long.
    """
    words = words_of(text)
    if words is None:
        return []
    phrase, last = like(words.phrase), like(words.folded[-1])
    found = await reader.all(_WORDS_FOR[Meaning.MATCH], patterns=[f"{last}%"])
    return await reader.all(
        _SUGGESTIONS,
        channel=market.channel_id,
        currency=market.currency,
        fitting=[row.word for row in found],
        start=f"{phrase}%",
        inside=f"% {phrase}%",
        size=min(size, MOST_SUGGESTIONS),
    )
