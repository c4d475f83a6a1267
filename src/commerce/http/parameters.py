"""Reading a GraphQL request off the wire: strict about form, size and time."""

import asyncio
from typing import Any
from urllib.parse import parse_qsl

import orjson
from starlette.datastructures import Headers
from starlette.requests import Request

from commerce.http.options import HttpOptions
from commerce.http.replies import GRAPHQL, JSON, Refusal
from commerce.kernel.graphql.engine import GraphQLRequest

_CLOSE = {"connection": "close"}


def negotiated(accept: str | None) -> str:
    """The media type to answer with.

    Of equals the modern type wins when it was named; wildcards mean application/json.

    Raises:
        Refusal: the client accepts neither.
    """
    if not accept:
        return JSON
    best, chosen = 0.0, ""
    for position, offer in enumerate(accept.split(",")[:32]):
        kind, _, rest = offer.partition(";")
        kind = kind.strip().lower()
        media = JSON if kind in ("*/*", "application/*") else kind
        quality = _quality(rest) - position * 1e-6
        if media in (JSON, GRAPHQL) and quality > best:
            best, chosen = quality, media
    if not chosen:
        raise Refusal(406, f"this endpoint answers with {GRAPHQL} or {JSON}")
    return chosen


async def read_parameters(request: Request, options: HttpOptions) -> GraphQLRequest:
    """The parameters of a GET or POST request.

    Raises:
        Refusal: with the status that fits.
    """
    if request.method == "GET":
        return checked(_from_query_string(request.scope["query_string"], options))
    if request.method != "POST":
        text = "use POST, or GET for queries"
        raise Refusal(405, text, headers={"allow": "GET, POST"})
    _check_media(request.headers)
    body = await read_body(request, limit=options.body_bytes, seconds=options.read_seconds)
    return checked(_json(body, "the body"))


def checked(values: Any) -> GraphQLRequest:
    """Check the types of the four parameters.

    Raises:
        Refusal: a parameter is missing or of a wrong type.
    """
    if isinstance(values, list):
        raise Refusal(400, "batching is not supported: send one operation per request")
    if not isinstance(values, dict):
        raise Refusal(400, "the body must be a JSON object")
    query = values.get("query")
    if not isinstance(query, str) or not query:
        raise Refusal(400, "query must be a string")
    for name, kind, what in (
        ("operationName", str, "a string"),
        ("variables", dict, "an object"),
        ("extensions", dict, "an object"),
    ):
        if not isinstance(values.get(name), (kind, type(None))):
            raise Refusal(400, f"{name} must be {what}")
    return GraphQLRequest(
        query,
        operation_name=values.get("operationName") or None,
        variables=values.get("variables"),
        extensions=values.get("extensions"),
    )


def _quality(parameters: str) -> float:
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "q":
            try:
                return min(max(float(value), 0.0), 1.0)
            except ValueError:
                return 0.0
    return 1.0


def _check_media(headers: Headers) -> None:
    kind, _, rest = headers.get("content-type", "").partition(";")
    if kind.strip().lower() != JSON:
        raise Refusal(415, f"send the request as {JSON}", headers={"accept-post": JSON})
    for parameter in rest.split(";"):
        name, _, value = parameter.partition("=")
        charset = value.strip().strip('"').lower()
        if name.strip().lower() == "charset" and charset not in ("utf-8", "utf8"):
            raise Refusal(415, "send the request in UTF-8")
    if headers.get("content-encoding", "identity").strip().lower() != "identity":
        raise Refusal(415, "send the request uncompressed", headers={"accept-encoding": "identity"})


async def read_body(request: Request, *, limit: int, seconds: float = 15) -> bytes:
    """The body of a request, at most `limit` bytes, arriving within so many seconds.

    Raises:
        Refusal: it is larger or slower.
    """
    declared = request.headers.get("content-length", "0")
    if not declared.isdecimal() or len(declared) > 15 or int(declared) > limit:
        raise _too_large(limit)
    parts, size = [], 0
    try:
        async with asyncio.timeout(seconds):
            async for part in request.stream():
                size += len(part)
                if size > limit:
                    raise _too_large(limit)
                parts.append(part)
    except TimeoutError:
        raise Refusal(408, "the body took too long to arrive", headers=_CLOSE) from None
    return b"".join(parts)


def _too_large(limit: int) -> Refusal:
    text = f"a request may have {limit} bytes"
    return Refusal(413, text, headers=_CLOSE)


def _json(raw: bytes | str, what: str) -> Any:
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError:
        raise Refusal(400, f"{what} is not valid JSON in UTF-8") from None


def _from_query_string(raw: bytes, options: HttpOptions) -> dict[str, Any]:
    if len(raw) > options.body_bytes:
        raise Refusal(414, "the address is too long")
    try:
        pairs = parse_qsl(
            raw.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=100
        )
    except ValueError:
        raise Refusal(400, "the query string is not valid") from None
    values: dict[str, Any] = dict(pairs)
    for name in ("variables", "extensions"):
        if name in values:
            values[name] = _json(values[name], name) if values[name] else None
    return values
