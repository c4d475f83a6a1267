"""How an error looks to a client: public refusals as they are, everything else masked."""

from collections.abc import Iterable
from typing import Any

import structlog
from graphql import FieldNode, GraphQLError

from commerce.kernel.graphql.refusals import BAD_INPUT, INTERNAL, without_values
from commerce.kernel.log import request_id

log = structlog.get_logger(__name__)


def public_code(error: BaseException) -> str | None:
    """The code of an exception whose class declares `extensions_code`, else None."""
    code = getattr(type(error), "extensions_code", None)
    return code if isinstance(code, str) else None


def masked() -> dict[str, Any]:
    """What a client learns of a fault: only how to name it when asking for help."""
    return _face("internal error", {"code": INTERNAL, "requestId": request_id.get()})


def of_exception(error: Exception) -> dict[str, Any]:
    """An exception from outside any field, such as one raised while the caller is recognised."""
    code = public_code(error)
    if code is None:
        log.error("request_failed", exc_info=error)
        return masked()
    return _face(str(error), {**_facts(error), "code": code})


def of_refusal(error: GraphQLError, code: str) -> dict[str, Any]:
    """An error found before execution."""
    message = without_values(error.message)
    return _located(error, message, {**(error.extensions or {}), "code": code})


def of_execution(errors: Iterable[GraphQLError], operation: str | None) -> list[dict[str, Any]]:
    """The errors of fields; faults are logged with their trace."""
    return [_of_field(error, operation) for error in errors]


def _of_field(error: GraphQLError, operation: str | None) -> dict[str, Any]:
    cause = _cause(error)
    if cause is None:
        code = (error.extensions or {}).get("code") or _blame(error)
        if code is not None:
            message = without_values(error.message)
            return _located(error, message, {**(error.extensions or {}), "code": code})
    elif (code := public_code(cause)) is not None:
        return _located(error, str(cause), {**_facts(cause), "code": code})
    log.error("field_failed", operation=operation, path=error.path, exc_info=cause or error)
    return _located(error, "internal error", masked()["extensions"])


def _cause(error: GraphQLError) -> Exception | None:
    """What was raised, seen through the wrappers that only add a place."""
    found: Exception | None = error
    while isinstance(found, GraphQLError):
        found = found.original_error
    return found


def _blame(error: GraphQLError) -> str | None:
    """BAD_INPUT when the error points at an argument rather than at a whole field."""
    blames_input = any(not isinstance(node, FieldNode) for node in error.nodes or ())
    return BAD_INPUT if blames_input else None


def _facts(error: Exception) -> dict[str, Any]:
    facts = getattr(error, "extensions", None)
    return facts if isinstance(facts, dict) else {}


def _located(error: GraphQLError, message: str, extensions: dict[str, Any]) -> dict[str, Any]:
    face = _face(message, extensions)
    if error.locations:
        face["locations"] = [place.formatted for place in error.locations]
    if error.path is not None:
        face["path"] = error.path
    return face


def _face(message: str, extensions: dict[str, Any]) -> dict[str, Any]:
    return {"message": message, "extensions": extensions}
