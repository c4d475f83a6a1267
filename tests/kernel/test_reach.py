"""Whose rows a piece of work reaches, as the server itself says, on real connections."""

import asyncio
import contextvars
import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from uuid import UUID

import pytest
from sqlalchemy import text

from commerce.kernel import grants
from commerce.kernel.access import GUEST, SYSTEM, Actor
from commerce.kernel.db import Database, create_engine
from commerce.kernel.ids import new_id
from commerce.kernel.reach import (
    BUYER,
    EVERYTHING,
    NOTHING,
    Reach,
    for_reading,
    for_writing,
    reach,
    reach_of,
    reaching,
)
from commerce.kernel.reads import ReadLimits, ReadPool, Statement
from commerce.kernel.tables import Base
from commerce.kernel.walls import PLATFORM, PUBLIC, ROLES, SELLER
from tests.kernel.reads.pooler import pooled
from tests.scratch import scratch_database

WHO = "select current_user::text as role, coalesce(current_setting('commerce.sellers', true), '')"
OF = {role: Statement(WHO, role=role) for role in ROLES}
ONE, TWO = (Reach(SELLER, str(new_id())) for _ in range(2))
LOGIN = "reach_login"


@pytest.fixture(scope="module")
def url(server_url: str) -> Iterator[str]:
    """A migrated database, as a login that has no rights of its own."""
    with scratch_database(server_url) as owner:
        login = re.sub(r"//.*@", f"//{LOGIN}:{LOGIN}@", owner)
        grants.secure(owner, login, Base.metadata)
        yield login


@dataclass
class Program:
    db: Database
    reads: ReadPool

    async def reads_as(self, role: str) -> tuple[str, str]:
        return tuple((await self.reads.fetch(OF[role], ()))[0])

    async def writes_as(self) -> tuple[str, str]:
        async with self.db.transaction() as tx:
            return tuple((await tx.rows(OF[PLATFORM]))[0])

    async def session_writes_as(self) -> tuple[str, str]:
        async with self.db.transaction() as tx:
            return tuple((await tx.session.execute(text(WHO))).one())


async def program(url: str, *, pgbouncer: bool = False) -> AsyncIterator[Program]:
    """One connection for all transactions: what one leaves behind the next would find."""
    engine = create_engine(url, size=1, pgbouncer=pgbouncer)
    reads = ReadPool(url, ReadLimits(size=2, wait=3.0, pgbouncer=pgbouncer))
    yield Program(Database(engine, reads), reads)
    await reads.close()
    await engine.dispose()


@pytest.fixture(params=["direct", "behind a pooler"])
async def served(url: str, request: pytest.FixtureRequest) -> AsyncIterator[Program]:
    if request.param == "direct":
        async for each in program(url):
            yield each
        return
    async with pooled(url, connections=2) as (address, _):
        async for each in program(address, pgbouncer=True):
            yield each


def test_the_reach_of_an_actor_is_what_it_may_do() -> None:
    one, two = UUID(int=1), UUID(int=2)
    known = {"token_id": new_id()}

    assert reach_of(GUEST) == BUYER
    assert reach_of(Actor(**known)) == BUYER
    assert reach_of(SYSTEM) == EVERYTHING
    held = dict.fromkeys((two, one), frozenset({"OFFER_WRITE"}))
    assert reach_of(Actor(**known, seller_permissions=held)).sellers == f"{one},{two}"
    assert reach_of(Actor(**known, permissions=frozenset({"OFFER_WRITE"}))) == EVERYTHING
    assert reach_of(Actor(**known, channel_permissions=held)) == EVERYTHING


def test_work_that_says_nothing_reaches_nothing() -> None:
    fresh = contextvars.Context()

    assert fresh.run(reach.get) is NOTHING
    assert fresh.run(for_writing) == NOTHING
    assert {fresh.run(for_reading, role) for role in ROLES} == {NOTHING}


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        (BUYER, {PUBLIC: BUYER, SELLER: EVERYTHING, PLATFORM: EVERYTHING}),
        (ONE, {PUBLIC: ONE, SELLER: ONE, PLATFORM: EVERYTHING}),
        (EVERYTHING, dict.fromkeys(ROLES, EVERYTHING)),
        (NOTHING, dict.fromkeys(ROLES, NOTHING)),
    ],
)
async def test_a_read_is_run_by_the_role_that_its_tables_and_its_caller_allow(
    served, who, expected
) -> None:
    with reaching(who):
        found = {role: await served.reads_as(role) for role in ROLES}

    assert found == {role: (told.role, told.sellers) for role, told in expected.items()}


async def test_a_transaction_of_a_seller_is_told_whose_and_the_next_one_is_not(served) -> None:
    for ask in (served.writes_as, served.session_writes_as):
        for who, role in ((ONE, SELLER), (BUYER, PLATFORM), (TWO, SELLER), (EVERYTHING, PLATFORM)):
            with reaching(who):
                assert await ask() == (role, who.sellers)
        with reaching(NOTHING):
            assert await ask() == (SELLER, "")


async def test_a_transaction_that_fails_leaves_nothing_behind(served) -> None:
    with reaching(ONE), pytest.raises(ZeroDivisionError):
        async with served.db.transaction() as tx:
            await tx.rows(OF[PLATFORM])
            raise ZeroDivisionError
    with reaching(BUYER):
        assert await served.writes_as() == (PLATFORM, "")


async def test_many_at_once_are_never_taken_for_each_other(served) -> None:
    async def ask(who: Reach) -> bool:
        with reaching(who):
            return await served.reads_as(PUBLIC) == (who.role, who.sellers)

    assert all(await asyncio.gather(*(ask(who) for who in (ONE, BUYER, TWO, EVERYTHING) * 25)))


async def test_the_settings_travel_with_the_first_statement(url) -> None:
    async for served in program(url):
        with reaching(ONE):
            async with served.db.transaction() as tx:
                tx.later(OF[PLATFORM])
                answer = tx.later(OF[PLATFORM])
                assert not answer.here
                await tx.send()
                assert answer.rows[0][0] == SELLER
