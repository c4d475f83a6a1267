"""Around every request: an id, safe headers, one log line, and no fault without a JSON answer."""

import re
from time import perf_counter
from uuid import uuid4

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from commerce.http.metrics import Metrics
from commerce.http.replies import error_reply
from commerce.kernel.log import request_id

log = structlog.get_logger(__name__)

_SANE_ID = re.compile(r"[A-Za-z0-9._-]{8,128}")
_QUIET = ("/health/", "/metrics")
_SAFE_HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "cross-origin-opener-policy": "same-origin",
}
_HSTS = "max-age=31536000; includeSubDomains"


class Edge:
    """The outermost middleware."""

    def __init__(self, app: ASGIApp, *, metrics: Metrics, https: bool) -> None:
        self._app = app
        self._metrics = metrics
        self._https = https

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        name = _id_of(scope)
        token = request_id.set(name)
        started, status = perf_counter(), 0

        async def send_safely(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                self._dress(message, name)
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
            self._write_line(scope, status, milliseconds=(perf_counter() - started) * 1000)
            request_id.reset(token)

    def _dress(self, message: Message, name: str) -> None:
        headers = MutableHeaders(scope=message)
        headers["x-request-id"] = name
        for header, value in _SAFE_HEADERS.items():
            headers.setdefault(header, value)
        if self._https:
            headers["strict-transport-security"] = _HSTS

    def _write_line(self, scope: Scope, status: int, *, milliseconds: float) -> None:
        path: str = scope["path"]
        if path.startswith(_QUIET) and status < 500:
            return
        state = scope.get("state", {})
        seen = {key: state[key] for key in ("operation", "error_codes") if state.get(key)}
        log.info(
            "request",
            method=scope["method"][:16],
            path=path[:200],
            status=status,
            ms=round(milliseconds, 2),
            **seen,
        )


def _id_of(scope: Scope) -> str:
    given = Headers(scope=scope).get("x-request-id", "")
    return given if _SANE_ID.fullmatch(given) else uuid4().hex
