"""Leaving for good: proven afresh, thought over, called off by signing in; then nothing is left."""

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from commerce.customers.models import StoredAddress
from commerce.identity.models import Account
from commerce.identity.types import AccountState
from commerce.kernel import person
from commerce.kernel.clock import shifted
from commerce.kernel.reads import Statement
from commerce.kernel.sealing import index_of
from commerce.kernel.tables import Base
from commerce.orders.models import Order
from commerce.orders.types import OrderStatus
from commerce.privacy import service
from commerce.privacy.models import Erasure
from commerce.privacy.types import ErasureState
from tests.flows.journey import Journey
from tests.identity.documents import ME, OTP_REQUEST, OTP_VERIFY, SIGN_IN, UPDATE
from tests.make.accounts import PASSWORD
from tests.privacy.documents import DELETE, ERASE_REQUEST, EXPORT_REQUEST
from tests.privacy.test_person import BOOKS
from tests.state import stored

MAIL, PHONE = "aziza@example.uz", "+998901234567"
PLANTED = (MAIL, "Aziza", "Amir Temur", PHONE, "901234567")
EVENTS = Statement(
    "select kind from audit_entry where action = 'event' and kind like 'privacy.%'"
    " order by position"
)


@pytest.fixture
async def person_here(device, make, market) -> Account:
    account = await make.account(MAIL, PHONE)
    await make.put(StoredAddress(account_id=account.id, address={"name": "Aziza Karimova"}))
    await device.sign_in(MAIL)
    found: Account = account
    return found


@pytest.fixture
def two_weeks(app: Any, letters: Any) -> None:
    app.settings = app.settings.model_copy(update={"erasure_days": 14})


async def left(db: Any) -> str:
    """All personal data of all tables, opened, and all else as it is stored."""
    found = []
    async with db.transaction() as tx:
        for table in Base.metadata.sorted_tables:
            rows = (await tx.session.execute(select(*table.columns))).all()
            found.append(json.dumps([[str(value) for value in row] for row in rows]))
    return "\n".join(found)


async def state(db: Any) -> ErasureState:
    async with db.transaction() as tx:
        (row,) = await tx.all(select(Erasure))
    return row.state


async def test_somebody_who_leaves_is_nowhere_any_more(
    device, other, person_here, letters, db, reader
) -> None:
    await device.ask(EXPORT_REQUEST)
    await letters.all()
    there = await left(db)
    assert MAIL in there and "Aziza" in there

    done = (await device.do(DELETE, password=PASSWORD))["erasure"]

    assert (done["erased"], done["purchasesKept"]) == (True, 0)
    assert await device.codes(ME) == ["UNAUTHENTICATED"]
    gone = await other.refusal(SIGN_IN, contact={"email": MAIL}, password=PASSWORD)
    assert gone["code"] == "WRONG_CREDENTIALS"
    assert "your account was erased" in await letters.last(MAIL)
    await service.erase_due(db)
    text = await left(db)
    assert [each for each in PLANTED if each in text] == []
    assert await state(db) is ErasureState.DONE
    assert [row.kind for row in await reader.all(EVENTS)] == [
        "privacy.export_requested",
        "privacy.erasure_requested",
        "privacy.account_erased",
    ]


async def test_without_a_password_a_code_proves_it(device, make, market, letters, db) -> None:
    await make.account(MAIL, password=None)
    await make.account("other@example.uz")
    await device.sign_in("other@example.uz")
    foreign = (await device.ask(ERASE_REQUEST))["challenge"]["id"]
    theirs = {"challenge": foreign, "code": await letters.code("other@example.uz")}
    asked = (await device.do(OTP_REQUEST, contact={"email": MAIL}))["challenge"]["id"]
    proof = {"challenge": asked, "code": await letters.code(MAIL)}
    device.access = (await device.do(OTP_VERIFY, proof=proof))["session"]["accessToken"]

    assert (await device.refusal(DELETE, password=PASSWORD))["code"] == "WRONG_CREDENTIALS"
    assert (await device.refusal(DELETE, code=theirs))["code"] == "WRONG_PROOF"
    challenge = (await device.ask(ERASE_REQUEST))["challenge"]["id"]
    code = await letters.code(MAIL)
    wrong = {"challenge": challenge, "code": f"{(int(code) + 1) % 10**6:06}"}
    assert (await device.refusal(DELETE, code=wrong))["code"] == "WRONG_PROOF"
    await device.do(DELETE, code={"challenge": challenge, "code": code})

    async with db.transaction() as tx:
        rows = await tx.all(select(Account).order_by(Account.id))
    assert [row.state for row in rows] == [AccountState.ERASED, AccountState.ACTIVE]


