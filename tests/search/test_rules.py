"""Rules of lists as plain functions."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commerce.kernel.errors import BadInput
from commerce.search.rules import BEST_FIRST, NEWEST_FIRST, like, nearly, order_of, words_of
from commerce.search.types import Sort, SortKey

WORDS = st.text("abdefgiklmno", min_size=4, max_size=24)


@given(WORDS, st.data())
def test_one_wrong_letter_still_finds_the_word(word: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(word) - 1))
    kinds = {
        "missing": word[:at] + word[at + 1 :],
        "other": word[:at] + "z" + word[at + 1 :],
        "more": word[:at] + "z" + word[at:],
        "swapped": word[:at] + word[at : at + 2][::-1] + word[at + 2 :],
    }
    typed = kinds[data.draw(st.sampled_from(sorted(kinds)))]
    pattern = nearly(typed)

    assert pattern is None or re.search(pattern.replace("\\m", r"\b"), f"{word} more")


@given(st.text(max_size=200))
def test_any_text_has_at_most_ten_folded_words(text: str) -> None:
    words = words_of(text)

    assert words is None or 1 <= len(words.folded) <= 10
    assert words is None or all(re.fullmatch(r"\w+", each) for each in words.folded)


@pytest.mark.parametrize("word", ["abc", "abcd1", "a" * 25, "ab_cd"])
def test_short_and_numbered_words_are_taken_as_they_are(word: str) -> None:
    assert nearly(word) is None


def test_a_pattern_stands_for_itself() -> None:
    assert like("50%_\\") == "50\\%\\_\\\\"


def test_an_order_ends_with_the_time_of_creation() -> None:
    price = Sort(SortKey.PRICE)

    assert order_of((), searching=False) == (NEWEST_FIRST,)
    assert order_of((), searching=True) == (BEST_FIRST, NEWEST_FIRST)
    assert order_of((price,), searching=True) == (price, NEWEST_FIRST)
    assert order_of((Sort(SortKey.CREATED_AT), price), searching=False)[0].key == "created_at"


def test_relevance_without_a_search_is_refused() -> None:
    with pytest.raises(BadInput):
        order_of((BEST_FIRST,), searching=False)
