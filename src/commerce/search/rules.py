"""Rules of lists: which order is given, what a search text says."""

from commerce.kernel.errors import BadInput
from commerce.kernel.text import fold
from commerce.search.types import Sort, SortKey, Words

LONGEST_TEXT = 200
MOST_WORDS = 10
NEWEST_FIRST = Sort(SortKey.CREATED_AT, descending=True)
BEST_FIRST = Sort(SortKey.RELEVANCE)


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
