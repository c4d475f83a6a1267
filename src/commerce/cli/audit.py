"""`commerce audit` and `commerce system`: the trail, and the switches where the API cannot help."""

from datetime import UTC, datetime
from typing import Annotated

import orjson
import typer

from commerce.app import App
from commerce.audit import service
from commerce.audit.types import Anchor, AuditAction, FreezeScope, Verdict, Wanted
from commerce.cli.session import database, with_app

trail = typer.Typer(no_args_is_help=True, help="The audit trail: who did what.")
system = typer.Typer(no_args_is_help=True, help="Stop parts of the system, start them again.")
Moment = Annotated[datetime | None, typer.Option(help="In UTC, such as 2026-01-31T12:00:00.")]


@trail.command()
def verify(
    position: Annotated[int | None, typer.Option(help="Of an entry noted elsewhere.")] = None,
    hash: Annotated[str | None, typer.Option(help="The hash that was noted.")] = None,
) -> None:
    """Compute every entry anew; exit code 1 and the first wrong place when it is not whole."""
    if (position is None) is not (hash is None):
        raise typer.BadParameter("--position and --hash go together")
    anchor = Anchor(position, hash) if position is not None and hash is not None else None
    settings, _, url = database()

    async def work(app: App) -> Verdict:
        return await service.verify(app.db.reader(), anchor)

    verdict = with_app(settings, url, work)
    typer.echo(f"{verdict.entries} entries, the last has the hash {verdict.hash}")
    if verdict.damage is not None:
        typer.echo(f"{verdict.damage.value} at {verdict.position}")
    for table in verdict.unwatched:
        typer.echo(f"{table} is not watched: run `commerce migrate`")
    raise typer.Exit(0 if verdict.whole else 1)


@trail.command()
def export(
    since: Moment = None,
    until: Moment = None,
    actor: Annotated[str | None, typer.Option(help="Such as key:<uuid>.")] = None,
    kind: Annotated[str | None, typer.Option(help="Such as orders.order.")] = None,
    action: Annotated[AuditAction | None, typer.Option(help="Of one action only.")] = None,
) -> None:
    """Write entries as JSON, one in each line, oldest first."""
    which = Wanted(actor=actor, kind=kind, action=action, since=_utc(since), until=_utc(until))
    settings, _, url = database()

    async def work(app: App) -> None:
        async for row in service.export(app.db.reader(), which):
            typer.echo(orjson.dumps(row._asdict(), option=orjson.OPT_UTC_Z))

    with_app(settings, url, work)


@system.command()
def freeze(
    scope: Annotated[FreezeScope, typer.Argument(help="What to stop.")],
    reason: Annotated[str, typer.Option(help="Why; it is put on record.")],
) -> None:
    """Stop a part of the system; in force everywhere within a second."""
    settings, _, url = database()

    async def work(app: App) -> None:
        async with app.db.transaction() as tx:
            await service.freeze(tx, scope, reason=reason)

    with_app(settings, url, work)
    typer.echo(f"stopped {scope.value}")


@system.command()
def unfreeze(scope: Annotated[FreezeScope, typer.Argument(help="What may work again.")]) -> None:
    """Let a part of the system work again; ended sessions and keys stay ended."""
    settings, _, url = database()

    async def work(app: App) -> None:
        async with app.db.transaction() as tx:
            await service.unfreeze(tx, scope)

    with_app(settings, url, work)
    typer.echo(f"working {scope.value}")


def _utc(moment: datetime | None) -> datetime | None:
    return None if moment is None else moment.replace(tzinfo=UTC)
