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
