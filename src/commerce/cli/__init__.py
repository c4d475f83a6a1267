"""The command line: `commerce run | serve | worker | migrate | seed | import | token | ...`."""

import gc

gc.disable()  # importing makes no garbage, and looking for it takes a quarter of the start

from commerce.cli.main import app, main  # noqa: E402  # after the line above

gc.freeze()
gc.enable()

__all__ = ["app", "main"]
