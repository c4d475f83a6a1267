"""Text from outside made safe: plain lines, allow-listed HTML, slugs."""

import html
import re
import unicodedata
from collections.abc import Mapping

import nh3

HTML_TAGS = {
    *("p", "br", "hr", "div", "span", "blockquote", "pre", "code", "a"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd"),
    *("strong", "b", "em", "i", "u", "s", "sub", "sup", "small"),
    *("table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"),
}
HTML_ATTRIBUTES = {
    "a": {"href", "title"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
LINK_SCHEMES = {"http", "https", "mailto", "tel"}
LINK_REL = "nofollow noopener noreferrer"

# Marks that turn the reading direction or hide; they make one text look like another.
INVISIBLE = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
BLANKS = re.compile(r"\s+")
# All that people type for the apostrophe of Uzbek letters.
APOSTROPHES = re.compile(
    "['`\u00b4\u02b9-\u02bf\u02c8\u02ca\u02cb\u2018-\u201b\u2032\u2035\uff07\uff40\ua78b\ua78c]"
)
ACCENTS = re.compile("[\u0300-\u036f]")

CYRILLIC: Mapping[str, str] = {
    **dict(zip("абвгджзийклмнопрстуфхқҳғў", "abvgdjziyklmnoprstufxqhgo", strict=True)),
    **{"ч": "ch", "ш": "sh", "щ": "sh", "ё": "yo", "ю": "yu", "я": "ya"},
    **{"э": "e", "ы": "i", "ъ": "", "ь": "", "\u0456": "i", "ї": "yi", "є": "ye", "ґ": "g"},
}
VOWELS = frozenset("аеёиоуўэюяы")
IE, TSE = "\u0435", "\u0446"


def plain(text: str) -> str:
    """One line of text: no markup, no control or direction marks, single blanks, NFC."""
    while "<" in text:
        stripped = html.unescape(nh3.clean(text, tags=set()))
        if stripped == text:
            break
        text = stripped
    text = INVISIBLE.sub("", CONTROL.sub(" ", text))
    return BLANKS.sub(" ", unicodedata.normalize("NFC", text)).strip()


def safe_html(text: str) -> str:
    """HTML with structural text tags only; scripts vanish with their content.

    Links get a rel; relative ones lose their address, as it meant a page of the old shop.
    """
    cleaned = nh3.clean(
        INVISIBLE.sub("", CONTROL.sub("", text)),
        tags=HTML_TAGS,
        attributes=HTML_ATTRIBUTES,
        url_schemes=LINK_SCHEMES,
        link_rel=LINK_REL,
        url_relative="deny",
    )
    return unicodedata.normalize("NFC", cleaned).strip()


def slugify(text: str) -> str:
    """Lower-case letters and digits joined by single hyphens; empty when there are none.

    Cyrillic is written in Uzbek Latin without apostrophes ("қўғирчоқ" -> "qogirchoq");
    accents are dropped; letters of other scripts stay as they are.
    """
    text = unicodedata.normalize("NFC", APOSTROPHES.sub("", text)).casefold()
    text = ACCENTS.sub("", unicodedata.normalize("NFKD", _latin(text)).casefold())
    text = unicodedata.normalize("NFC", text)
    parts = "".join(letter if letter.isalnum() else " " for letter in text).split()
    return "-".join(parts)


def _latin(text: str) -> str:
    """Cyrillic to Uzbek Latin, with the rules of 1995 for IE and TSE."""
    written = []
    before = ""
    for letter in text:
        written.append(_latin_letter(letter, before))
        before = letter
    return "".join(written)


def _latin_letter(letter: str, before: str) -> str:
    if letter == IE:
        return "ye" if not before.isalpha() or before in VOWELS or before in "ъь" else "e"
    if letter == TSE:
        return "ts" if before in VOWELS else "s"
    return CYRILLIC.get(letter, letter)
