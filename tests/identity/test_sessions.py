"""Sessions: opened with a password, shown, renewed, ended."""

from datetime import timedelta

import pytest

from commerce.identity.service.sessions import GRACE
from commerce.identity.types import AccountState
from commerce.kernel.clock import shifted
from tests.identity.documents import ME, REFRESH, REVOKE, REVOKE_ALL, SIGN_IN

pytestmark = pytest.mark.usefixtures("market")


async def test_a_person_signs_in_and_sees_their_account(device, make) -> None:
    account = await make.account("Aziza@Example.uz")
    device.headers["user-agent"] = "Telefon/1.0"

    await device.sign_in("aziza@example.UZ")
    me = await device.ask(ME)

    assert (me["email"], me["state"], me["hasPassword"]) == ("Aziza@Example.uz", "ACTIVE", True)
    assert me["name"] == account.name
    (session,) = me["sessions"]
    assert (session["device"], session["current"], session["proofs"]) == (
        "Telefon/1.0", True, ["pwd"],
    )  # fmt: skip
    assert session["address"] == "198.51.100.7"


async def test_nobody_is_me_for_a_guest(device) -> None:
    assert await device.ask(ME) is None


@pytest.mark.parametrize(
    "state", [AccountState.DISABLED, AccountState.UNVERIFIED, AccountState.ERASED]
)
async def test_only_an_active_account_signs_in(device, make, state) -> None:
    await make.account("who@example.uz", state=state)

    error = await device.refusal(
        SIGN_IN, contact={"email": "who@example.uz"}, password="Kashtan gullari 7"
    )

    assert error["code"] == "WRONG_CREDENTIALS"


@pytest.mark.parametrize("password", ["", "kashtan gullari 7", "Kashtan gullari 7 ", "x" * 999])
async def test_a_wrong_password_is_refused_like_an_unknown_person(device, make, password) -> None:
    await make.account("known@example.uz")
    asked = {"password": password}

    known = await device.refusal(SIGN_IN, contact={"email": "known@example.uz"}, **asked)
    unknown = await device.refusal(SIGN_IN, contact={"email": "unknown@example.uz"}, **asked)

    assert known == unknown
    assert known["code"] == "WRONG_CREDENTIALS"


async def test_a_session_is_renewed_and_the_old_access_token_stays_good_for_its_time(
    device, make
) -> None:
    await make.account("a@example.uz")
    first = await device.sign_in("a@example.uz")

    renewed = (await device.do(REFRESH, refreshToken=device.refresh))["session"]

    assert renewed["id"] == first["id"]
    assert renewed["refreshToken"] != first["refreshToken"]
    assert (await device.ask(ME))["email"] == "a@example.uz"
    device.access = renewed["accessToken"]
    assert (await device.ask(ME))["email"] == "a@example.uz"


async def test_a_lost_reply_can_be_asked_for_again_for_a_short_time(device, make) -> None:
    await make.account("a@example.uz")
    await device.sign_in("a@example.uz")

    first = (await device.do(REFRESH, refreshToken=device.refresh))["session"]
    again = (await device.do(REFRESH, refreshToken=device.refresh))["session"]

    assert again["refreshToken"] == first["refreshToken"]


async def test_a_refresh_token_that_comes_back_late_ends_the_whole_session(
    device, other, make
) -> None:
    await make.account("a@example.uz")
    await device.sign_in("a@example.uz")
    renewed = (await device.do(REFRESH, refreshToken=device.refresh))["session"]

    with shifted(GRACE + timedelta(seconds=1)):
        stolen = await other.refusal(REFRESH, refreshToken=device.refresh)
        owner = await other.refusal(REFRESH, refreshToken=renewed["refreshToken"])

    assert (stolen["code"], owner["code"]) == ("SESSION_OVER", "SESSION_OVER")
    assert await device.codes(ME) == ["UNAUTHENTICATED"]
    device.access = renewed["accessToken"]
    assert await device.codes(ME) == ["UNAUTHENTICATED"]


async def test_a_session_ends_after_seven_days_without_renewal(device, other, make) -> None:
    await make.account("a@example.uz")
    await device.sign_in("a@example.uz")

    with shifted(timedelta(days=7, seconds=1)):
        error = await other.refusal(REFRESH, refreshToken=device.refresh)
    with shifted(timedelta(days=6, hours=23)):
        await other.do(REFRESH, refreshToken=device.refresh)

    assert error["code"] == "SESSION_OVER"


@pytest.mark.parametrize("secret", ["", "umr_", "umr_" + "a" * 43, "x" * 5000])
async def test_a_made_up_refresh_token_is_refused(device, secret) -> None:
    assert (await device.refusal(REFRESH, refreshToken=secret))["code"] == "SESSION_OVER"


async def test_one_session_is_ended_and_the_others_go_on(device, other, make) -> None:
    await make.account("a@example.uz")
    await device.sign_in("a@example.uz")
    lost = await other.sign_in("a@example.uz")

    await device.do(REVOKE, id=lost["id"])

    assert await other.codes(ME) == ["UNAUTHENTICATED"]
    assert (await other.send(ME)).status_code == 401
    assert len((await device.ask(ME))["sessions"]) == 1


async def test_nobody_ends_the_session_of_somebody_else(device, other, make) -> None:
    await make.account("a@example.uz")
    await make.account("b@example.uz")
    await device.sign_in("a@example.uz")
    theirs = await other.sign_in("b@example.uz")

    error = await device.refusal(REVOKE, id=theirs["id"])

    assert error["code"] == "NOT_FOUND"
    assert (await other.ask(ME))["email"] == "b@example.uz"


async def test_all_sessions_end_at_once_maybe_but_this_one(device, other, make) -> None:
    await make.account("a@example.uz")
    await device.sign_in("a@example.uz")
    await other.sign_in("a@example.uz")

    assert (await device.do(REVOKE_ALL, keepCurrent=True))["revoked"] == 1
    assert await other.codes(ME) == ["UNAUTHENTICATED"]
    assert (await device.do(REVOKE_ALL))["revoked"] == 1
    assert await device.codes(ME) == ["UNAUTHENTICATED"]


async def test_a_disabled_account_is_refused_at_once(device, other, make, db) -> None:
    account = await make.account("a@example.uz")
    await device.sign_in("a@example.uz")

    async with db.transaction() as tx:
        (await tx.get(type(account), account.id)).state = AccountState.DISABLED

    assert await device.codes(ME) == ["UNAUTHENTICATED"]
    assert (await other.refusal(REFRESH, refreshToken=device.refresh))["code"] == "SESSION_OVER"
