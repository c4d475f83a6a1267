"""Events reach their handlers: at least once, in order, with an effect exactly once."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select

from commerce.identity.models import Token
from commerce.identity.service import create_token
from commerce.identity.types import Role
from commerce.kernel import events, outbox
from commerce.kernel.clock import shifted
from commerce.kernel.db import Database, Tx
from commerce.kernel.ids import new_id
from commerce.kernel.tables import OutboxRow
from tests.kernel.happened import Happened, listening, tell

__all__ = ["listening"]


async def waiting(db: Database) -> int:
    undelivered = OutboxRow.delivered_at.is_(None)
    stmt = select(func.count()).where(undelivered, OutboxRow.name == Happened.name)
    return await db.reader().scalar(stmt)


async def test_events_arrive_whole_and_in_order(db, listening) -> None:
    seen = []

    @events.on(Happened)
    async def hear(tx: Tx, event: Happened) -> None:
        seen.append(event)

    await tell(db, "one", "two", "three")
    delivered = await outbox.deliver(db)

    assert delivered == 3
    assert [event.note for event in seen] == ["one", "two", "three"]
    assert all(isinstance(event.subject_id, UUID) and event.other_id is None for event in seen)
    assert await waiting(db) == 0


async def test_what_is_rolled_back_is_never_told(db, listening) -> None:
    with pytest.raises(RuntimeError):
        async with db.transaction() as tx:
            tx.emit(Happened(subject_id=new_id(), note="never"))
            raise RuntimeError

    assert await waiting(db) == 0
    assert await outbox.deliver(db) == 0


async def test_a_failing_handler_is_tried_again_and_holds_nobody_up(db, listening) -> None:
    tries, heard = [], []

    @events.on(Happened)
    async def stumble(tx: Tx, event: Happened) -> None:
        tries.append(event.note)
        await create_token(tx, f"trace of {event.note}", role=Role.ADMIN)
        if len(tries) == 1:
            raise RuntimeError("stumbled")

    @events.on(Happened)
    async def hear(tx: Tx, event: Happened) -> None:
        heard.append(event.note)

    await tell(db, "first")
    await outbox.deliver(db)
    assert await waiting(db) == 1
    assert await db.reader().scalar(select(func.count(Token.id))) == 0

    with shifted(timedelta(minutes=1)):
        await outbox.deliver(db)

    assert tries == ["first", "first"]
    assert heard == ["first"]
    assert await waiting(db) == 0
    assert await db.reader().scalar(select(func.count(Token.id))) == 1


async def test_a_bulk_handler_gets_all_that_is_due_at_once_and_each_once(db, listening) -> None:
    rounds = []

    @events.on_many(Happened)
    async def hear(tx: Tx, happened: Sequence[Happened]) -> None:
        rounds.append([each.note for each in happened])

    await tell(db, "one", "two", "three")
    await outbox.drain(db)
    await outbox.drain(db)

    assert rounds == [["one", "two", "three"]]
    assert await waiting(db) == 0
    assert await db.reader().scalar(select(func.count()).select_from(outbox.HandledRow)) == 0


async def test_what_a_bulk_handler_cannot_digest_waits_alone(db, listening) -> None:
    kept = []

    @events.on_many(Happened)
    async def stumble(tx: Tx, happened: Sequence[Happened]) -> None:
        notes = [each.note for each in happened]
        await create_token(tx, f"trace of {notes}", role=Role.ADMIN)
        if "bad" in notes:
            raise RuntimeError("stumbled")
        kept.extend(notes)

    await tell(db, "one", "two", "bad", "three")
    await outbox.deliver(db)

    assert kept == ["one", "two", "three"]
    assert await waiting(db) == 1
    assert await db.reader().scalar(select(func.count(Token.id))) == 2


async def test_an_event_that_nobody_hears_does_not_wait(db, listening) -> None:
    await tell(db, "unheard")

    assert await waiting(db) == 0
