"""Markup from people."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commerce.kernel import html

HARMFUL = [
    "<script>x()</script>",
    "<img src=x onerror=x()>",
    '<a href="javascript:x()">y</a>',
    '<a href=" java\tscript:x()">y</a>',
    '<a href="data:text/html,<script>x()</script>">y</a>',
    "<svg><script>x()</script></svg>",
    "<iframe src=https://a.uz></iframe>",
    '<p style="background:url(javascript:x())">y</p>',
    "<math><mtext><style><img src=x onerror=x()>",
    '<form action="https://a.uz"><input name=q></form>',
    "<noscript><p title='</noscript><img src=x onerror=x()>'>",
]
PIECES = st.lists(st.sampled_from([*HARMFUL, "<b>", "</p>", "<!--", "-->", '"', "'", "x", "<"]))


@given(PIECES)
def test_nothing_that_runs_is_left_of_any_mixture(pieces: list[str]) -> None:
    cleaned = html.clean("".join(pieces)).lower()

    tags = re.findall(r"<[^>]*>", cleaned)
    assert not [tag for tag in tags if re.search(r"<(script|iframe|svg|style|form|math)", tag)]
    assert not [tag for tag in tags if re.search(r"\bon\w+\s*=|javascript:|data:", tag)]
    assert html.clean(cleaned).lower() == cleaned


@pytest.mark.parametrize(
    "markup",
    [
        "<p>Soft <b>cotton</b></p>",
        "<ul><li>One</li></ul>",
        '<img src="https://a.uz/1.jpg" alt="x">',
    ],
)
def test_plain_markup_stays_as_it_is(markup: str) -> None:
    assert html.clean(markup) == markup


def test_a_language_with_nothing_left_is_left_out() -> None:
    assert html.clean_all({"en": "<script>x()</script>", "ru": "<i>да</i>"}) == {"ru": "<i>да</i>"}
