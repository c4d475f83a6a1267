"""`commerce run`, `serve` and `worker`."""

import asyncio
import os
from typing import Annotated

import typer

from commerce import worker as background
from commerce.app import check_keys
from commerce.cli.session import database, migrate, step, with_app
from commerce.demo import seed
from commerce.http import server as http
from commerce.http.documents import check_documents
from commerce.http.limits import check_limits
from commerce.kernel.keyring import master_keys
from commerce.kernel.log import set_up
from commerce.kernel.plugins import discover
from commerce.kernel.settings import Settings, load_settings

_FACTORY = "commerce.http.entry:factory"


def run() -> None:
    """Start everything: database, migrations, demo shop, server."""
    _check()
    settings, server, url = database()
    migrate(settings, server, url)
    check_keys(settings, url)
    tokens = None
    if settings.development:
        with step("looking after the demo shop"):
            tokens = with_app(settings, url, seed.seed)
    _announce(settings, tokens)
    http.serve(_FACTORY, host=settings.host, port=settings.port, workers=settings.workers)


def serve(
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes that share the port.")
    ] = None,
    server: Annotated[
        http.ServerName, typer.Option(help="The HTTP server; granian is an extra.")
    ] = http.ServerName.UVICORN,
) -> None:
    """Serve the API; the schema must be migrated already."""
    if workers is not None:
        os.environ["COMMERCE_WORKERS"] = str(workers)  # each worker takes its share of the limits
    _check()
    http.check_server(server)
    settings, _, url = database()
    check_keys(settings, url)
    http.serve(
        _FACTORY,
        host=settings.host,
        port=settings.port,
        workers=settings.workers,
        server=server,
    )


def worker() -> None:
    """Do background work only: events, the sweeper, housekeeping."""
    settings, _, url = database()
    check_keys(settings, url)
    set_up(json=not settings.development, level=settings.log_level)
    asyncio.run(_work(settings, url))


def _check() -> None:
    """Before anything is started: what cannot be served need not be prepared."""
    settings = load_settings()
    discover(settings.enabled_plugins, settings.plugin_config)
    check_documents(settings)
    master_keys(settings)
    check_limits(settings)
    http.check_address(settings.host, settings.port)


async def _work(settings: Settings, url: str) -> None:
    from commerce.app import build

    app = build(settings, url)
    try:
        await background.run(app)
    finally:
        await app.close()


def _announce(settings: Settings, tokens: seed.DemoTokens | None) -> None:
    base = f"http://{settings.host}:{settings.port}"
    typer.echo("")
    typer.echo(f"  GraphQL    {base}/graphql")
    if settings.shown(settings.explorer):
        typer.echo(f"  explorer   {base}/graphiql")
        typer.echo(f"  schema     {base}/schema.graphql")
    typer.echo(f"  health     {base}/health/live  {base}/health/ready")
    typer.echo(f"  metrics    {base}/metrics")
    if tokens is not None:
        typer.echo(f"  demo admin token    {tokens.admin}")
        typer.echo(f"  demo seller token   {tokens.seller}")
    typer.echo("")
    os.environ.setdefault("PYTHONUNBUFFERED", "1")
