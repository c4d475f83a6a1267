"""Answers to guests that everybody may share: kept, compressed once, and revalidated by ETag.

A request that says who makes it, or what they have written, is nobody else's: it gets no answer
made for others, and its own answer is neither kept nor compressed.
"""

from collections.abc import Hashable
from dataclasses import dataclass
from hashlib import blake2b

from starlette.types import Receive, Scope

from commerce.http import encodings
from commerce.http.markets import market_of
from commerce.http.parameters import Headers
from commerce.http.replies import Reply
from commerce.kernel.responses import Kept

_VARY = "Accept, Accept-Encoding, Accept-Language, Authorization, Cookie, X-Channel, X-Country, "
_LARGEST_KEY = 16_384
# Who has just written must see that, so what says how far a caller has written counts as well.
_OF_SOMEBODY = frozenset({b"authorization", b"cookie", b"x-commerce-written"})


@dataclass(slots=True)
class Call:
    """One request as the endpoint passes it on."""

    scope: Scope
    receive: Receive
    method: str
    headers: Headers
    media: str
    raw: bytes

    @property
    def private(self) -> bool:
        """Whether the caller may be somebody in particular."""
        return not _OF_SOMEBODY.isdisjoint(self.headers)

    def key(self) -> Hashable | None:
        """What a shared answer is kept under; None when this call shares none."""
        if self.private or len(self.raw) > _LARGEST_KEY:
            return None
        return (self.raw, self.method, self.media, market_of(self.headers))


def kept(body: bytes, name: str | None) -> Kept:
    """An answer in the form that can be kept."""
    return Kept(body, name)


class PublicReplies:
    """Turns shared answers into replies; `cors` says that answers depend on the origin too."""

    def __init__(self, *, cors: bool) -> None:
        vary = _VARY + ("X-Currency, Origin" if cors else "X-Currency")
        self._by_get = [
            (b"cache-control", b"public, max-age=1"),
            (b"vary", vary.encode()),
        ]
        self._by_post = [(b"cache-control", b"no-store"), (b"vary", b"Accept-Encoding")]

    def reply(self, call: Call, found: Kept) -> Reply:
        """The answer as this client takes it."""
        headers = [*self._by_post]
        if call.method == "GET":
            found.tag = found.tag or _tag(found.body)
            headers = [*self._by_get, (b"etag", found.tag)]
            if _same(call.headers.get(b"if-none-match"), found.tag):
                return Reply(b"", media=call.media, status=304, headers=headers)
        body = found.body
        if len(body) >= encodings.SMALLEST:
            encoding = encodings.accepted(call.headers.get(b"accept-encoding"))
            if encoding is not None:
                body = found.encoded.get(encoding) or _encode(found, encoding)
                headers = [*headers, (b"content-encoding", encoding.encode())]
        return Reply(body, media=call.media, headers=headers)


def _tag(body: bytes) -> bytes:
    return b'W/"%b"' % blake2b(body, digest_size=12).hexdigest().encode()


def _encode(found: Kept, encoding: str) -> bytes:
    body = found.encoded[encoding] = encodings.encoded(found.body, encoding)
    return body


def _same(header: bytes | None, tag: bytes) -> bool:
    """Whether If-None-Match names this tag, compared weakly."""
    if header is None:
        return False
    named = [each.strip().removeprefix(b"W/") for each in header.split(b",")]
    return header.strip() == b"*" or tag.removeprefix(b"W/") in named
