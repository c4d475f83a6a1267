"""The relay: hands stored events to their handlers, at least once.

`kernel_handled` remembers what a handler has done, in the transaction of the work itself; so
a handler that only writes to the database takes effect exactly once. Once an event is
delivered it is never handed out again, and what was remembered of it is forgotten.
"""

import asyncio
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import (
    ARRAY,
    BigInteger,
    DateTime,
    Text,
    Uuid,
    any_,
    bindparam,
    delete,
    func,
    literal,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Mapped, mapped_column

from commerce.kernel.audit import acting_as, system
from commerce.kernel.clock import now
from commerce.kernel.db import Database, Tx
from commerce.kernel.events import Subscription, restore, subscriptions
from commerce.kernel.privacy import INTERNAL
from commerce.kernel.tables import Base, OutboxRow
from commerce.kernel.walls import BACKSTAGE

_log = structlog.get_logger(__name__)
_LONGEST_PAUSE = timedelta(hours=1)


class HandledRow(Base):
    """One event that one handler has dealt with."""

    __tablename__ = "kernel_handled"
    __table_args__ = BACKSTAGE

    event_id: Mapped[UUID] = mapped_column(primary_key=True, info=INTERNAL)
    handler: Mapped[str] = mapped_column(primary_key=True, info=INTERNAL)
    at: Mapped[datetime] = mapped_column(default=now, info=INTERNAL)


_DUE = (
    select(OutboxRow.id, OutboxRow.event_id, OutboxRow.name, OutboxRow.payload, OutboxRow.attempts)
    .where(OutboxRow.delivered_at.is_(None), OutboxRow.retry_at <= bindparam("now"))
    .order_by(OutboxRow.id)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True)
)

_MARKED = select(
    func.unnest(bindparam("ids", type_=ARRAY(Uuid))),
    bindparam("handler", type_=Text),
    bindparam("now", type_=DateTime(timezone=True)),
)
_HANDLED: Any = HandledRow.__table__
_MARK = (
    insert(_HANDLED)
    .from_select(["event_id", "handler", "at"], _MARKED, include_defaults=False)
    .on_conflict_do_nothing()
    .returning(_HANDLED.c.event_id)
)


async def deliver(db: Database, *, limit: int = 500) -> int:
    """Deliver what is due, oldest first; returns how many events were taken.

    Rows are taken with SKIP LOCKED, so any number of relays may run.
    """
    async with db.transaction() as tx:
        found = await tx.session.execute(_DUE, {"now": now(), "limit": limit})
        rows = list(found.all())
        if rows:
            failed: set[int] = set()
            for subscription in subscriptions():
                names = {kind.name for kind in subscription.kinds}
                failed |= await _tell(db, subscription, [row for row in rows if row.name in names])
            await _settle(tx, rows, failed)
    return len(rows)


async def drain(db: Database) -> None:
    """Deliver until nothing is due."""
    while await deliver(db):
        pass


async def _tell(db: Database, subscription: Subscription, rows: Sequence[Any]) -> set[int]:
    """Hand events to a handler; returns the ids of those that failed."""
    if subscription.bulk:
        return await _hand_over(db, subscription, rows)
    failed: set[int] = set()
    for row in rows:
        failed |= await _hand_over(db, subscription, [row])
    return failed


async def _hand_over(db: Database, subscription: Subscription, rows: Sequence[Any]) -> set[int]:
    """Let a handler deal with events together; when it cannot, with each half on its own.

    Where the database is in the way, all of them wait: halves would not fare better.
    """
    if not rows:
        return set()
    try:
        await _handle(db, subscription, rows)
        return set()
    except Exception as error:
        if len(rows) == 1 or isinstance(error, OperationalError):
            names = sorted({row.name for row in rows})
            _log.exception("event_handler_failed", event_names=names, handler=subscription.key)
            return {row.id for row in rows}
    half = len(rows) // 2
    failed = await _hand_over(db, subscription, rows[:half])
    return failed | await _hand_over(db, subscription, rows[half:])


async def _handle(db: Database, subscription: Subscription, rows: Sequence[Any]) -> None:
    given = {"ids": [row.event_id for row in rows], "handler": subscription.key, "now": now()}
    with acting_as(system(subscription.key)):
        async with db.transaction() as tx:
            new = set(await tx.session.scalars(_MARK, given))
            events = [restore(row.name, row.payload) for row in rows if row.event_id in new]
            if events:
                await subscription.handle(tx, events)


async def _settle(tx: Tx, rows: Sequence[Any], failed: Collection[int]) -> None:
    done = [row for row in rows if row.id not in failed]
    ids, event_ids = [row.id for row in done], [row.event_id for row in done]
    await tx.session.execute(
        update(OutboxRow)
        .where(OutboxRow.id == any_(literal(ids, ARRAY(BigInteger))))
        .values(delivered_at=now())
    )
    await tx.session.execute(
        delete(HandledRow).where(HandledRow.event_id == any_(literal(event_ids, ARRAY(Uuid))))
    )
    for row in rows:
        if row.id in failed:
            pause = min(timedelta(seconds=2 ** min(row.attempts, 12)), _LONGEST_PAUSE)
            values = {"attempts": row.attempts + 1, "retry_at": now() + pause}
            await tx.session.execute(
                update(OutboxRow).where(OutboxRow.id == row.id).values(**values)
            )


async def relay(db: Database, *, every: float = 0.1) -> None:
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
