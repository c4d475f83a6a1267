"""Passwords: changed, forgotten, set anew; and what ends with that."""

from datetime import timedelta

import pytest

from commerce.kernel.clock import shifted
from tests.identity.documents import (
    EMAIL_CONFIRM,
    EMAIL_REQUEST,
    ME,
    PASSWORD,
    REFRESH,
    RESET,
    RESET_REQUEST,
    SIGN_IN,
    UPDATE,
)
from tests.make.accounts import PASSWORD as OLD

pytestmark = pytest.mark.usefixtures("market")
MAIL, NEW = "a@example.uz", "Anor daraxti 12"


async def test_a_changed_password_ends_the_other_sessions(device, other, make, letters) -> None:
    await make.account(MAIL)
    await device.sign_in(MAIL)
    await other.sign_in(MAIL)

    await device.do(PASSWORD, password=OLD, newPassword=NEW)

    assert (await device.ask(ME))["email"] == MAIL
    assert await other.codes(ME) == ["UNAUTHENTICATED"]
    other.access = None
    assert (await other.refusal(REFRESH, refreshToken=other.refresh))["code"] == "SESSION_OVER"
    old = await other.refusal(SIGN_IN, contact={"email": MAIL}, password=OLD)
    assert old["code"] == "WRONG_CREDENTIALS"
    await other.sign_in(MAIL, NEW)
    assert "password was changed" in await letters.last(MAIL)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"password": "not the old one", "newPassword": NEW}, "WRONG_CREDENTIALS"),
        ({"password": OLD, "newPassword": "password123"}, "WEAK_PASSWORD"),
        ({"password": OLD, "newPassword": "short"}, "WEAK_PASSWORD"),
    ],
)
async def test_a_password_that_may_not_be_changed_stays(
    device, other, make, letters, given, code
) -> None:
    await make.account(MAIL)
    await device.sign_in(MAIL)

    error = await device.refusal(PASSWORD, **given)

    assert error["code"] == code
    assert await letters.all() == []
    await other.sign_in(MAIL)


async def test_a_forgotten_password_is_set_anew_and_everything_ends(
    device, other, make, letters
) -> None:
    await make.account(MAIL)
    await device.sign_in(MAIL)
    await other.do(RESET_REQUEST, contact={"email": MAIL.upper()})
    token = await letters.token(MAIL)

    assert (await other.do(RESET, proof={"linkToken": token}, password=NEW))["done"]

    assert await device.codes(ME) == ["UNAUTHENTICATED"]
    again = await other.refusal(RESET, proof={"linkToken": token}, password="Boshqa parol 99")
    assert again["code"] == "WRONG_PROOF"
    await other.sign_in(MAIL, NEW)


async def test_an_account_without_a_password_gets_one(device, make, letters) -> None:
    await make.account(MAIL, password=None)
    await device.do(RESET_REQUEST, contact={"email": MAIL})

    await device.do(RESET, proof={"linkToken": await letters.token(MAIL)}, password=NEW)

    await device.sign_in(MAIL, NEW)


async def test_a_reset_by_telephone_takes_a_code(device, make, letters) -> None:
    await make.account(None, "+998901234567")
    asked = await device.do(RESET_REQUEST, contact={"phone": "+998901234567"})
    code = {"challenge": asked["challenge"]["id"], "code": await letters.code("+998901234567")}

    await device.do(RESET, proof={"code": code}, password=NEW)

    await device.do(SIGN_IN, contact={"phone": "+998901234567"}, password=NEW)


async def test_nobody_is_told_whether_an_address_is_known(device, make, letters) -> None:
    await make.account(MAIL)

    known = await device.do(RESET_REQUEST, contact={"email": MAIL})
    unknown = await device.do(RESET_REQUEST, contact={"email": "nobody@example.uz"})

    assert known["challenge"].keys() == unknown["challenge"].keys()
    assert [to for to, _, _ in await letters.all()] == [MAIL]


async def test_a_weak_new_password_leaves_the_link_good_and_a_late_one_is_not(
    device, make, letters
) -> None:
    await make.account(MAIL)
    await device.do(RESET_REQUEST, contact={"email": MAIL})
    proof = {"linkToken": await letters.token(MAIL)}

    weak = await device.refusal(RESET, proof=proof, password="password1234")
    with shifted(timedelta(minutes=30, seconds=1)):
        late = await device.refusal(RESET, proof=proof, password=NEW)

    assert (weak["code"], late["code"]) == ("WEAK_PASSWORD", "WRONG_PROOF")
    await device.sign_in(MAIL)


async def test_a_change_of_password_makes_links_to_reset_it_useless(device, make, letters) -> None:
    await make.account(MAIL)
    await device.sign_in(MAIL)
    await device.do(RESET_REQUEST, contact={"email": MAIL})
    proof = {"linkToken": await letters.token(MAIL)}

    await device.do(PASSWORD, password=OLD, newPassword=NEW)

    error = await device.refusal(RESET, proof=proof, password="Boshqa parol 99")
    assert error["code"] == "WRONG_PROOF"


async def test_an_address_is_changed_by_proof_and_the_old_one_is_told(
    device, other, make, letters
) -> None:
    await make.account(MAIL)
    await device.sign_in(MAIL)

    await device.do(EMAIL_REQUEST, email="new@example.uz", password=OLD)
    assert (await device.ask(ME))["email"] == MAIL
    token = await letters.token("new@example.uz")
    await other.do(EMAIL_CONFIRM, proof={"linkToken": token})

    assert (await device.ask(ME))["email"] == "new@example.uz"
    assert "another e-mail address" in await letters.last(MAIL)
    await other.sign_in("new@example.uz")
    other.access = None
    old = await other.refusal(SIGN_IN, contact={"email": MAIL}, password=OLD)
    assert old["code"] == "WRONG_CREDENTIALS"


async def test_an_address_that_is_taken_gives_the_same_answer_and_is_not_taken(
    device, make, letters
) -> None:
    await make.account("owner@example.uz")
    await make.account(MAIL)
    await device.sign_in(MAIL)

    await device.do(EMAIL_REQUEST, email="owner@example.uz", password=OLD)

    assert "already" in await letters.last("owner@example.uz")
    assert (await device.ask(ME))["email"] == MAIL


async def test_a_stolen_session_does_not_change_the_address(device, make, letters) -> None:
    await make.account(MAIL)
    await device.sign_in(MAIL)

    for password in (None, "guessed password"):
        error = await device.refusal(EMAIL_REQUEST, email="x@example.uz", password=password)
        assert error["code"] == "WRONG_CREDENTIALS"
    assert await letters.all() == []


async def test_a_person_changes_what_they_say_of_themselves(device, make) -> None:
    account = await make.account(MAIL)
    await device.sign_in(MAIL)

    done = await device.do(
        UPDATE,
        expectedVersion=account.version,
        name="Aziza K.",
        language="uz-Cyrl",
        currency="UZS",
        preferences={"marketingSms": True},
    )
    stale = await device.refusal(UPDATE, expectedVersion=account.version - 1, name="Other")

    assert done["account"] == {
        "version": 2, "name": "Aziza K.", "language": "uz-Cyrl", "currency": "UZS",
        "preferences": {"marketingEmail": False, "marketingSms": True},
    }  # fmt: skip
    assert stale["code"] == "STALE_VERSION"
