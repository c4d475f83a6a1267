"""Accounts under real concurrency: refresh tokens, codes, links and registrations, all at once."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from pyotp import TOTP, random_base32
from sqlalchemy import func, select

from commerce.app import App
from commerce.identity import service as identity
from commerce.identity.errors import SessionOver, WrongProof
from commerce.identity.models import Account, Challenge, RefreshToken, Session, Totp
from commerce.identity.rules import coded
from commerce.identity.service.challenges import secret_of
from commerce.identity.service.sessions import GRACE
from commerce.identity.types import (
    Answer,
    Contact,
    ContactKind,
    Factor,
    NewAccount,
    Opened,
    Pending,
    Proof,
    Sender,
    SessionEnd,
)
from commerce.kernel.clock import now, shifted
from tests.make import Make

SENDER = Sender("198.51.100.7", "198.51.100.7", "test")
MAIL = Contact(ContactKind.EMAIL, "race@example.uz")


@pytest.fixture
async def opened(race: App, racing: Make) -> Opened:
    account = await racing.account()
    async with race.db.transaction() as tx:
        return await identity.open_session(
            tx, account, proofs=[Proof.PASSWORD], sender=SENDER, settings=race.settings
        )


async def refreshed(race: App, secret: str) -> Opened:
    return await identity.refresh(race.db, secret, SENDER, race.settings)


async def test_eight_refreshes_at_once_get_the_same_successor(race: App, opened: Opened) -> None:
    answers = await asyncio.gather(*(refreshed(race, opened.refresh) for _ in range(8)))

    assert len({each.refresh for each in answers}) == 1
    assert answers[0].refresh != opened.refresh
    async with race.db.transaction() as tx:
        stmt = select(func.count()).select_from(RefreshToken)
        tokens = await tx.all(stmt.where(RefreshToken.session_id == opened.session_id))
    assert tokens == [2]


async def test_eight_copies_that_come_late_end_the_session_once(race: App, opened: Opened) -> None:
    renewed = await refreshed(race, opened.refresh)

    with shifted(GRACE + timedelta(seconds=1)):
        copies = (refreshed(race, opened.refresh) for _ in range(8))
        answers = await asyncio.gather(*copies, return_exceptions=True)

    assert {type(each) for each in answers} == {SessionOver}
    with pytest.raises(SessionOver):
        await refreshed(race, renewed.refresh)
    async with race.db.transaction() as tx:
        assert (await tx.get(Session, opened.session_id)).ended_by is SessionEnd.REUSED


async def test_a_session_that_ends_meanwhile_is_not_renewed_afterwards(
    race: App, opened: Opened
) -> None:
    async def end() -> None:
        async with race.db.transaction() as tx:
            await identity.end_sessions(tx, opened.account.id, SessionEnd.REVOKED)

    work: list[Any] = [refreshed(race, opened.refresh) for _ in range(4)]
    answers = await asyncio.gather(*work, end(), return_exceptions=True)

    for each in answers:
        if isinstance(each, Opened):
            with pytest.raises(SessionOver):
                await refreshed(race, each.refresh)


async def answer_of(race: App, challenge_id: Any) -> Answer:
    async with race.db.transaction() as tx:
        row = await tx.get(Challenge, challenge_id)
    return Answer(row.id, secret_of(row.id, coded=coded(row.purpose, row.contact_kind)))


async def test_a_code_opens_one_session_however_often_it_is_sent(race: App) -> None:
    contact = Contact(ContactKind.PHONE, "+998901112233")
    issued = await identity.request_code(race.db, contact, SENDER, language="en")
    answer = await answer_of(race, issued.challenge_id)

    work = (identity.sign_in_by_code(race.db, answer, SENDER, race.settings) for _ in range(5))
    answers = await asyncio.gather(*work, return_exceptions=True)

    assert [type(each) for each in answers].count(Opened) == 1, answers
    assert {type(each) for each in answers} == {Opened, WrongProof}, answers


async def test_a_new_number_gets_one_account_whatever_codes_meet(race: App) -> None:
    contact = Contact(ContactKind.PHONE, "+998904445566")
    issued = [
        await identity.request_code(race.db, contact, SENDER, language="en") for _ in range(4)
    ]
    answers = [await answer_of(race, each.challenge_id) for each in issued]

    opened = await asyncio.gather(
        *(identity.sign_in_by_code(race.db, each, SENDER, race.settings) for each in answers)
    )

    assert len({each.account.id for each in opened if isinstance(each, Opened)}) == 1


async def test_one_address_that_registers_at_once_is_one_account(race: App) -> None:
    new = NewAccount(MAIL, "", "en", "Kashtan gullari 7")

    await asyncio.gather(*(identity.register(race.db, new, SENDER) for _ in range(4)))

    async with race.db.transaction() as tx:
        found = [row for row in await tx.all(select(Account)) if row.email == MAIL.value]
    assert len(found) == 1


async def test_a_code_of_an_app_lets_in_once_however_many_send_it(race: App, racing: Make) -> None:
    account = await racing.account()
    secret = random_base32()
    async with race.db.transaction() as tx:
        tx.add(Totp(account_id=account.id, secret=secret, confirmed_at=now()))
    waiting = []
    for _ in range(8):
        async with race.db.transaction() as tx:
            outcome = await identity.admit(tx, account, Proof.PASSWORD, SENDER, race.settings)
            assert isinstance(outcome, Pending)
            waiting.append(Answer(outcome.challenge_id, TOTP(secret).at(now())))

    answers = await asyncio.gather(
        *(
            identity.sign_in_by_factor(race.db, each, Factor.TOTP, SENDER, race.settings)
            for each in waiting
        ),
        return_exceptions=True,
    )

    assert sum(isinstance(each, Opened) for each in answers) == 1
    assert {type(each) for each in answers} == {Opened, WrongProof}
