"""Codes by SMS and mail: to sign in, to make an account, to add a number."""

from datetime import timedelta

import pytest

from commerce.identity.types import AccountState
from commerce.kernel.clock import shifted
from tests.identity.documents import ME, OTP_REQUEST, OTP_VERIFY

pytestmark = pytest.mark.usefixtures("market")
PHONE = "+998901234567"


async def request(device, **given):
    given.setdefault("contact", {"phone": PHONE})
    return (await device.do(OTP_REQUEST, **given))["challenge"]["id"]


async def test_a_number_signs_in_and_has_an_account_from_then_on(device, letters) -> None:
    challenge = await request(device, contact={"phone": "901234567"})
    proof = {"challenge": challenge, "code": await letters.code(PHONE)}

    session = (await device.do(OTP_VERIFY, proof=proof))["session"]
    device.access = session["accessToken"]
    me = await device.ask(ME)

    assert (me["phone"], me["state"], me["hasPassword"]) == (PHONE, "ACTIVE", False)
    assert me["sessions"][0]["proofs"] == ["otp"]


async def test_the_second_time_it_is_the_same_account(device, other, letters) -> None:
    found = []
    for each in (device, other):
        proof = {"challenge": await request(each), "code": await letters.code(PHONE)}
        found.append((await each.do(OTP_VERIFY, proof=proof))["session"]["account"]["id"])

    assert found[0] == found[1]


async def test_a_code_by_mail_goes_to_the_address_as_it_is_stored(device, make, letters) -> None:
    account = await make.account("Aziza@Example.uz")
    challenge = await request(device, contact={"email": "aziza@example.uz"})

    proof = {"challenge": challenge, "code": await letters.code("Aziza@Example.uz")}
    session = (await device.do(OTP_VERIFY, proof=proof))["session"]

    assert session["account"]["email"] == account.email


async def test_a_code_is_good_once_for_ten_minutes_and_its_own_challenge(device, letters) -> None:
    first = await request(device)
    code = await letters.code(PHONE)
    second = await request(device)
    other_code = await letters.code(PHONE)

    crossed = await device.refusal(OTP_VERIFY, proof={"challenge": second, "code": code})
    await device.do(OTP_VERIFY, proof={"challenge": first, "code": code})
    again = await device.refusal(OTP_VERIFY, proof={"challenge": first, "code": code})
    with shifted(timedelta(minutes=10, seconds=1)):
        late = await device.refusal(OTP_VERIFY, proof={"challenge": second, "code": other_code})

    assert {crossed["code"], again["code"], late["code"]} == {"WRONG_PROOF"}


async def test_a_disabled_account_is_not_let_in_by_a_code(device, make, letters) -> None:
    await make.account(None, PHONE, state=AccountState.DISABLED)
    proof = {"challenge": await request(device), "code": await letters.code(PHONE)}

    assert (await device.refusal(OTP_VERIFY, proof=proof))["code"] == "WRONG_PROOF"


async def test_a_person_adds_a_number_by_a_code(device, make, letters) -> None:
    await make.account("a@example.uz")
    await device.sign_in("a@example.uz")
    challenge = await request(device, purpose="VERIFY")
    proof = {"challenge": challenge, "code": await letters.code(PHONE)}

    account = (await device.do(OTP_VERIFY, proof=proof, purpose="VERIFY"))["account"]

    assert account["phone"] == PHONE
    assert account["phoneVerifiedAt"] is not None


async def test_the_number_of_somebody_else_is_not_taken(device, make, letters) -> None:
    await make.account("owner@example.uz", PHONE)
    await make.account("a@example.uz")
    await device.sign_in("a@example.uz")
    challenge = await request(device, purpose="VERIFY")
    proof = {"challenge": challenge, "code": await letters.code(PHONE)}

    error = await device.refusal(OTP_VERIFY, proof=proof, purpose="VERIFY")

    assert error["code"] == "CONFLICT"
    assert (await device.ask(ME))["phone"] is None


async def test_a_code_to_verify_does_not_sign_in_and_the_other_way_round(
    device, other, make, letters
) -> None:
    await make.account("a@example.uz")
    await device.sign_in("a@example.uz")
    verifies = await request(device, purpose="VERIFY")
    proof = {"challenge": verifies, "code": await letters.code(PHONE)}

    assert (await other.refusal(OTP_VERIFY, proof=proof))["code"] == "WRONG_PROOF"
    guest = await other.codes(OTP_VERIFY, input={"proof": proof, "purpose": "VERIFY"})
    assert guest == ["UNAUTHENTICATED"]


async def test_codes_to_one_number_have_to_wait_longer_and_longer(device, letters) -> None:
    answers = [await device.ask(OTP_REQUEST, input={"contact": {"phone": PHONE}}) for _ in range(8)]

    refused = [each["errors"][0]["code"] for each in answers if each["errors"]]
    assert refused == ["TOO_MANY_ATTEMPTS"] * len(refused)
    assert len(await letters.all()) == 8 - len(refused) == 5
