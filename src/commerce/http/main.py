"""The served program: settings, database, schema, edge and background work put together."""

import asyncio
import gc
from collections.abc import AsyncIterator, Coroutine, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any

import structlog
from starlette.applications import Starlette

from commerce import worker
from commerce.app import App, build, embedded_server, server_url
from commerce.http import accounts, exports, hooks
from commerce.http.app import create_app
from commerce.http.documents import persisted_documents
from commerce.http.engine import graphql_engine
from commerce.http.limits import Gate, limiter_of
from commerce.http.options import HttpOptions, Probes, Surroundings
from commerce.http.read_metrics import ReadCollector
from commerce.http.requests import context_maker
from commerce.kernel import log
from commerce.kernel.errors import Unavailable
from commerce.kernel.grants import IS_OWNER
from commerce.kernel.postgres import EmbeddedPostgres, keep_alive
from commerce.kernel.proven import ProvenAnswers
from commerce.kernel.reach import EVERYTHING, reaching
from commerce.kernel.reads import Statement
from commerce.kernel.responses import ResponseCache
from commerce.kernel.settings import load_settings
from commerce.kernel.tags import Listener

_log = structlog.get_logger(__name__)
_ONE = Statement("select 1")
_THRESHOLDS = (50_000, 20, 50)


def factory() -> Starlette:
    """The application from the environment; what `commerce serve` hands to the server."""
    settings = load_settings()
    log.set_up(json=not settings.development, level=settings.log_level)
    server = embedded_server(settings)
    url = server_url(settings, server)
    return assemble(build(settings, url), server, url=url)


def assemble(
    app: App, server: EmbeddedPostgres | None = None, *, url: str | None = None
) -> Starlette:
    """The Starlette application around a built program.

    `url` is the address of the database at which changes are announced; answers are kept only
    while announcements can be heard there.
    """
    settings = app.settings
    app.limiter = limiter_of(settings)
    gate = Gate(settings, app.limiter)
    engine = graphql_engine(settings)
    cache = ResponseCache(room=settings.cache_bytes, seconds=settings.cache_seconds)
    persisted = persisted_documents(settings, engine)

    def jobs() -> list[Coroutine[Any, Any, None]]:
        found: list[Coroutine[Any, Any, None]] = [app.switches.watch(app.db.reader())]
        if server is not None:
            found.append(keep_alive(server))
        if not settings.development:
            found.append(_warn_of_owner(app))
        if settings.run_worker:
            found.append(worker.run(app))
        if url is not None and settings.cache_seconds and not settings.pgbouncer:
            found.append(Listener(url, hear=cache.drop, connected=cache.connected).run())
        return found

    async def ready() -> Mapping[str, bool]:
        with reaching(EVERYTHING):
            return {"database": await app.db.reader().scalar(_ONE) == 1}

    return create_app(
        engine,
        context_maker(app, gate),
        options=HttpOptions(
            development=settings.shown(settings.explorer),
            https=not settings.development,
            origins=settings.cors_origins,
            credentials=True,
            request_seconds=settings.request_seconds,
        ),
        probes=Probes(ready=ready, deep=ready),
        surroundings=Surroundings(
            routes=[*hooks.routes(app, gate), *accounts.routes(app), *exports.routes(app, gate)],
            lifespan=lambda: _running(app, jobs()),
            persisted=persisted,
            cache=cache,
            proven=ProvenAnswers(app.reads, room=settings.proven_bytes),
            figures=(ReadCollector(app.reads),) if app.reads is not None else (),
            gate=gate,
        ),
    )


async def _warn_of_owner(app: App) -> None:
    """A login that owns the tables gets past the walls as soon as it forgets its role."""
    with suppress(Unavailable), reaching(EVERYTHING):
        if await app.db.reader().scalar(IS_OWNER):
            _log.warning("database_login_is_owner", hint="see docs/database-roles.md")


@asynccontextmanager
async def _running(app: App, jobs: list[Coroutine[Any, Any, None]]) -> AsyncIterator[None]:
    tasks = [asyncio.create_task(job) for job in jobs]
    settle_memory()
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task
        await app.close()
        log.flush()


def settle_memory() -> None:
    """What was built at the start stays: the collector need not look at it again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_THRESHOLDS)
    gc.enable()
