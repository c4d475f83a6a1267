"""Routes that providers call: `/webhooks/payments/{provider}/{name}`.

The provider's plugin verifies and reads the message, core applies it, the plugin words the
answer: for some protocols the answer is part of the deal. To callers from outside the networks
named for a route it looks as if the route were not there.
"""

from collections.abc import Awaitable, Callable, Collection

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from commerce.app import App
from commerce.checkout import service as checkout
from commerce.http.deadlines import TimeLimit
from commerce.http.limits import Gate
from commerce.http.parameters import headers_of, read_body
from commerce.http.replies import JSON, Refusal, error_reply
from commerce.kernel.networks import Networks
from commerce.kernel.reach import EVERYTHING, reaching
from commerce.kernel.settings import WrongSettings
from commerce.payments import service as payments
from commerce.payments.providers import InboundRoute, RawRequest

Endpoint = Callable[[Request], Awaitable[ASGIApp]]
_READ_SECONDS = 15.0


def routes(app: App, gate: Gate) -> list[Route]:
    """One route for each inbound route of each payment provider.

    Raises:
        WrongSettings: networks are named for a route that there is not.
    """
    found = payments.inbound_routes(app.registry)
    _check(app, found)
    return [
        Route(
            f"{payments.INBOUND_PATH}/{provider}/{name}",
            _guarded(app, gate, (provider, name), _endpoint(app, provider, route)),
            methods=list(route.methods),
        )
        for (provider, name), route in found.items()
    ]


def _check(app: App, found: Collection[tuple[str, str]]) -> None:
    known = {provider for provider, _ in found} | {f"{each}/{name}" for each, name in found}
    for given in app.settings.webhook_networks:
        if given not in known:
            raise WrongSettings(f"COMMERCE_WEBHOOK_NETWORKS: there is no route {given!r}")


def _guarded(app: App, gate: Gate, place: tuple[str, str], answer: Endpoint) -> Endpoint:
    """The endpoint, for callers who may know of it and do not come too often."""
    named = app.settings.webhook_networks
    provider, name = place
    allowed = named.get(f"{provider}/{name}", named.get(provider))
    networks = None if allowed is None else Networks(allowed)

    async def guarded(request: Request) -> ASGIApp:
        if networks is not None and not networks.hold(gate.visitor(request.scope).address):
            raise HTTPException(404)
        return gate.refusal(request.scope) or await answer(request)

    return guarded


def _endpoint(app: App, provider: str, route: InboundRoute) -> Endpoint:
    limit = TimeLimit(_READ_SECONDS)

    async def answer(request: Request) -> ASGIApp:
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
