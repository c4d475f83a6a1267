"""The command line: `commerce run | serve | worker | migrate | seed | import | token | ...`."""

from commerce.cli.main import app, main

__all__ = ["app", "main"]
