"""Bringing a killed server back while the program runs."""

import asyncio

import structlog

from commerce.kernel.postgres.errors import PostgresUnavailable
from commerce.kernel.postgres.server import EmbeddedPostgres

log = structlog.get_logger(__name__)


async def keep_alive(server: EmbeddedPostgres, *, every: float = 0.25) -> None:
    """Look after the server until cancelled; start it again whenever it is gone.

    Args:
        every: seconds between two looks, and between two attempts that fail.
    """
    while True:
        await asyncio.sleep(every)
        try:
            if await asyncio.to_thread(server.running):
                continue
            log.warning("database server is gone, starting it again", folder=str(server.root))
            await asyncio.to_thread(server.start)
        except (PostgresUnavailable, OSError) as error:
            log.error("database server did not come back", reason=str(error))
        else:
            log.info("database server is back", folder=str(server.root))