async def test_a_session_alone_erases_nobody(device, other, person_here, reader) -> None:
    assert (await device.refusal(DELETE, password="not this one"))["code"] == "WRONG_CREDENTIALS"
    assert (await device.ask(ME))["email"] == MAIL
    before = await stored(reader)
    assert await other.codes(DELETE, input={"password": PASSWORD}) == ["UNAUTHENTICATED"]
    assert await stored(reader) == before


async def test_whoever_signs_in_meanwhile_stays(
    device, person_here, two_weeks, letters, db
) -> None:
    done = (await device.do(DELETE, password=PASSWORD))["erasure"]
    assert done["erased"] is False
    assert await device.codes(ME) == ["UNAUTHENTICATED"]
    assert "erased in 14 days" in await letters.last(MAIL)

    device.access = None
    await device.sign_in(MAIL)

    assert "your account stays" in await letters.last(MAIL)
    assert await state(db) is ErasureState.CANCELLED
    with shifted(timedelta(days=15)):
        await service.erase_due(db)
    assert (await device.ask(ME))["name"] == "Aziza Karimova"


async def test_a_sign_in_counts_though_nobody_has_heard_of_it_yet(
    device, person_here, two_weeks, db
) -> None:
    await device.do(DELETE, password=PASSWORD)
    device.access = None
    await device.sign_in(MAIL)

    with shifted(timedelta(days=15)):
        await service.erase_due(db)

    assert await state(db) is ErasureState.CANCELLED


async def test_whoever_does_not_come_back_is_erased_after_the_wait(
    device, person_here, two_weeks, letters, db
) -> None:
    await device.do(DELETE, password=PASSWORD)
    await letters.all()
    await service.erase_due(db)
    assert await state(db) is ErasureState.WAITING

    with shifted(timedelta(days=15)):
        await service.erase_due(db)
        assert "your account was erased" in await letters.last(MAIL)
        await service.erase_due(db)

    text = await left(db)
    assert [each for each in PLANTED if each in text] == []


async def test_a_purchase_under_way_is_kept_and_said_so_and_erased_when_it_is_over(
    device, gql, make, letters, db
) -> None:
    await make.channel()
    await make.tax_rate()
    await make.shipping_method()
    journey = await Journey(gql).ready([((await make.offer(stock=5)).id, 2)])
    await journey.complete()
    await make.account(MAIL)
    await device.sign_in(MAIL)
    async with db.transaction() as tx:
        before = [tuple((await tx.session.execute(stmt)).one()) for stmt in BOOKS[:2]]

    done = (await device.do(DELETE, password=PASSWORD))["erasure"]

    assert done["purchasesKept"] == 1
    assert "Purchases that are under way" in await letters.last(MAIL)
    await service.erase_due(db)
    assert await state(db) is ErasureState.HOLDING
    async with db.transaction() as tx:
        await tx.session.execute(update(Order).values(status=OrderStatus.DELIVERED))
    with shifted(timedelta(days=2)):
        await service.erase_due(db)
    assert await state(db) is ErasureState.DONE
    text = await left(db)
    assert [each for each in PLANTED if each in text] == []
    async with db.transaction() as tx:
        after = [tuple((await tx.session.execute(stmt)).one()) for stmt in BOOKS[:2]]
        assert await person.export(tx, {"email": index_of(MAIL)}) == {}
    assert after == before


async def test_nothing_of_an_account_changes_after_it_is_erased(device, person_here) -> None:
    await device.do(DELETE, password=PASSWORD)

    assert await device.codes(UPDATE, input={"name": "Back"}) == ["UNAUTHENTICATED"]
    assert await device.codes(DELETE, input={"password": PASSWORD}) == ["UNAUTHENTICATED"]
