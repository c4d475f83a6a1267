"""Reading a GraphQL request off the wire: strict about form, size and time."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl

import orjson
from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope

from commerce.http.deadlines import Overdue, TimeLimit
from commerce.http.options import HttpOptions
from commerce.http.replies import GRAPHQL, JSON, Refusal
from commerce.kernel.graphql.engine import GraphQLRequest

Headers = Mapping[bytes, bytes]
_CLOSE = {"connection": "close"}
_USUAL = 200


def headers_of(scope: Scope) -> Headers:
    """The headers of a request by their lower-case names; of several the first counts."""
    return dict(reversed(scope["headers"]))


def negotiated(accept: bytes | None) -> str:
    """The media type to answer with.

    Of equals the modern type wins when it was named; wildcards mean application/json.

    Raises:
        Refusal: the client accepts neither.
    """
    if not accept:
        return JSON
    chosen = _chosen(accept) if len(accept) <= _USUAL else _chosen.__wrapped__(accept)
    if not chosen:
        raise Refusal(406, f"this endpoint answers with {GRAPHQL} or {JSON}")
    return chosen


@lru_cache(256)
def _chosen(accept: bytes) -> str:
    best, chosen = 0.0, ""
    for position, offer in enumerate(accept.decode("latin-1").split(",")[:32]):
        kind, _, rest = offer.partition(";")
        kind = kind.strip().lower()
        media = JSON if kind in ("*/*", "application/*") else kind
        quality = _quality(rest) - position * 1e-6
        if media in (JSON, GRAPHQL) and quality > best:
            best, chosen = quality, media
    return chosen


async def read_raw(
    scope: Scope, receive: Receive, headers: Headers, *, options: HttpOptions, limit: TimeLimit
) -> bytes:
    """The body of a POST request, or the query string of a GET request.

    Raises:
        Refusal: with the status that fits.
    """
    method = scope["method"]
    if method == "POST":
        _check_media(headers)
        return await read_body(receive, headers, most=options.body_bytes, limit=limit)
    if method != "GET":
        text = "use POST, or GET for queries"
        raise Refusal(405, text, headers={"allow": "GET, POST"})
    raw: bytes = scope["query_string"]
    if len(raw) > options.body_bytes:
        raise Refusal(414, "the address is too long")
    return raw


def parameters_of(method: str, raw: bytes) -> GraphQLRequest:
    """The parameters in what was read.

    Raises:
        Refusal: with the status that fits.
    """
    return checked(_json(raw, "the body") if method == "POST" else _from_query_string(raw))


def checked(values: Any) -> GraphQLRequest:
    """Check the types of the parameters; a document may be named instead of sent.

    Raises:
        Refusal: a parameter is missing or of a wrong type.
    """
    if isinstance(values, list):
        raise Refusal(400, "batching is not supported: send one operation per request")
    if not isinstance(values, dict):
        raise Refusal(400, "the body must be a JSON object")
    name, variables, extensions = map(values.get, ("operationName", "variables", "extensions"))
    if name is not None and not isinstance(name, str):
        raise Refusal(400, "operationName must be a string")
    if variables is not None and not isinstance(variables, dict):
        raise Refusal(400, "variables must be an object")
    if extensions is not None and not isinstance(extensions, dict):
        raise Refusal(400, "extensions must be an object")
    return GraphQLRequest(
        _document(values),
        operation_name=name or None,
        variables=variables,
        extensions=extensions,
        document_id=_name_of(values),
    )


def _document(values: Mapping[str, Any]) -> str:
    query = values.get("query")
    if isinstance(query, str) and query:
        return query
    if query is None and (_name_of(values) or "persistedQuery" in (values.get("extensions") or {})):
        return ""
    raise Refusal(400, "query must be a string")


def _name_of(values: Mapping[str, Any]) -> str | None:
    """The id of a trusted document, under any of the names that clients use."""
    for name in ("documentId", "id", "doc_id"):
        if (found := values.get(name)) is not None:
            if not isinstance(found, str):
                raise Refusal(400, f"{name} must be a string")
            return found or None
    return None


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
    if headers.get(b"content-type") != b"application/json":
        _check_content_type(headers.get(b"content-type", b"").decode("latin-1"))
    encoding = headers.get(b"content-encoding")
    if encoding is not None and encoding.strip().lower() != b"identity":
        raise Refusal(415, "send the request uncompressed", headers={"accept-encoding": "identity"})


def _check_content_type(given: str) -> None:
    kind, _, rest = given.partition(";")
    if kind.strip().lower() != JSON:
        raise Refusal(415, f"send the request as {JSON}", headers={"accept-post": JSON})
    for parameter in rest.split(";"):
        name, _, value = parameter.partition("=")
        charset = value.strip().strip('"').lower()
        if name.strip().lower() == "charset" and charset not in ("utf-8", "utf8"):
            raise Refusal(415, "send the request in UTF-8")


async def read_body(receive: Receive, headers: Headers, *, most: int, limit: TimeLimit) -> bytes:
    """The body of a request, at most so many bytes, arriving within the limit.

    Raises:
        Refusal: it is larger or slower.
        ClientDisconnect: the client went away before it was complete.
    """
    declared = headers.get(b"content-length", b"0")
    if not declared.isdigit() or len(declared) > 15 or int(declared) > most:
        raise _too_large(most)
    try:
        return await limit.keep(_parts(receive, most))
    except Overdue:
        raise Refusal(408, "the body took too long to arrive", headers=_CLOSE) from None


async def _parts(receive: Receive, most: int) -> bytes:
    body = b""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        part: bytes = message.get("body", b"")
        body = body + part if body else part
        if len(body) > most:
            raise _too_large(most)
        if not message.get("more_body", False):
            return body


def _too_large(limit: int) -> Refusal:
    text = f"a request may have {limit} bytes"
    return Refusal(413, text, headers=_CLOSE)


def _json(raw: bytes | str, what: str) -> Any:
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError:
        raise Refusal(400, f"{what} is not valid JSON in UTF-8") from None


def _from_query_string(raw: bytes) -> dict[str, Any]:
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
