"""Routes that providers call: `/webhooks/payments/{provider}/{name}`.

The provider's plugin verifies and reads the message, core applies it, the plugin words the
answer: for some protocols the answer is part of the deal.
"""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from commerce.app import App
from commerce.checkout import service as checkout
from commerce.http.parameters import read_body
from commerce.http.replies import JSON, Refusal, error_reply
from commerce.payments.providers import PAYMENT, InboundRoute, RawReply, RawRequest


def routes(app: App) -> list[Route]:
    """One route for each inbound route of each payment provider."""
    found = []
    for name, provider in app.registry.all(PAYMENT).items():
        inbound = getattr(provider, "inbound", None)
        for route in inbound() if inbound else ():
            path = f"/webhooks/payments/{name}/{route.name}"
            found.append(Route(path, _endpoint(app, name, route), methods=list(route.methods)))
    return found


def _endpoint(
    app: App, provider: str, route: InboundRoute
) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        try:
            body = await read_body(request, limit=route.max_body)
        except Refusal as refusal:
            return error_reply(refusal.status, str(refusal), media=JSON, headers=refusal.headers)
        raw = RawRequest(
            method=request.method,
            path=request.url.path,
            query=dict(request.query_params),
            headers=dict(request.headers),
            body=body,
        )
        read = await route.decode(raw)
        if isinstance(read, RawReply):
            return _response(read)
        return _response(route.render(read, await checkout.apply(app.deps, provider, read)))

    return answer


def _response(reply: RawReply) -> Response:
    return Response(reply.body, status_code=reply.status, headers=dict(reply.headers))
