"""`commerce privacy`: personal data at rest, sealed, sealed anew, its keys under another master."""

from typing import Annotated

import typer

from commerce.app import App
from commerce.cli.session import database, with_app
from commerce.kernel import resealing

app = typer.Typer(no_args_is_help=True, help="Personal data at rest and its keys.")


@app.command()
def seal() -> None:
    """Seal what is not sealed by the newest key, in batches, while the shop runs."""
    settings, _, url = database()

    async def work(app: App) -> int:
        return await resealing.seal_all(app.db, tell=_tell)

    typer.echo(f"{with_app(settings, url, work)} rows were sealed")


@app.command()
def rotate(
    wait: Annotated[
        float, typer.Option(min=0, help="Seconds until every process knows of the new key.")
    ] = resealing.SETTLED_AFTER,
) -> None:
    """Make a new data key, seal everything by it while the shop runs, retire the older ones."""
    settings, _, url = database()

    async def work(app: App) -> int:
        return await resealing.rotate(app.db, tell=_tell, settle=wait)

    typer.echo(f"{with_app(settings, url, work)} rows were sealed by a new key")


@app.command()
def rewrap() -> None:
    """Wrap the data keys by the first key of COMMERCE_MASTER_KEY; then the others can go."""
    settings, _, url = database()

    async def work(app: App) -> int:
        return await resealing.rewrap(app.db)

    typer.echo(f"{with_app(settings, url, work)} keys were wrapped by the new master key")


def _tell(table: str, rows: int) -> None:
    typer.echo(f"{table}: {rows} rows", err=True)
