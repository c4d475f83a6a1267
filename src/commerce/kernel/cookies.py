"""Cookies of one request: what the browser sent, and what its answer sets."""

from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie

_HOST = "__Host-"


@dataclass(slots=True)
class Cookies:
    """Over TLS every name gets the prefix that ties a cookie to this very host.

    `foreign` says that they make somebody of the caller, and that no page of ours is known to
    have sent the request: it may read, as far as the browser lets it, and change nothing.
    """

    sent: Mapping[str, str] = field(default_factory=dict)
    https: bool = True
    foreign: bool = False
    lines: list[str] = field(default_factory=list)

    def get(self, name: str) -> str | None:
        """The value the browser sent."""
        return self.sent.get(self._full(name))

    def put(self, name: str, value: str, *, seconds: int, readable: bool = False) -> None:
        """Let the browser keep a value; scripts of the page see it only if it is `readable`."""
        parts = [f"{self._full(name)}={value}", f"Max-Age={seconds}", "Path=/", "SameSite=Lax"]
        if not readable:
            parts.append("HttpOnly")
        if self.https:
            parts.append("Secure")
        self.lines.append("; ".join(parts))

    def drop(self, name: str) -> None:
        """Let the browser forget a value."""
        self.put(name, "", seconds=0)

    def _full(self, name: str) -> str:
        return _HOST + name if self.https else name


cookies: ContextVar[Cookies | None] = ContextVar("cookies", default=None)


def sent_cookies(header: str) -> Mapping[str, str]:
    """The cookies in a header; none if it cannot be read."""
    try:
        return {name: each.value for name, each in SimpleCookie(header).items()}
    except CookieError:
        return {}
