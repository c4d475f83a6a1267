"""Rules of lists: which order is given, what a search text says."""

from dataclasses import replace
from typing import Any, TypeAlias
from uuid import UUID

from commerce.kernel.errors import BadInput
from commerce.kernel.text import fold
from commerce.search.types import Sort, SortKey, Where, Words

LONGEST_TEXT = 200
MOST_WORDS = 10
NEWEST_FIRST = Sort(SortKey.CREATED_AT, descending=True)
BEST_FIRST = Sort(SortKey.RELEVANCE)
_NESTS = ("every", "either")
_SHELVES = ("collections", "tags", "brands", "sellers", "categories")
_LEAVES = ("ids", *_SHELVES, "price_from", "price_to", "available")
# A filter without its values: names of conditions, each with the filters below it.
Tree: TypeAlias = "tuple[tuple[str, tuple[Tree, ...]], ...]"


def words_of(text: str | None) -> Words | None:
    """What a search text asks for: its first ten words; None when it says nothing.

    Raises:
        BadInput: it is longer than 200 characters.
    """
    if text is None:
        return None
    if len(text) > LONGEST_TEXT:
        raise BadInput(f"a search text has at most {LONGEST_TEXT} characters")
    folded = tuple(fold(text).split())[:MOST_WORDS]
    return Words(" ".join(text.split()), folded) if folded else None


def order_of(wanted: tuple[Sort, ...], *, searching: bool) -> tuple[Sort, ...]:
    """The order of a list: as wanted, else best first for a search, else newest first.

    Raises:
        BadInput: a key is there twice, or relevance is wanted without a search.
    """
    if not wanted:
        return (BEST_FIRST, NEWEST_FIRST) if searching else (NEWEST_FIRST,)
    keys = [sort.key for sort in wanted]
    if len(set(keys)) != len(keys):
        raise BadInput("a list is sorted by each key once")
    if SortKey.RELEVANCE in keys and not searching:
        raise BadInput("only a search can be sorted by relevance")
    return wanted if SortKey.CREATED_AT in keys else (*wanted, NEWEST_FIRST)


def like(text: str) -> str:
    """A text as part of a LIKE pattern that stands for itself."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def nearly(word: str) -> str | None:
    """A regular expression for a folded word with one typing error.

    An error is a letter too many, too few, or another one, or two that changed places. None
    for words where it would mean another word: short ones, numbers; and for endless ones.
    """
    if not 4 <= len(word) <= 24 or not word.isalpha():
        return None
    places = range(len(word))
    changed = [f"{word[:at]}\\w{{0,2}}{word[at + 1 :]}" for at in places]
    swapped = [word[:at] + word[at : at + 2][::-1] + word[at + 2 :] for at in places[:-1]]
    return rf"\m({'|'.join((*changed, *swapped))})"


def shelf_of(where: Where) -> tuple[UUID | None, Where]:
    """The one shelf that all products of a list stand on, and what else they must meet.

    A shelf is taken that is likely to be small; None when there is no single one.
    """
    for name in _SHELVES:
        ids = getattr(where, name)
        if ids is not None and len(ids) == 1:
            return ids[0], replace(where, **{name: None})
    return None, where


def apart(where: Where) -> tuple[Tree, list[Any]]:
    """The form of a filter, and its values in the order in which the form names them."""
    values: list[Any] = []
    return _apart(where, values), values


def _apart(where: Where, values: list[Any]) -> Tree:
    parts: list[tuple[str, tuple[Tree, ...]]] = []
    for name in _NESTS:
        below = getattr(where, name)
        if below is not None:
            parts.append((name, tuple(_apart(each, values) for each in below)))
    if where.none_of is not None:
        parts.append(("none_of", (_apart(where.none_of, values),)))
    for name in _LEAVES:
        value = getattr(where, name)
        if value is not None:
            parts.append((name, ()))
            values.append(list(value) if isinstance(value, tuple) else value)
    return tuple(parts)
