"""Every command, and how errors of the operator are shown: one clear line, no trace."""

import sys

import typer
from psycopg import OperationalError
from psycopg.errors import UndefinedColumn, UndefinedTable
from sqlalchemy.exc import DBAPIError

from commerce.app import MigrationFailed
from commerce.cli import audit, data, keys, plugins, privacy, projection, projects, serving, staff
from commerce.http.server import AddressUnavailable, ServerMissing
from commerce.kernel.errors import Unavailable
from commerce.kernel.keyring import WrongMasterKey
from commerce.kernel.plugins import PluginError
from commerce.kernel.postgres import PostgresUnavailable
from commerce.kernel.settings import WrongSettings

_OPERATORS = (
    WrongSettings,
    WrongMasterKey,
    PostgresUnavailable,
    PluginError,
    MigrationFailed,
    Unavailable,
    AddressUnavailable,
    ServerMissing,
)

_LACKING = ("does not exist", "authentication failed")

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="A shop of many sellers. `commerce run` starts everything it needs.",
)
app.command()(serving.run)
app.command()(serving.serve)
app.command()(serving.worker)
app.command()(data.migrate)
app.command()(data.seed)
app.add_typer(data.imports, name="import")
app.add_typer(data.tokens, name="token")
app.add_typer(keys.app, name="keys")
app.add_typer(staff.app, name="staff")
app.add_typer(plugins.app, name="plugin")
app.add_typer(projects.app, name="schema")
app.add_typer(projection.app, name="projection")
app.add_typer(privacy.app, name="privacy")
app.add_typer(audit.trail, name="audit")
app.add_typer(audit.system, name="system")


def main() -> None:
    """Run the command line."""
    try:
        app()
    except (*_OPERATORS, OperationalError, UndefinedTable, UndefinedColumn, DBAPIError) as error:
        line = _line(error)
        if line is None:
            raise
        print(f"commerce: {line}", file=sys.stderr)  # noqa: T201  # the operator's terminal
        raise SystemExit(2) from None


def _line(error: Exception) -> str | None:
    """What the operator can do something about, in one line; None for what is a bug."""
    cause: BaseException | None = error
    if isinstance(cause, Unavailable) and cause.__cause__ is not None:
        cause = cause.__cause__
    if isinstance(cause, DBAPIError):
        cause = cause.orig
    if isinstance(cause, UndefinedTable | UndefinedColumn):
        return "the database has another schema than this program: run `commerce migrate`"
    if isinstance(cause, OperationalError):
        line = str(cause).strip().splitlines()[0]
        lacking = any(words in line for words in _LACKING)
        advice = "; `commerce migrate` makes logins and roles" if lacking else ""
        return f"the database does not answer: {line}{advice}"
    if isinstance(cause, MigrationFailed):
        return f"the database cannot be migrated: {cause}"
    return str(cause) if isinstance(cause, _OPERATORS) else None
