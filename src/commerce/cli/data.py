"""`commerce migrate`, `seed`, `import` and `token`: what an operator does to the data."""

import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from commerce.app import App
from commerce.cli import session
from commerce.cli.session import database, step, with_app
from commerce.demo import seed as demo
from commerce.identity import service as identity
from commerce.identity.types import Role
from commerce.imports import service as importing
from commerce.imports.messages import LANGUAGES as REPORT_LANGUAGES
from commerce.imports.report import ImportReport, outcome_lines
from commerce.imports.types import ImportRequest
from commerce.kernel import ids, outbox
from commerce.kernel.clock import now
from commerce.kernel.errors import BadInput, DomainError
from commerce.kernel.text import LANGUAGES
from commerce.sellers import service as sellers

TOKEN = "tok"
_DAY = "%Y-%m-%d"

imports = typer.Typer(no_args_is_help=True, help="Bring products in from other shops.")
tokens = typer.Typer(no_args_is_help=True, help="API tokens of staff and sellers.")


def migrate() -> None:
    """Bring the database to the newest schema."""
    session.migrate(*database())


def seed() -> None:
    """Fill an empty shop with demo data; a shop that was seeded stays as it is."""
    settings, _, url = database()
    with step("seeding the demo shop"):
        made = with_app(settings, url, demo.seed_now)
    if made is None:
        typer.echo("the demo tokens were made elsewhere and are not kept here")
        return
    typer.echo(f"admin token   {made.admin}")
    typer.echo(f"seller token  {made.seller}")


@imports.callback()
def group() -> None:
    """Bring products in from other shops."""


@imports.command()
def shopify(  # noqa: PLR0913  # each is an option of the command
    files: Annotated[list[Path], typer.Argument(help="Product CSV files exported by Shopify.")],
    seller: Annotated[str, typer.Option(help="Slug or id of whose offers these are.")] = "house",
    channel: Annotated[
        str | None, typer.Option(help="Where the prices hold; the first channel when not given.")
    ] = None,
    currency: Annotated[
        str | None, typer.Option(help="Of the prices; the channel's when not given.")
    ] = None,
    category: Annotated[
        str | None, typer.Option(help='For products that name none, as "Home > Garden".')
    ] = None,
    encoding: Annotated[
        str | None, typer.Option(help="Of the files; UTF-8 when not given.")
    ] = None,
    language: Annotated[str, typer.Option(help="Of the texts in the files.")] = "en",
    dry_run: Annotated[bool, typer.Option(help="Show the differences, write nothing.")] = False,
    report: Annotated[str, typer.Option(help="Language of the report: en, ru, uz.")] = "en",
) -> None:
    """Import products; exit code 1 when some failed, 2 when a file was refused."""
    _one_of(language, LANGUAGES, "--language")
    _one_of(report, REPORT_LANGUAGES, "--report")
    request = ImportRequest(
        paths=tuple(files),
        seller=seller,
        channel=channel,
        currency=currency,
        category=tuple(part.strip() for part in (category or "").split(">") if part.strip()),
        encoding=encoding,
        language=language,
        dry_run=dry_run,
        report_language=report,
    )
    settings, _, url = database()
    done = with_app(settings, url, lambda app: _import(app, request))
    for line in outcome_lines(done, language=report):
        typer.echo(line)
    raise typer.Exit(2 if done.refused else 1 if done.failed else 0)


async def _import(app: App, request: ImportRequest) -> ImportReport:
    try:
        done = await importing.import_products(app.db, request, app.cache, tell=_Progress().tell)
    except BadInput as error:
        raise typer.BadParameter(str(error)) from None
    await outbox.drain(app.db)  # so that lists show what came in
    return done


class _Progress:
    """Says how far an import is: in place on a terminal, else a line now and then."""

    def __init__(self) -> None:
        self._terminal = sys.stderr.isatty()
        self._pause = 0.2 if self._terminal else 5.0
        self._next = time.monotonic() + 1.0

    def tell(self, products: int, *, last: bool) -> None:
        """Show the count, not more often than a reader can follow."""
        due = time.monotonic() >= self._next
        if due:
            self._next = time.monotonic() + self._pause
        if due or (last and self._terminal):
            end = "\r" if self._terminal and not last else "\n"
            typer.echo(f"{products} products ...{end}", nl=False, err=True)


@tokens.command()
def create(
    name: Annotated[str, typer.Option(help="What it is for.")],
    role: Annotated[Role, typer.Option(help="What it may do.")] = Role.ADMIN,
    seller: Annotated[
        str | None, typer.Option(help="Slug or id of the seller it acts for.")
    ] = None,
    days: Annotated[
        int | None, typer.Option(min=1, max=3650, help="Good for so many days; else for ever.")
    ] = None,
) -> None:
    """Make a token and show its secret, this once."""
    if (role is Role.SELLER) is (seller is None):
        raise typer.BadParameter("--seller goes with --role seller, and only with it")
    settings, _, url = database()

    async def work(app: App) -> str:
        seller_id = None
        if seller is not None:
            row = await sellers.find(app.db.reader(), seller)
            if row is None:
                raise typer.BadParameter(f"there is no seller {seller}")
            seller_id = row.id
        expires_at = now() + timedelta(days=days) if days else None
        async with app.db.transaction() as tx:
            return await identity.create_token(
                tx, name, role=role, seller_id=seller_id, expires_at=expires_at
            )

    typer.echo(with_app(settings, url, work))


@tokens.command("list")
def show() -> None:
    """Every token, without its secret."""
    settings, _, url = database()

    async def work(app: App) -> Any:
        return await identity.tokens(app.db.reader())

    for row in with_app(settings, url, work):
        typer.echo(
            f"{ids.encode(TOKEN, row.id)}  {row.role or 'key':8} {_state(row):20} {row.name}"
        )


def _state(row: Any) -> str:
    if row.revoked_at:
        return f"revoked {row.revoked_at:{_DAY}}"
    if row.expires_at is None:
        return "good"
    word = "expired" if row.expires_at <= now() else "good until"
    return f"{word} {row.expires_at:{_DAY}}"


@tokens.command()
def revoke(token: Annotated[str, typer.Argument(help="Its id, as `token list` shows.")]) -> None:
    """End a token; it is not good any more within a second."""
    settings, _, url = database()

    async def work(app: App) -> None:
        async with app.db.transaction() as tx:
            await identity.revoke_token(tx, ids.decode(TOKEN, token))

    try:
        with_app(settings, url, work)
    except DomainError:
        raise typer.BadParameter(f"there is no token {token}") from None
    typer.echo(f"revoked {token}")


def _one_of(value: str, allowed: tuple[str, ...], option: str) -> None:
    if value not in allowed:
        raise typer.BadParameter(f"{option} is one of {', '.join(allowed)}")
