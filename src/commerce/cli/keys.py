"""`commerce keys`: the key pairs that sign access tokens."""

from datetime import timedelta
from typing import Annotated

import typer

from commerce.app import App
from commerce.cli.session import database, with_app
from commerce.identity import service as identity

app = typer.Typer(no_args_is_help=True, help="The keys that sign access tokens.")


@app.command("list")
def show() -> None:
    """Every key that signs or verifies."""
    settings, _, url = database()

    async def work(app: App) -> list[str]:
        rows = await identity.published(app.db.reader())
        return [f"{row.id}  {row.state:8} {row.created_at:%Y-%m-%d}" for row in rows]

    for line in with_app(settings, url, work):
        typer.echo(line)


@app.command()
def rotate(
    now: Annotated[
        bool, typer.Option("--now", help="Refuse at once what the old key has signed.")
    ] = False,
) -> None:
    """Sign with the next key from now on; the old one verifies until its tokens have ended."""
    settings, _, url = database()

    async def work(app: App) -> str:
        verifies = timedelta(0) if now else timedelta(seconds=settings.access_seconds)
        async with app.db.transaction() as tx:
            return str(await identity.rotate(tx, verifies=verifies))

    typer.echo(f"{with_app(settings, url, work)} signs now")
