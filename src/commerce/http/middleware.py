"""Around every request: an id, safe headers, one log line, and no fault without a JSON answer."""

import re
from collections.abc import Iterable
from os import urandom
from time import perf_counter
from typing import Any

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from commerce.http.metrics import Metrics
from commerce.http.replies import error_reply
from commerce.kernel.log import request_id, request_served

log = structlog.get_logger(__name__)
Header = tuple[bytes, bytes]

_SANE_ID = re.compile(r"[A-Za-z0-9._-]{8,128}")
_QUIET = ("/health/", "/metrics")
_SAFE_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"cross-origin-opener-policy", b"same-origin"),
)
_SAFE_NAMES = frozenset(name for name, _ in _SAFE_HEADERS)
_HSTS = (b"strict-transport-security", b"max-age=31536000; includeSubDomains")


class Edge:
    """The outermost middleware; an application that is `bare` sets none of the safe headers."""

    def __init__(self, app: ASGIApp, *, metrics: Metrics, https: bool, bare: bool = False) -> None:
        self._app = app
        self._metrics = metrics
        self._bare = bare
        self._headers = (*_SAFE_HEADERS, _HSTS) if https else _SAFE_HEADERS

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, status = perf_counter(), 0
        given = _id_of(scope)
        name = given or urandom(16).hex()
        token = request_id.set(name)

        async def send_safely(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = self._dressed(message.get("headers", ()), name)
            await send(message)

        try:
            await self._app(scope, receive, send_safely)
        except Exception as error:
            log.error("request_crashed", exc_info=error)
            if not status:
                reply = error_reply(500, "internal error")
                await reply(scope, receive, send_safely)
        finally:
            self._metrics.request(scope["method"], status)
            path: str = scope["path"]
            if status >= 500 or not path.startswith(_QUIET):
                fields = _fields(scope, path, status, (perf_counter() - started) * 1000)
                request_served(name, fields, ours=given is None)
            request_id.reset(token)

    def _dressed(self, headers: Iterable[Header], name: str) -> list[Header]:
        """The headers of an answer with the safe ones it does not set itself."""
        safe: Iterable[Header] = self._headers
        if not self._bare:
            own = {header for header, _ in headers if header in _SAFE_NAMES}
            safe = [each for each in safe if each[0] not in own]
        return [*headers, (b"x-request-id", name.encode()), *safe]


def _fields(scope: Scope, path: str, status: int, milliseconds: float) -> dict[str, Any]:
    fields = {
        "method": scope["method"][:16],
        "path": path[:200],
        "status": status,
        "ms": round(milliseconds, 2),
    }
    state = scope.get("state")
    if state:
        for key in ("operation", "error_codes"):
            if found := state.get(key):
                fields[key] = found
    return fields


def _id_of(scope: Scope) -> str | None:
    """The id the client chose, if it is one that may be written down."""
    for name, value in scope["headers"]:
        if name == b"x-request-id":
            given: str = value.decode("latin-1")
            return given if _SANE_ID.fullmatch(given) else None
    return None
