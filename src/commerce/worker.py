"""Background work: the relay of events, the sweeper of checkouts, and housekeeping."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from commerce.app import App
from commerce.cart import service as carts
from commerce.checkout import service as checkout
from commerce.kernel import idempotency, outbox
from commerce.kernel.reach import EVERYTHING, reach

_log = structlog.get_logger(__name__)
_HOUR = 3600.0


async def run(app: App) -> None:
    """Work until cancelled, for all sellers. Any number of workers may run beside each other."""
    reach.set(EVERYTHING)

    async def sweep() -> None:
        await checkout.sweep(app.deps)

    async def tidy() -> None:
        async with app.db.transaction() as tx:
            await idempotency.forget_expired(tx)
        async with app.db.transaction() as tx:
            await carts.delete_expired(tx)

    async with asyncio.TaskGroup() as group:
        group.create_task(outbox.relay(app.db))
        group.create_task(_repeat("sweep", sweep, every=1.0))
        group.create_task(_repeat("tidy", tidy, every=_HOUR))


async def _repeat(name: str, work: Callable[[], Awaitable[None]], *, every: float) -> None:
    while True:
        try:
            await work()
        except Exception:
            _log.exception("job_failed", job=name)
        await asyncio.sleep(every)
