"""The served program: settings, database, schema, edge and background work put together."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress

from starlette.applications import Starlette

from commerce import worker
from commerce.app import App, build, embedded_server, server_url
from commerce.http import hooks
from commerce.http.app import create_app
from commerce.http.engine import graphql_engine
from commerce.http.options import HttpOptions, Probes
from commerce.http.requests import context_maker
from commerce.kernel.log import set_up
from commerce.kernel.postgres import EmbeddedPostgres, keep_alive
from commerce.kernel.reads import Statement
from commerce.kernel.settings import load_settings

_ONE = Statement("select 1")


def factory() -> Starlette:
    """The application from the environment; what `commerce serve` hands to the server."""
    settings = load_settings()
    set_up(json=not settings.development, level=settings.log_level)
    server = embedded_server(settings)
    app = build(settings, server_url(settings, server))
    return assemble(app, server)


def assemble(app: App, server: EmbeddedPostgres | None = None) -> Starlette:
    """The Starlette application around a built program."""
    settings = app.settings

    async def ready() -> Mapping[str, bool]:
        return {"database": await app.db.reader().scalar(_ONE) == 1}

    served = create_app(
        graphql_engine(settings),
        context_maker(app),
        options=HttpOptions(
            development=settings.shown(settings.explorer),
            https=not settings.development,
            origins=settings.cors_origins,
            request_seconds=settings.request_seconds,
        ),
        probes=Probes(ready=ready, deep=ready),
        routes=hooks.routes(app),
        lifespan=lambda: _running(app, server),
    )
    if app.reads is not None:
        served.state.metrics.watch_reads(app.reads)
    return served


@asynccontextmanager
async def _running(app: App, server: EmbeddedPostgres | None) -> AsyncIterator[None]:
    tasks = [asyncio.create_task(keep_alive(server))] if server is not None else []
    if app.settings.run_worker:
        tasks.append(asyncio.create_task(worker.run(app)))
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task
        await app.close()
