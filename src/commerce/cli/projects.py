"""`commerce schema`: the generated files of the API, and what changed between two of them."""

from pathlib import Path
from typing import Annotated

import typer
from graphql import GraphQLError, GraphQLSchema, build_schema
from graphql.utilities import find_breaking_changes, find_dangerous_changes

from commerce.app import ROOT
from commerce.graphql.files import generated

FOLDER = ROOT / "schema"

app = typer.Typer(no_args_is_help=True, help="The schema of the API as files.")


@app.command()
def write(
    folder: Annotated[Path, typer.Option(help="Where the files go.")] = FOLDER,
) -> None:
    """Write schema.graphql, access.json and events.json anew."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in generated().items():
        path = folder / name
        same = path.exists() and path.read_text("utf-8") == text
        if not same:
            path.write_text(text, "utf-8")
        typer.echo(f"{'unchanged' if same else 'written':9} {path}")


@app.command("print")
def show() -> None:
    """Print the schema as text."""
    typer.echo(generated()["schema.graphql"], nl=False)


@app.command()
def diff(
    old: Annotated[Path, typer.Argument(help="The schema clients know.")],
    new: Annotated[Path, typer.Argument(help="The schema to compare with it.")],
) -> None:
    """Name what breaks clients (exit code 1) and what may surprise them."""
    before, after = _read(old), _read(new)
    breaking = find_breaking_changes(before, after)
    for change in breaking:
        typer.echo(f"breaking: {change.description}")
    for risk in find_dangerous_changes(before, after):
        typer.echo(f"dangerous: {risk.description}")
    if breaking:
        raise typer.Exit(1)
    typer.echo("no breaking change")


def _read(path: Path) -> GraphQLSchema:
    try:
        return build_schema(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, GraphQLError, TypeError) as error:
        raise typer.BadParameter(f"{path}: {str(error).splitlines()[0]}") from None
