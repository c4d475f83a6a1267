"""Text in four languages: translated columns, their fallback order, and folding for search.

Facts of the Uzbek scripts: the Latin alphabet of 1995 and its Cyrillic counterpart.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

LANGUAGES = ("uz-Latn", "uz-Cyrl", "ru", "en")
_ORDER = {
    "uz-Latn": ("uz-Latn", "uz-Cyrl", "ru", "en"),
    "uz-Cyrl": ("uz-Cyrl", "uz-Latn", "ru", "en"),
    "ru": ("ru", "uz-Latn", "uz-Cyrl", "en"),
    "en": ("en", "ru", "uz-Latn", "uz-Cyrl"),
}
_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "yo", "ж": "j", "з": "z",
    "и": "i", "й": "y", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r",
    "с": "s", "т": "t", "у": "u", "ф": "f", "х": "x", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sh",
    "ъ": "", "ы": "i", "ь": "", "э": "e", "ю": "yu", "я": "ya", "ў": "o", "қ": "q", "ғ": "g",
    "ҳ": "h",
}  # fmt: skip
_LATIN = (
    ("yoʻ", "йў"), ("oʻ", "ў"), ("gʻ", "ғ"), ("sh", "ш"), ("ch", "ч"), ("ts", "ц"), ("yo", "ё"),
    ("yu", "ю"), ("ya", "я"), ("ye", "е"), ("ʼ", "ъ"), ("a", "а"), ("b", "б"), ("d", "д"),
    ("e", "е"), ("f", "ф"), ("g", "г"), ("h", "ҳ"), ("i", "и"), ("j", "ж"), ("k", "к"),
    ("l", "л"), ("m", "м"), ("n", "н"), ("o", "о"), ("p", "п"), ("q", "қ"), ("r", "р"),
    ("s", "с"), ("t", "т"), ("u", "у"), ("v", "в"), ("x", "х"), ("y", "й"), ("z", "з"),
)  # fmt: skip
_APOSTROPHES = re.compile("['`´ʹʺʻʼʽʾʿˈˊˋ‘’‚‛′‵＇｀Ꞌꞌ\u0300\u0301\u0313\u0314\u0315]")
_MERGED = (
    ("shch", "sh"),
    ("zh", "j"),
    ("kh", "h"),
    ("x", "h"),
    ("ye", "e"),
    ("ts", "s"),
    ("q", "k"),
)


@dataclass(frozen=True, slots=True)
class Texts:
    """One sentence in every language; braces name the facts."""

    by_language: Mapping[str, str]

    def say(self, language: str, **facts: object) -> str:
        """The sentence in `language` with its facts."""
        return pick(self.by_language, language).format(**facts)


def texts(*, en: str, ru: str, uz: str) -> Texts:
    """A sentence for people; Uzbek is given in Latin letters and written in Cyrillic by rule."""
    return Texts({"en": en, "ru": ru, "uz-Latn": uz, "uz-Cyrl": to_cyrillic(uz)})


def fallbacks(language: str) -> tuple[str, ...]:
    """The languages in which a reader of `language` is answered, best first."""
    return _ORDER.get(language, LANGUAGES)


def pick(translations: Mapping[str, str], language: str) -> str:
    """The text for a reader of `language`, or the nearest language there is; "" for none."""
    for candidate in _ORDER.get(language, LANGUAGES):
        if found := translations.get(candidate):
            return found
    return next(iter(translations.values()), "")


def picked_language(translations: Mapping[str, str], language: str) -> str:
    """The language `pick` answers in."""
    return next((each for each in fallbacks(language) if translations.get(each)), language)


def to_cyrillic(text: str) -> str:
    """Uzbek Latin text in Cyrillic letters, by rule; what stands in braces stays as it is."""
    parts = re.split(r"(\{[^}]*\})", text)
    return "".join(part if part.startswith("{") else _cyrillic(part) for part in parts)


def _cyrillic(text: str) -> str:
    out: list[str] = []
    at = 0
    while at < len(text):
        latin, cyrillic = _match(text, at)
        if latin == "e" and (at == 0 or not text[at - 1].isalpha() or text[at - 1] in "aeiouAEIOU"):
            cyrillic = "э"
        piece = text[at : at + len(latin)]
        out.append(cyrillic.capitalize() if piece[:1].isupper() else cyrillic)
        at += len(latin)
    return "".join(out)


def _match(text: str, at: int) -> tuple[str, str]:
    for latin, cyrillic in _LATIN:
        if text[at : at + len(latin)].lower() == latin:
            return latin, cyrillic
    return text[at], text[at]


def fold(text: str) -> str:
    """The key under which spellings of a word meet: one script, no apostrophes, no doubles.

    Used for what is stored and for what is asked, so that both agree.
    """
    plain = unicodedata.normalize("NFC", text).lower()
    plain = _APOSTROPHES.sub("", plain)
    plain = "".join(_CYRILLIC.get(letter, letter) for letter in plain)
    plain = unicodedata.normalize("NFKD", plain).lower()
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    for seen, kept in _MERGED:
        plain = plain.replace(seen, kept)
    plain = re.sub(r"([^\W\d_])\1+", r"\1", plain)
    return re.sub(r"[^\w]+", " ", plain).strip()


def slugify(text: str) -> str:
    """A readable address for a name in any of our scripts: latin letters, digits, hyphens."""
    plain = _APOSTROPHES.sub("", unicodedata.normalize("NFC", text).lower())
    plain = "".join(_CYRILLIC.get(letter, letter) for letter in plain)
    plain = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:200]
