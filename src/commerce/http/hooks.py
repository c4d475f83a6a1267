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
from commerce.http.deadlines import TimeLimit
from commerce.http.parameters import headers_of, read_body
from commerce.http.replies import JSON, Refusal, error_reply
from commerce.kernel.reach import EVERYTHING, reaching
from commerce.payments import service as payments
from commerce.payments.providers import InboundRoute, RawRequest

_READ_SECONDS = 15.0


def routes(app: App) -> list[Route]:
    """One route for each inbound route of each payment provider."""
    return [
        Route(
            f"{payments.INBOUND_PATH}/{provider}/{name}",
            _endpoint(app, provider, route),
            methods=list(route.methods),
        )
        for (provider, name), route in payments.inbound_routes(app.registry).items()
    ]


def _endpoint(
    app: App, provider: str, route: InboundRoute
) -> Callable[[Request], Awaitable[Response]]:
    limit = TimeLimit(_READ_SECONDS)

    async def answer(request: Request) -> Response:
        try:
            body = await read_body(
                request.receive, headers_of(request.scope), most=route.max_body, limit=limit
            )
        except Refusal as refusal:
            return error_reply(refusal.status, str(refusal), media=JSON, headers=refusal.headers)
        raw = RawRequest(
            method=request.method,
            path=request.url.path,
            query=dict(request.query_params),
            headers=dict(request.headers),
            body=body,
        )
        with reaching(EVERYTHING):
            reply = await checkout.receive(app.deps, provider, route=route, request=raw)
        return Response(reply.body, status_code=reply.status, headers=dict(reply.headers))

    return answer
