"""Markup from people: an allow-list, so that no script is ever stored."""

from collections.abc import Mapping

import nh3

_TAGS = {
    "a", "b", "blockquote", "br", "code", "dd", "div", "dl", "dt", "em", "h2", "h3", "h4", "h5",
    "h6", "hr", "i", "img", "li", "ol", "p", "pre", "s", "span", "strong", "sub", "sup", "table",
    "tbody", "td", "tfoot", "th", "thead", "tr", "u", "ul",
}  # fmt: skip
_ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title", "width", "height"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}
_SCHEMES = {"http", "https", "mailto", "tel"}


def clean(markup: str) -> str:
    """The markup with nothing left that could run, load a frame or change the page around it."""
    return nh3.clean(
        markup,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        link_rel="noopener noreferrer nofollow",
    )


def clean_all(texts: Mapping[str, str]) -> dict[str, str]:
    """Clean a translated text; languages with nothing left are left out."""
    cleaned = {language: clean(markup) for language, markup in texts.items()}
    return {language: markup for language, markup in cleaned.items() if markup}
