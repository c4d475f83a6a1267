"""The factory that servers call; what is imported at the start is no garbage to look for."""

import gc

from starlette.applications import Starlette


def factory() -> Starlette:
    """The application from the environment, built with the collector at rest."""
    gc.disable()
    from commerce.http import main

    gc.freeze()
    return main.factory()
