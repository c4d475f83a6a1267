"""`commerce projection`: the read model of the storefront, built anew or compared."""

from typing import Annotated
from uuid import UUID

import typer

from commerce.app import App
from commerce.cli.session import database, with_app
from commerce.kernel import ids
from commerce.search import service as search

PRODUCT = "prod"
SHOWN = 20

app = typer.Typer(no_args_is_help=True, help="The read model of the storefront.")


@app.command()
def rebuild(
    after: Annotated[
        str | None, typer.Option(help="Go on after this product, as a run that was cut off said.")
    ] = None,
) -> None:
    """Make every row right, in batches, while the shop sells from what is there."""
    start = ids.decode(PRODUCT, after) if after else UUID(int=0)
    settings, _, url = database()

    async def work(app: App) -> int:
        return await search.rebuild(app.db, tell=_tell, after=start)

    typer.echo(f"{with_app(settings, url, work)} products are right")


@app.command()
def verify() -> None:
    """Compare every row with the tables; exit code 1 when one differs."""
    settings, _, url = database()

    async def work(app: App) -> int:
        count = 0
        async for each in search.verify(app.db, tell=_tell):
            count += 1
            if count <= SHOWN:
                wanted = "should not be" if each.should_be is None else each.should_be
                typer.echo(f"{each.table} {each.key}: {wanted}")
        return count

    count = with_app(settings, url, work)
    typer.echo(f"{count} differences" if count else "no difference")
    raise typer.Exit(1 if count else 0)


def _tell(products: int, last: UUID) -> None:
    typer.echo(f"{products} products, the last is {ids.encode(PRODUCT, last)}", err=True)
