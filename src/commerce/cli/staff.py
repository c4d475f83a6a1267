"""`commerce staff`: the first people of a shop, whom nobody could invite yet."""

from typing import Annotated

import typer

from commerce.app import App
from commerce.cli.session import database, with_app
from commerce.identity import service as identity
from commerce.kernel.errors import DomainError

app = typer.Typer(no_args_is_help=True, help="People who work for the platform.")


@app.callback()
def group() -> None:
    """People who work for the platform."""


@app.command()
def invite(
    email: Annotated[str, typer.Argument(help="Where the link is sent.")],
    role: Annotated[str, typer.Option(help="super_admin, admin or support.")] = "admin",
    language: Annotated[str, typer.Option(help="Of the message: en, ru, uz-Latn.")] = "en",
) -> None:
    """Send somebody a link with which they take a role; the token of it is printed too."""
    settings, _, url = database()

    async def work(app: App) -> str | None:
        async with app.db.transaction() as tx:
            row = await identity.invite_staff(tx, email, role, language=language)
        told = await identity.told(app.db.reader(), row.challenge_id)
        return told.token if told else None

    try:
        token = with_app(settings, url, work)
    except DomainError as error:
        raise typer.BadParameter(error.message("en")) from None
    typer.echo(f"linkToken for staffInvitationAccept: {token}")
