"""GraphQL over HTTP, to the letter of the specification, for one operation per request."""

from collections.abc import Hashable
from time import perf_counter
from typing import Any

import orjson
import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Receive, Scope, Send

from commerce.http.callers import tell_cookies
from commerce.http.deadlines import Overdue, TimeLimit
from commerce.http.metrics import Metrics
from commerce.http.options import HttpOptions, MakeContext, Surroundings
from commerce.http.parameters import headers_of, negotiated, parameters_of, read_raw
from commerce.http.public import Call, PublicReplies, kept
from commerce.http.replies import GRAPHQL, JSON, NO_STORE, STATUS_OF, Refusal, Reply, error_reply
from commerce.http.written import tell_written
from commerce.kernel.graphql.engine import (
    Answer,
    Engine,
    GraphQLRequest,
    Outcome,
    failures,
)
from commerce.kernel.graphql.refusals import Refused
from commerce.kernel.reads import only_primary
from commerce.kernel.responses import Kept
from commerce.kernel.tags import tags_of

log = structlog.get_logger(__name__)
_FAULTS = frozenset({"INTERNAL", "TIMEOUT"})


class GraphQLEndpoint:
    """The ASGI application at /graphql."""

    def __init__(
        self,
        engine: Engine,
        make_context: MakeContext,
        options: HttpOptions,
        *,
        metrics: Metrics,
        around: Surroundings,
    ) -> None:
        self._engine = engine
        self._make_context = make_context
        self._options = options
        self._metrics = metrics
        self._persisted = around.persisted
        self._cache = around.cache
        self._proven = around.proven
        self._public = PublicReplies(cors=bool(options.origins))
        self._reading = TimeLimit(options.read_seconds)
        self._working = TimeLimit(options.request_seconds)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = headers_of(scope)
        media = JSON
        reply: ASGIApp
        try:
            media = negotiated(headers.get(b"accept"))
            raw = await read_raw(
                scope, receive, headers, options=self._options, limit=self._reading
            )
            call = Call(scope, receive, scope["method"], headers, media, raw)
            reply = await self._respond(call)
        except Refusal as refusal:
            reply = error_reply(refusal.status, str(refusal), media=media, headers=refusal.headers)
        except ClientDisconnect:
            return
        await reply(scope, receive, send)

    async def _respond(self, call: Call) -> Reply:
        started = perf_counter()
        key = call.key()
        found = self._cache.get(key) if key is not None and self._cache.open else None
        if found is not None:
            return self._shared(call, found, result="hit", started=started)
        request = parameters_of(call.method, call.raw)
        try:
            return await self._working.keep(self._work(call, request, key, started))
        except Overdue:
            answer = _failed({"message": "the request took too long", "code": "TIMEOUT"})
        except Refused as refusal:
            errors = [failures.of_refusal(error, refusal.code) for error in refusal.errors]
            answer = Answer(Outcome.REFUSED, errors=tuple(errors))
        except Exception as error:
            answer = Answer(Outcome.REFUSED, errors=(failures.of_exception(error),))
        self._record(call, answer, started)
        return _reply(answer, call.media)

    async def _work(
        self, call: Call, request: GraphQLRequest, key: Hashable | None, started: float
    ) -> Reply:
        named = request.extensions is not None or request.document_id is not None
        if named or self._persisted.only:
            request = await self._persisted.resolve(request)
        if key is None or not self._cache.open:
            answer, found = await self._run(call, request, key)
        else:
            joinable = self._shared_by(request) is not None
            found = await self._cache.joined(key) if joinable else None
            if found is not None:
                return self._shared(call, found, result="joined", started=started)
            with self._cache.filling(key, weight=len(call.raw), joinable=joinable) as fill:
                answer, found = await self._run(call, request, key)
                fill.kept = found
            if found is not None:
                self._metrics.kept_answer("miss")
        if named and answer.outcome is Outcome.EXECUTED:
            await self._persisted.accepted(request)
        self._record(call, answer, started)
        if found is not None:
            return self._public.reply(call, found)
        reply = _reply(answer, call.media)
        tell_written(reply, https=self._options.https)
        tell_cookies(reply)
        return reply

    async def _run(
        self, call: Call, request: GraphQLRequest, key: Hashable | None
    ) -> tuple[Answer, Kept | None]:
        """The answer, and its form to share if everybody may."""
        await self._engine.documents.ready(request.query, request.operation_name)
        context = await self._make_context(Request(call.scope, call.receive))
        shared = None if call.private else self._shared_by(request)
        tagged = self._cache.open and shared is not None
        if tagged:
            only_primary()  # a replica may be behind the announcement that dropped the last one
        place = (tagged, key) if key is not None and shared is not None else None
        found = None
        if place is not None:
            admit = self._engine.admit
            found = await self._proven.get(place, lambda kept: admit(context, kept.toll))
        if found is not None:
            self._metrics.kept_answer("proven")
            return Answer(Outcome.EXECUTED, kind="query", name=found.name), found
        with self._proven.making(place, weight=len(call.raw)) as making:
            answer = await self._engine.run(request, context, allow_mutation=call.method == "POST")
            if shared is None or answer.errors or answer.outcome is not Outcome.EXECUTED:
                return answer, None
            if answer.budget and not tagged and call.method == "POST":
                return answer, None  # it tells what is left of the caller's budget
            making.answer = kept(_body(answer, shared=True), answer.name)
            making.answer.toll = answer.toll
            if tagged:
                making.answer.tags = shared.tags(tags_of(context))
        return answer, making.answer

    def _shared_by(self, request: GraphQLRequest) -> Any:
        return self._engine.documents.shared(request.query, request.operation_name)

    def _shared(self, call: Call, found: Kept, *, result: str, started: float) -> Reply:
        self._metrics.kept_answer(result)
        self._metrics.operation("query", "ok", seconds=perf_counter() - started)
        call.scope.setdefault("state", {})["operation"] = found.name and found.name[:100]
        return self._public.reply(call, found)

    def _record(self, call: Call, answer: Answer, started: float) -> None:
        state = call.scope.setdefault("state", {})
        outcome = "ok"
        if answer.errors:
            codes = {error["extensions"]["code"] for error in answer.errors}
            outcome = "refused" if codes.isdisjoint(_FAULTS) else "fault"
            state["error_codes"] = sorted(codes)
        self._metrics.operation(answer.kind, outcome, seconds=perf_counter() - started)
        state["operation"] = answer.name and answer.name[:100]


