"""From an HTTP request to the context of its resolvers: who calls, and in which market."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request

from commerce.app import App
from commerce.http.markets import wanted_of
from commerce.http.parameters import headers_of
from commerce.http.written import recognise_viewer
from commerce.identity import service as identity
from commerce.kernel.access import Actor
from commerce.kernel.errors import Unauthenticated
from commerce.kernel.graphql.context import Context
from commerce.kernel.log import request_id
from commerce.kernel.reach import BUYER, reach, reach_of


def context_maker(app: App) -> Callable[[Request], Awaitable[Context]]:
    """The function that recognises the caller of each request."""

    async def make(request: Request) -> Context:
        headers = headers_of(request.scope)
        recognise_viewer(headers)
        reach.set(BUYER)
        context = app.context(wanted=wanted_of(headers), request_id=request_id.get())
        authorization = headers.get(b"authorization")
        if authorization is not None:
            context.actor = await _actor(app, context, authorization.decode("latin-1"))
            reach.set(reach_of(context.actor))
        return context

    return make


async def _actor(app: App, context: Context, header: str) -> Actor:
    scheme, _, secret = header.partition(" ")
    if scheme.lower() != "bearer" or not secret.strip():
        raise Unauthenticated("use Authorization: Bearer and a token")
    return await identity.actor_of(context.reader, app.cache, secret.strip())
