"""Serves what the product is compared with: uvicorn with uvloop and httptools, one process."""

import os

import uvicorn
from starlette.types import ASGIApp


def serve(app: ASGIApp) -> None:
    """Serve on COMMERCE_PORT until told to stop."""
    uvicorn.run(
        app,
        port=int(os.environ["COMMERCE_PORT"]),
        loop="uvloop",
        http="httptools",
        ws="none",
        access_log=False,
        log_level="warning",
    )
