"""`commerce plugin list`."""

import typer

from commerce.kernel.plugins import PluginError, installed, load
from commerce.kernel.settings import load_settings

app = typer.Typer(no_args_is_help=True, help="Installed plugins.")


@app.callback()
def group() -> None:
    """Plugins fill the slots of core: payment, shipping, tax."""


@app.command("list")
def show() -> None:
    """Every installed plugin: enabled or not, and whether it loads."""
    settings = load_settings()
    for name in installed():
        state = "enabled" if name in settings.enabled_plugins else "installed"
        try:
            title = load(name).title
        except PluginError as error:
            state, title = "broken", str(error)
        typer.echo(f"{name:24} {state:10} {title}")
