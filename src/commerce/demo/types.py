"""What the demo shop is described in."""

from collections.abc import Mapping
from dataclasses import dataclass

from commerce.kernel.text import texts

Words = Mapping[str, str]


def words(uz: str, ru: str, en: str) -> Words:
    """A text in four languages; Uzbek Cyrillic is written by rule."""
    return texts(en=en, ru=ru, uz=uz).by_language


@dataclass(frozen=True, slots=True)
class DemoTokens:
    """The secrets of the demo tokens, to be shown to whoever started the shop."""

    admin: str
    seller: str


@dataclass(frozen=True, slots=True)
class Choice:
    """An option with its values by code."""

    code: str
    name: Words
    values: Mapping[str, Words]


@dataclass(frozen=True, slots=True)
class Goods:
    """A demo product; prices in whole so'm and in cents, `was` is the so'm price before.

    `also` are other sellers with the so'm they ask more (or less) than the first.
    """

    slug: str
    category: str
    brand: str
    name: Words
    about: Words
    uzs: int
    cents: int
    grams: int
    tags: tuple[str, ...] = ()
    was: int | None = None
    stock: int = 25
    seller: str = "house"
    also: tuple[tuple[str, int], ...] = ()
    choices: tuple[Choice, ...] = ()
