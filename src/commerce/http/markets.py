"""The market a request asks for in its headers."""

from collections.abc import Mapping
from functools import lru_cache

from commerce.kernel.graphql.context import Wanted
from commerce.kernel.text import LANGUAGES

_TAGS = {tag.lower(): tag for tag in LANGUAGES} | {"uz": "uz-Latn"}
_USUAL = 200

Market = tuple[bytes | None, bytes | None, bytes | None, str | None]


def market_of(headers: Mapping[bytes, bytes]) -> Market:
    """What tells markets apart: channel, country, currency, and the language we would speak."""
    return (
        headers.get(b"x-channel"),
        headers.get(b"x-country"),
        headers.get(b"x-currency"),
        accepted_language(headers.get(b"accept-language")),
    )


def wanted_of(headers: Mapping[bytes, bytes]) -> Wanted:
    """The market as the context takes it."""
    channel, country, currency, language = market_of(headers)
    return Wanted(
        channel=None if channel is None else channel.decode("latin-1"),
        country=None if country is None else country.decode("latin-1"),
        currency=None if currency is None else currency.decode("latin-1"),
        language=language,
    )


def accepted_language(header: bytes | None) -> str | None:
    """The first language of an Accept-Language header that we speak (RFC 9110, 12.5.4)."""
    if not header:
        return None
    return _spoken(header) if len(header) <= _USUAL else _spoken.__wrapped__(header)


@lru_cache(512)
def _spoken(header: bytes) -> str | None:
    ranked = []
    for place, part in enumerate(header.decode("latin-1").split(",")[:20]):
        tag, _, weight = part.strip().partition(";q=")
        try:
            quality = float(weight or 1)
        except ValueError:
            continue
        ranked.append((-quality, place, tag.strip().lower()))
    for _, _, tag in sorted(ranked):
        found = _TAGS.get(tag) or _TAGS.get(tag.split("-")[0])
        if found:
            return found
    return None
