"""The Starlette application: routes and what surrounds them."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.routing import BaseRoute, Route

from commerce.http.graphql import GraphQLEndpoint
from commerce.http.health import health_routes
from commerce.http.metrics import Metrics
from commerce.http.middleware import Edge
from commerce.http.options import HttpOptions, MakeContext, Probes
from commerce.http.replies import http_exception
from commerce.http.site import site_routes
from commerce.http.written import NAME as WRITTEN
from commerce.kernel.graphql.engine import Engine

Lifespan = Callable[[], AbstractAsyncContextManager[None]]

_REQUEST_HEADERS = ("authorization", "content-type", "idempotency-key", "x-request-id", WRITTEN)
_SHOWN_HEADERS = ("x-request-id", "retry-after", WRITTEN)


def create_app(
    engine: Engine,
    make_context: MakeContext,
    *,
    options: HttpOptions | None = None,
    probes: Probes | None = None,
    routes: Sequence[BaseRoute] = (),
    lifespan: Lifespan | None = None,
) -> Starlette:
    """Put the edge together.

    `make_context` gets the request and returns what resolvers see as their context; what it
    raises is answered like any other failure. `routes` are added after the edge's own.
    `lifespan` surrounds the serving time; mutations still running are awaited inside it.
    """
    options = options or HttpOptions()
    metrics = Metrics()
    endpoint = GraphQLEndpoint(engine, make_context, options, metrics)

    @asynccontextmanager
    async def serving(app: Starlette) -> AsyncIterator[None]:
        if lifespan is None:
            yield
            await engine.drain(options.drain_seconds)
            return
        async with lifespan():
            yield
            await engine.drain(options.drain_seconds)

    app = Starlette(
        routes=[
            Route("/graphql", endpoint),
            *health_routes(probes or Probes()),
            Route("/metrics", metrics.show),
            *site_routes(engine, explorer=options.development),
            *routes,
        ],
        middleware=_middleware(options, metrics),
        exception_handlers={HTTPException: http_exception},
        lifespan=serving,
    )
    app.state.metrics = metrics
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