def _failed(fault: dict[str, str]) -> Answer:
    error: dict[str, Any] = failures.masked()
    error["message"] = fault["message"]
    error["extensions"]["code"] = fault["code"]
    return Answer(Outcome.REFUSED, errors=(error,))


def _body(answer: Answer, *, shared: bool = False) -> bytes:
    return orjson.dumps(answer.payload(shared=shared))


def _reply(answer: Answer, media: str) -> Reply:
    try:
        body = _body(answer)
    except TypeError as error:
        log.error("answer_not_serialisable", operation=answer.name, exc_info=error)
        return Reply(orjson.dumps({"errors": [failures.masked()]}), media=media, status=500)
    if answer.outcome is Outcome.EXECUTED:
        return Reply(body, media=media)
    status, headers = _status(answer, media)
    return Reply(body, media=media, status=status, headers=[NO_STORE, *headers])


def _status(answer: Answer, media: str) -> tuple[int, list[tuple[bytes, bytes]]]:
    """Status and headers: failures before execution show in the status as the type demands."""
    if answer.outcome is Outcome.WRONG_METHOD:
        return 405, [(b"allow", b"POST")]
    extensions = answer.errors[0]["extensions"]
    status = STATUS_OF.get(extensions["code"], 400 if media == GRAPHQL else 200)
    headers = []
    wait = extensions.get("retryAfterMs")
    if isinstance(wait, int):
        headers.append((b"retry-after", b"%d" % -(-wait // 1000)))
    if status == 401:
        headers.append((b"www-authenticate", b"Bearer"))
    return status, headers
