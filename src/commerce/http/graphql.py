"""GraphQL over HTTP, to the letter of the specification, for one operation per request."""

import asyncio
from time import perf_counter
from typing import Any

import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from commerce.http.metrics import Metrics
from commerce.http.options import HttpOptions, MakeContext
from commerce.http.parameters import negotiated, read_parameters
from commerce.http.replies import GRAPHQL, JSON, STATUS_OF, Refusal, error_reply, json_reply
from commerce.http.written import tell_written
from commerce.kernel.graphql.engine import Answer, Engine, GraphQLRequest, Outcome, failures

log = structlog.get_logger(__name__)


class GraphQLEndpoint:
    """The ASGI application at /graphql."""

    def __init__(
        self, engine: Engine, make_context: MakeContext, options: HttpOptions, metrics: Metrics
    ) -> None:
        self._engine = engine
        self._make_context = make_context
        self._options = options
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        try:
            response = await self._respond(request)
        except ClientDisconnect:
            return
        await response(scope, receive, send)

    async def _respond(self, request: Request) -> Response:
        media = JSON
        try:
            media = negotiated(request.headers.get("accept"))
            parameters = await read_parameters(request, self._options)
        except Refusal as refusal:
            return error_reply(refusal.status, str(refusal), media=media, headers=refusal.headers)
        started = perf_counter()
        answer = await self._answer(request, parameters)
        self._record(request, answer, seconds=perf_counter() - started)
        response = _reply(answer, media)
        tell_written(response, https=self._options.https)
        return response

    async def _answer(self, request: Request, parameters: GraphQLRequest) -> Answer:
        post = request.method == "POST"
        clock = asyncio.timeout(self._options.request_seconds)
        try:
            async with clock:
                context = await self._make_context(request)
                return await self._engine.run(parameters, context, allow_mutation=post)
        except Exception as error:
            if isinstance(error, TimeoutError) and clock.expired():
                return _failed({"message": "the request took too long", "code": "TIMEOUT"})
            return Answer(Outcome.REFUSED, errors=(failures.of_exception(error),))

    def _record(self, request: Request, answer: Answer, *, seconds: float) -> None:
        codes = [error["extensions"]["code"] for error in answer.errors]
        outcome = "ok"
        if codes:
            outcome = "fault" if {"INTERNAL", "TIMEOUT"} & set(codes) else "refused"
        self._metrics.operation(answer.kind, outcome, seconds=seconds)
        request.state.operation = (answer.name or "")[:100] or None
        request.state.operation_kind = answer.kind
        if codes:
            request.state.error_codes = sorted(set(codes))


def _failed(fault: dict[str, str]) -> Answer:
    error: dict[str, Any] = failures.masked()
    error["message"] = fault["message"]
    error["extensions"]["code"] = fault["code"]
    return Answer(Outcome.REFUSED, errors=(error,))


def _reply(answer: Answer, media: str) -> Response:
    status, headers = _status(answer, media)
    try:
        return json_reply(answer.payload(), status=status, media=media, headers=headers)
    except TypeError as error:
        log.error("answer_not_serialisable", operation=answer.name, exc_info=error)
        return json_reply({"errors": [failures.masked()]}, status=500, media=media)


def _status(answer: Answer, media: str) -> tuple[int, dict[str, str]]:
    """Status and headers: failures before execution show in the status as the type demands."""
    if answer.outcome is Outcome.EXECUTED:
        return 200, {}
    if answer.outcome is Outcome.WRONG_METHOD:
        return 405, {"allow": "POST"}
    extensions = answer.errors[0]["extensions"]
    status = STATUS_OF.get(extensions["code"], 400 if media == GRAPHQL else 200)
    wait = extensions.get("retryAfterMs")
    headers = {"retry-after": str(-(-wait // 1000))} if isinstance(wait, int) else {}
    if status == 401:
        headers["www-authenticate"] = "Bearer"
    return status, headers
