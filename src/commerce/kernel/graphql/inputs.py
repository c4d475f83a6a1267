"""Checks of form that inputs share. Each raises InvalidInput with the path of the value."""

import re
from collections.abc import Sequence
from typing import Any

import orjson

from commerce.kernel.errors import InvalidInput
from commerce.kernel.graphql.types import TranslationInput

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")
MAX_QUANTITY = 9999


def line(value: str, *path: str, longest: int = 200) -> str:
    """A line of text, not empty."""
    clean = value.strip()
    if not clean:
        raise InvalidInput("empty", path=path)
    return optional(clean, *path, longest=longest)


def optional(value: str, *path: str, longest: int = 2000) -> str:
    """A text that may be empty."""
    if len(value) > longest:
        raise InvalidInput("too_long", path=path)
    if _CONTROL.search(value):
        raise InvalidInput("characters", path=path)
    return value.strip()


def slug(value: str, *path: str, longest: int = 200) -> str:
    """An address part: small letters, digits and single hyphens."""
    if len(value) > longest:
        raise InvalidInput("too_long", path=path)
    if not _SLUG.fullmatch(value):
        raise InvalidInput("slug", path=path)
    return value


def code(value: str, *path: str) -> str:
    """A name that programs know a thing by: written as a slug, at most 64 characters."""
    return slug(value, *path, longest=64)


def text(given: Sequence[TranslationInput], *path: str, longest: int = 300) -> dict[str, str]:
    """A translated text with at least one language."""
    found = translated(given, *path, longest=longest)
    if not found:
        raise InvalidInput("empty", path=path)
    return found


def translated(
    given: Sequence[TranslationInput] | None, *path: str, longest: int = 300
) -> dict[str, str]:
    """A translated text; languages without words are left out, each may come once."""
    found: dict[str, str] = {}
    for each in given or ():
        if each.language in found:
            raise InvalidInput("twice", path=(*path, each.language))
        words = optional(each.text, *path, longest=longest)
        if words:
            found[each.language] = words
    return found


def html(
    given: Sequence[TranslationInput] | None, *path: str, longest: int = 50_000
) -> dict[str, str]:
    """A translated text with markup; what may stay of it is decided by `kernel.html`."""
    return translated(given, *path, longest=longest)


def storable(value: str) -> bool:
    """Whether the database could hold this text at all; what it cannot hold, nobody finds."""
    return len(value) <= 2000 and not _CONTROL.search(value)


def count(value: int, *path: str) -> int:
    """A number that is not below zero."""
    if value < 0:
        raise InvalidInput("not_negative", path=path)
    return value


def quantity(value: int, *path: str, least: int = 1) -> int:
    """A number of pieces, at most 9999."""
    if value < least:
        raise InvalidInput("positive" if least == 1 else "not_negative", path=path)
    if value > MAX_QUANTITY:
        raise InvalidInput("too_long", path=path)
    return value


def email(value: str, *path: str) -> str:
    """An e-mail address, by form only."""
    clean = line(value, *path, longest=254)
    if not _EMAIL.fullmatch(clean):
        raise InvalidInput("email", path=path)
    return clean


def phone(value: str, *path: str) -> str:
    """A telephone number in international form: + and 7 to 15 digits (E.164)."""
    clean = re.sub(r"[\s().-]", "", value)
    if not re.fullmatch(r"\+[1-9][0-9]{6,14}", clean):
        raise InvalidInput("phone", path=path)
    return clean


def url(value: str, *path: str) -> str:
    """A web address."""
    clean = line(value, *path, longest=2000)
    if not re.fullmatch(r"https?://[^\s/$.?#][^\s]*", clean):
        raise InvalidInput("url", path=path)
    return clean


def json_object(value: object, *path: str, longest: int = 4000) -> dict[str, Any]:
    """A JSON object that can be stored; `longest` in bytes when written without spaces."""
    if not isinstance(value, dict):
        raise InvalidInput("json_object", path=path)
    try:
        written = orjson.dumps(value)
    except (TypeError, ValueError):
        raise InvalidInput("json_object", path=path) from None
    if len(written) > longest:
        raise InvalidInput("too_long", path=path)
    if b"\\u0000" in written:
        raise InvalidInput("characters", path=path)
    clean: dict[str, Any] = orjson.loads(written)
    return clean
