"""JSON replies of the edge; every refusal has the shape of a GraphQL error with a code."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from commerce.kernel.log import request_id

JSON = "application/json"
GRAPHQL = "application/graphql-response+json"

STATUS_OF = {
    "UNAUTHENTICATED": 401,
    "FORBIDDEN": 403,
    "RATE_LIMITED": 429,
    "INTERNAL": 500,
    "UNAVAILABLE": 503,
    "READ_ONLY": 503,
    "TIMEOUT": 504,
}
_CODE_OF = {
    404: "NOT_FOUND",
    405: "METHOD_NOT_ALLOWED",
    406: "NOT_ACCEPTABLE",
    408: "TIMEOUT",
    413: "TOO_LARGE",
    414: "TOO_LARGE",
    415: "UNSUPPORTED_MEDIA_TYPE",
    401: "UNAUTHENTICATED",
    403: "FORBIDDEN",
    429: "RATE_LIMITED",
    503: "UNAVAILABLE",
}
_CONTENT_TYPES = {media: f"{media}; charset=utf-8".encode() for media in (JSON, GRAPHQL)}
NO_STORE = (b"cache-control", b"no-store")


class Refusal(Exception):
    """The request is not well-formed HTTP for this endpoint."""

    def __init__(
        self, status: int, message: str, *, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.headers = dict(headers or {})


@dataclass(slots=True)
class Reply:
    """An answer whose body is there already; an ASGI application."""

    body: bytes
    media: str = JSON
    status: int = 200
    headers: list[tuple[bytes, bytes]] = field(default_factory=lambda: [NO_STORE])

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = self.headers
        if self.status != 304:
            headers = [
                (b"content-type", _CONTENT_TYPES[self.media]),
                (b"content-length", b"%d" % len(self.body)),
                *headers,
            ]
        start = {"type": "http.response.start", "status": self.status, "headers": headers}
        await send(start)
        await send({"type": "http.response.body", "body": self.body})


def json_reply(
    body: Any, *, status: int = 200, media: str = JSON, headers: Mapping[str, str] | None = None
) -> Response:
    """A body as JSON that no cache keeps."""
    response = Response(orjson.dumps(body), status_code=status, headers=headers)
    response.headers["content-type"] = f"{media}; charset=utf-8"
    response.headers["cache-control"] = "no-store"
    return response


def error_reply(
    status: int,
    message: str,
    *,
    code: str | None = None,
    media: str = JSON,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """A failure, with the code clients branch on and the id to quote."""
    code = code or _CODE_OF.get(status, "INTERNAL" if status >= 500 else "BAD_REQUEST")
    error = {"message": message, "extensions": {"code": code, "requestId": request_id.get()}}
    return json_reply({"errors": [error]}, status=status, media=media, headers=headers)


async def http_exception(request: Request, error: Exception) -> Response:
    """What the router raises (no such path, wrong method), as JSON."""
    assert isinstance(error, HTTPException)
    return error_reply(error.status_code, error.detail.lower(), headers=error.headers)
