"""What commands share: the running server, progress lines, one event loop."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import typer

from commerce import app as program
from commerce.app import App, build, embedded_server, owner_url, server_url
from commerce.kernel.audit import acting_as, system
from commerce.kernel.postgres import EmbeddedPostgres
from commerce.kernel.reach import EVERYTHING, reaching
from commerce.kernel.settings import Settings, load_settings

T = TypeVar("T")


@contextmanager
def step(what: str) -> Iterator[None]:
    """Say what is being done, and how long it took; on stderr, so that results stay alone."""
    started = time.monotonic()
    typer.echo(f"{what} ... ", nl=False, err=True)
    try:
        yield
    except BaseException:
        typer.echo("failed", err=True)
        raise
    typer.echo(f"done in {time.monotonic() - started:.1f} s", err=True)


def database() -> tuple[Settings, EmbeddedPostgres | None, str]:
    """Settings and the server they name, started if it is ours."""
    settings = load_settings()
    with step("starting the database"):
        server = embedded_server(settings)
        url = server_url(settings, server)
    return settings, server, url


def migrate(settings: Settings, server: EmbeddedPostgres | None, url: str) -> None:
    """Migrate as the owner; afterwards the program serves as the login of `url`."""
    with step("migrating"):
        program.migrate(owner_url(settings, server), login=url)


def with_app(settings: Settings, url: str, work: Callable[[App], Awaitable[T]]) -> T:
    """Run one coroutine with a built program, which reaches everything.

    What it writes is on record as the command's.
    """

    async def inside() -> T:
        app = build(settings, url)
        try:
            with reaching(EVERYTHING), acting_as(system(_name(work))):
                return await work(app)
        finally:
            await app.close()

    return asyncio.run(inside())


def _name(work: Callable[[App], Awaitable[T]]) -> str:
    """Where the work is written, such as `commerce.cli.data.create`."""
    return f"{work.__module__}.{work.__qualname__.partition('.')[0]}"
