"""Searches that may find very many products: which parts of their list are read for a page."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from commerce.kernel.reads import Reader
from commerce.search.queries.newest import PARTS, RANKED, WHOLE_WORDS, Search, newest
from commerce.search.types import Part, Words

MOST_BRANCHES = 16
# A word that fewer products have bounds what a search finds: then all of it is ranked.
FEW = 200
Fitting = tuple[tuple[str, ...], ...]


async def page_of(
    reader: Reader, search: Search, fitting: Fitting, words: Words, place: list[Any] | None,
    values: dict[str, Any],
) -> tuple[list[Any], int | None]:  # fmt: skip
    """Rows from a cursor on, at least as many as are fetched, and how many there are in all.

    The number is None unless everything was looked at. `values` are those of the filter and of
    the rank.
    """
    exact = f"={words.typed.lower()}"
    parts = list(_parts(search, fitting, words, place))
    rows: list[Any] = []
    total: int | None = None
    for each, given in parts:
        if each.part is Part.FURTHER and total is not None:
            continue
        found = await reader.all(newest(each), **values, **given, exact=exact)
        if found and each.part is Part.FOREMOST and found[0].total < RANKED:
            total = found[0].total
        rows += found
        if len(rows) >= search.fetched:
            break
    partial = any(each.part is Part.PARTIAL for each, _ in parts)
    return rows, None if partial else total


def _parts(
    search: Search, fitting: Fitting, words: Words, place: list[Any] | None
) -> Iterator[tuple[Search, dict[str, Any]]]:
    """The parts that a page may need in the order of the list, with the values of each."""
    whole = all(word in each for word, each in zip(words.folded, fitting, strict=True))
    order = [Part.FOREMOST, Part.FURTHER] if whole else []
    if not whole or any(len(each) > 1 for each in fitting):
        order.append(Part.PARTIAL)
    for part in order if search.forward else reversed(order):
        begun = _begun(part, place, forward=search.forward)
        if begun is None:
            continue
        own = fitting if part is Part.PARTIAL else tuple((each,) for each in words.folded)
        padded = [_padded(each) for each in own]
        branches = tuple(len(each) for each in padded)
        names = {
            f"w{at}_{branch}": word
            for at, each in enumerate(padded)
            for branch, word in enumerate(each)
        }
        if begun and place is not None:
            names |= {"c0": place[0], "c1": place[1]}
        yield replace(search, part=part, branches=branches, whole=whole, beyond=begun), names


def _padded(words: tuple[str, ...]) -> tuple[str, ...]:
    """Words and nothing, to a power of two: so there are few statements."""
    size = 1 << (len(words) - 1).bit_length()
    return words + ("",) * (size - len(words))


def _begun(part: Part, place: list[Any] | None, *, forward: bool) -> bool | None:
    """Whether a part goes on after the cursor (else from its start); None: it is all before it."""
    if place is None:
        return False
    first, last = {
        Part.FOREMOST: (0, WHOLE_WORDS),
        Part.FURTHER: (WHOLE_WORDS, WHOLE_WORDS),
        Part.PARTIAL: (PARTS, PARTS),
    }[part]
    if place[0] > last if forward else place[0] < first:
        return None
    return bool(first <= place[0] <= last)
