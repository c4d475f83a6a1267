"""From an HTTP request to the context of its resolvers: who calls, and in which market."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request

from commerce.app import App
from commerce.http.callers import recognise
from commerce.http.limits import Gate
from commerce.http.markets import wanted_of
from commerce.http.parameters import headers_of
from commerce.http.written import recognise_viewer
from commerce.kernel.graphql.context import Context
from commerce.kernel.log import request_id
from commerce.kernel.reach import BUYER, reach, reach_of


def context_maker(app: App, gate: Gate) -> Callable[[Request], Awaitable[Context]]:
    """The function that recognises the caller of each request."""

    async def make(request: Request) -> Context:
        headers = headers_of(request.scope)
        recognise_viewer(headers)
        reach.set(BUYER)
        context = app.context(
            wanted=wanted_of(headers),
            request_id=request_id.get(),
            visitor=gate.visitor(request.scope),
        )
        context.headers = {"user-agent": headers.get(b"user-agent", b"").decode("latin-1")}
        await recognise(app, context, headers)
        reach.set(reach_of(context.actor))
        return context

    return make
