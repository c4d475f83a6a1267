"""Background work: the relay of events, messages to people, the sweeper, housekeeping."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from commerce.app import App
from commerce.cart import service as carts
from commerce.checkout import service as checkout
from commerce.identity import service as identity
from commerce.kernel import idempotency, outbox, resealing
from commerce.kernel.audit import acting_as, system
from commerce.kernel.reach import EVERYTHING, reach
from commerce.notifications import service as notifications
from commerce.privacy import service as privacy

_log = structlog.get_logger(__name__)
_HOUR = 3600.0
_DAY = 24 * _HOUR


async def run(app: App) -> None:
    """Work until cancelled, for all sellers. Any number of workers may run beside each other."""
    reach.set(EVERYTHING)

    async def sweep() -> None:
        with acting_as(system("checkout.sweep")):
            await checkout.sweep(app.deps)

    async def tell() -> None:
        while await notifications.send_due(app.db, app.registry, app.settings):
            pass

    async def tidy() -> None:
        async with app.db.transaction() as tx:
            await idempotency.forget_expired(tx)
        async with app.db.transaction() as tx:
            await carts.delete_expired(tx)
        async with app.db.transaction() as tx:
            await identity.forget_old(tx)
            await notifications.forget_old(tx)
            await privacy.forget_exports(tx)

    async def keep_private() -> None:
        await resealing.seal_all(app.db, tell=lambda table, rows: None)
        await privacy.forget_old(app.db, app.settings.retention_days)

    async def erase() -> None:
        with acting_as(system("privacy.erase")):
            await privacy.erase_due(app.db)

    # What has expired is removed in nobody's name: it is no act worth a record.
    async with asyncio.TaskGroup() as group:
        group.create_task(outbox.relay(app.db))
        group.create_task(_repeat("sweep", sweep, every=1.0))
        group.create_task(_repeat("tell", tell, every=0.5))
        group.create_task(_repeat("erase", erase, every=5.0))
        group.create_task(_repeat("tidy", tidy, every=_HOUR))
        group.create_task(_repeat("privacy", keep_private, every=_DAY, after=_HOUR))


async def _repeat(
    name: str, work: Callable[[], Awaitable[None]], *, every: float, after: float = 0
) -> None:
    await asyncio.sleep(after)
    while True:
        try:
            await work()
        except Exception:
            _log.exception("job_failed", job=name)
        await asyncio.sleep(every)
