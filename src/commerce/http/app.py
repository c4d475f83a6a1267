"""The Starlette application: routes and what surrounds them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from commerce.http.graphql import GraphQLEndpoint
from commerce.http.health import health_routes
from commerce.http.limits import Gated
from commerce.http.metrics import Metrics
from commerce.http.middleware import Edge
from commerce.http.options import HttpOptions, MakeContext, Probes, Surroundings
from commerce.http.replies import http_exception
from commerce.http.site import site_routes
from commerce.http.written import NAME as WRITTEN
from commerce.kernel.graphql.engine import Engine

_GRAPHQL = "/graphql"
_REQUEST_HEADERS = (
    *("authorization", "content-type", "idempotency-key", "x-csrf-token", "x-request-id"),
    WRITTEN,
)
_SHOWN_HEADERS = ("x-request-id", "retry-after", WRITTEN)


class EdgeApplication(Starlette):
    """Starlette, with a short way to the endpoint: no router, no stack of middleware.

    A browser that calls from another origin takes the long way, where CORS is looked after.
    """

    direct: ASGIApp
    cors = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] == _GRAPHQL and self._here(scope):
            await self.direct(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)

    def _here(self, scope: Scope) -> bool:
        return not self.cors or all(name != b"origin" for name, _ in scope["headers"])


def create_app(
    engine: Engine,
    make_context: MakeContext,
    *,
    options: HttpOptions | None = None,
    probes: Probes | None = None,
    surroundings: Surroundings | None = None,
) -> Starlette:
    """Put the edge together.

    `make_context` gets the request and returns what resolvers see as their context; what it
    raises is answered like any other failure.
    """
    options = options or HttpOptions()
    around = surroundings or Surroundings()
    metrics = Metrics(executions=engine.outcomes)
    for collector in around.figures:
        metrics.registry.register(collector)
    endpoint: ASGIApp = GraphQLEndpoint(
        engine,
        make_context,
        options,
        metrics=metrics,
        around=around,
    )
    if around.gate is not None:
        endpoint = Gated(endpoint, around.gate)

    @asynccontextmanager
    async def serving(app: Starlette) -> AsyncIterator[None]:
        async with around.lifespan() if around.lifespan else nullcontext():
            yield
            await engine.drain(options.drain_seconds)
            await around.persisted.close()

    app = EdgeApplication(
        routes=[
            Route(_GRAPHQL, endpoint),
            *health_routes(probes or Probes()),
            Route("/metrics", metrics.show),
            *site_routes(engine, explorer=options.development),
            *around.routes,
        ],
        middleware=_middleware(options, metrics),
        exception_handlers={HTTPException: http_exception},
        lifespan=serving,
    )
    app.direct = Edge(endpoint, metrics=metrics, https=options.https, bare=True)
    app.cors = bool(options.origins)
    return app


def _middleware(options: HttpOptions, metrics: Metrics) -> list[Middleware]:
    around = [Middleware(Edge, metrics=metrics, https=options.https)]
    if options.origins:
        around.append(
            Middleware(
                CORSMiddleware,
                allow_origins=options.origins,
                allow_credentials=options.credentials,
                allow_methods=("GET", "POST"),
                allow_headers=_REQUEST_HEADERS,
                expose_headers=_SHOWN_HEADERS,
                max_age=600,
            )
        )
    return around
