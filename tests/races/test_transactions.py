"""Transactions on a pool: what is committed lasts, what is not leaves nothing, losses are told."""

import asyncio

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from commerce.kernel.clock import now
from commerce.kernel.idempotency import IdempotencyRow
from commerce.kernel.ids import new_id
from commerce.kernel.reads import Statement, compiled
from tests.scratch import ask

OWN = compiled(text("select pg_backend_pid() as pid"))
LOCK = Statement("select key from kernel_idempotency where key = $1::text for update", ("key",))
KEPT = Statement("select key from kernel_idempotency where key = $1::text", ("key",))


def row(key: str) -> IdempotencyRow:
    return IdempotencyRow(scope="guest", key=key, operation="x", request_hash="h", expires_at=now())


async def kept(race, key: str) -> bool:
    return await race.db.reader().first(KEPT, key=key) is not None


async def test_what_is_committed_lasts_and_what_fails_leaves_nothing(race) -> None:
    done, undone = new_id().hex, new_id().hex

    async with race.db.transaction() as tx:
        tx.put(row(done))
    with pytest.raises(RuntimeError):
        async with race.db.transaction() as tx:
            tx.put(row(undone))
            await tx.send()
            raise RuntimeError

    assert await kept(race, done)
    assert not await kept(race, undone)


async def test_both_ways_of_one_transaction_commit_together(race) -> None:
    plain, session = new_id().hex, new_id().hex

    async with race.db.transaction() as tx:
        tx.put(row(plain))
        await tx.send()
        tx.add(row(session))

    assert await kept(race, plain) and await kept(race, session)


async def test_a_lost_connection_is_told_and_does_not_come_back(race, race_url) -> None:
    async with race.db.transaction() as tx:
        lost = (await tx.rows(OWN))[0].pid
    key = new_id().hex

    with pytest.raises(DBAPIError) as caught:
        async with race.db.transaction() as tx:
            assert (await tx.rows(OWN))[0].pid == lost
            tx.put(row(key))
            ask(race_url, f"select pg_terminate_backend({lost})")
            await tx.send()

    assert caught.value.connection_invalidated
    assert not await kept(race, key)
    async with race.db.transaction() as tx:
        assert (await tx.rows(OWN))[0].pid != lost


async def test_giving_up_while_waiting_for_a_lock_leaves_nothing_and_a_sound_connection(
    race,
) -> None:
    key, late = new_id().hex, new_id().hex
    async with race.db.transaction() as tx:
        tx.put(row(key))

    async def wait_for_it() -> None:
        async with race.db.transaction() as tx:
            tx.put(row(late))
            await tx.rows(LOCK, key=key)

    async with race.db.transaction() as tx:
        await tx.rows(LOCK, key=key)
        waiting = asyncio.create_task(wait_for_it())
        await asyncio.sleep(0.2)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting

    assert not await kept(race, late)
    for _ in range(3):
        async with race.db.transaction() as tx:
            assert len(await tx.rows(LOCK, key=key)) == 1
