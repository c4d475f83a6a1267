"""The relay: hands stored events to their handlers, at least once, each in its own transaction.

`kernel_handled` remembers what a handler has done, in the transaction of the work itself; so
a handler that only writes to the database takes effect exactly once.
"""

import asyncio
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from commerce.kernel.clock import now
from commerce.kernel.db import Base, Database, OutboxRow, Tx
from commerce.kernel.events import Subscription, restore, subscriptions

_log = structlog.get_logger(__name__)
_LONGEST_PAUSE = timedelta(hours=1)


class HandledRow(Base):
    """One event that one handler has dealt with."""

    __tablename__ = "kernel_handled"

    event_id: Mapped[UUID] = mapped_column(primary_key=True)
    handler: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(default=now)


async def deliver(db: Database, *, limit: int = 100) -> int:
    """Deliver what is due, oldest first; returns how many events were taken.

    Rows are taken with SKIP LOCKED, so any number of relays may run.
    """
    async with db.transaction() as tx:
        stmt = (
            select(OutboxRow)
            .where(OutboxRow.delivered_at.is_(None), OutboxRow.retry_at <= now())
            .order_by(OutboxRow.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        rows = await tx.all(stmt)
        for row in rows:
            await _deliver_one(db, tx, row)
    return len(rows)


async def _deliver_one(db: Database, tx: Tx, row: OutboxRow) -> None:
    failed = False
    for subscription in subscriptions(row.name):
        try:
            await _handle(db, row, subscription)
        except Exception:
            failed = True
            _log.exception("event_handler_failed", event_name=row.name, handler=subscription.key)
    if failed:
        pause = min(timedelta(seconds=2 ** min(row.attempts, 12)), _LONGEST_PAUSE)
        values = {"attempts": row.attempts + 1, "retry_at": now() + pause}
    else:
        values = {"delivered_at": now()}
    await tx.session.execute(update(OutboxRow).where(OutboxRow.id == row.id).values(**values))


async def _handle(db: Database, row: OutboxRow, subscription: Subscription) -> None:
    async with db.transaction() as tx:
        mark = insert(HandledRow).values(event_id=row.event_id, handler=subscription.key, at=now())
        new = await tx.session.execute(mark.on_conflict_do_nothing().returning(HandledRow.event_id))
        if new.first() is not None:
            await subscription.handle(tx, restore(row.name, row.payload))


async def relay(db: Database, *, every: float = 0.2) -> None:
    """Deliver for ever; `every` is the pause in seconds when nothing was due."""
    while True:
        try:
            if await deliver(db) == 0:
                await asyncio.sleep(every)
        except asyncio.CancelledError:
            raise
        except Exception:
            _log.exception("relay_failed")
            await asyncio.sleep(1)
