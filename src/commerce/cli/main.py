"""Every command, and how errors of the operator are shown: one clear line, no trace."""

import sys

import typer

from commerce.cli import data, plugins, projects, serving
from commerce.kernel.plugins import PluginError
from commerce.kernel.postgres import PostgresUnavailable
from commerce.kernel.settings import WrongSettings

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
app.command()(serving.run)
app.command()(serving.serve)
app.command()(serving.worker)
app.command()(data.migrate)
app.command()(data.seed)
app.add_typer(data.imports, name="import")
app.add_typer(data.tokens, name="token")
app.add_typer(plugins.app, name="plugin")
app.add_typer(projects.app, name="schema")


def main() -> None:
    """Run the command line."""
    try:
        app()
    except (WrongSettings, PostgresUnavailable, PluginError) as error:
        print(f"commerce: {error}", file=sys.stderr)  # noqa: T201  # the operator's terminal
        raise SystemExit(2) from None
