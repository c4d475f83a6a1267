"""Markup from people."""

import re
from html.parser import HTMLParser

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


class Seen(HTMLParser):
    """What a browser would see: names of elements and their attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.attributes += attrs


@given(PIECES)
def test_nothing_that_runs_is_left_of_any_mixture(pieces: list[str]) -> None:
    cleaned = html.clean("".join(pieces)).lower()

    seen = Seen()
    seen.feed(cleaned)
    assert not seen.names & {"script", "iframe", "svg", "style", "form", "math"}
    assert not [name for name, _ in seen.attributes if name.startswith("on")]
    addresses = [value or "" for name, value in seen.attributes if name in ("href", "src")]
    assert not [each for each in addresses if re.match(r"\s*(javascript|data):", each)]
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
