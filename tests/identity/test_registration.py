"""Registration: proven by mail or SMS, the same answer for known and unknown."""

from datetime import timedelta

import pytest

from commerce.kernel.clock import shifted
from tests.identity.documents import CONFIRM, ME, REGISTER, RESEND, SIGN_IN
from tests.make.accounts import PASSWORD

pytestmark = pytest.mark.usefixtures("market")
MAIL = "aziza@example.uz"


async def register(device, email=MAIL, password=PASSWORD, **given):
    return await device.do(REGISTER, contact={"email": email}, password=password, **given)


async def test_a_person_registers_confirms_and_signs_in(device, letters) -> None:
    await register(device, name="Aziza Karimova")
    early = await device.refusal(SIGN_IN, contact={"email": MAIL}, password=PASSWORD)

    token = await letters.token(MAIL)
    account = (await device.do(CONFIRM, proof={"linkToken": token}))["account"]
    await device.sign_in(MAIL)

    assert early["code"] == "WRONG_CREDENTIALS"
    assert (account["state"], account["name"], account["email"]) == (
        "ACTIVE", "Aziza Karimova", MAIL,
    )  # fmt: skip
    assert (await device.ask(ME))["emailVerifiedAt"] is not None


async def test_a_person_registers_by_telephone(device, letters) -> None:
    payload = await device.do(REGISTER, contact={"phone": "90 123 45 67"}, password=PASSWORD)

    code = await letters.code("+998901234567")
    proof = {"code": {"challenge": payload["challenge"]["id"], "code": code}}
    account = (await device.do(CONFIRM, proof=proof))["account"]
    signed = await device.do(SIGN_IN, contact={"phone": "+998 (90) 123-45-67"}, password=PASSWORD)

    assert account["phone"] == signed["session"]["account"]["phone"] == "+998901234567"


async def test_a_known_address_gets_the_same_answer_and_its_owner_another_mail(
    device, make, letters
) -> None:
    account = await make.account(MAIL)
    before = account.password_hash

    unknown = await register(device, "new@example.uz", "Another good one 5")
    known = await register(device, MAIL, "Another good one 5")

    assert known.keys() == unknown.keys()
    assert known["challenge"].keys() == unknown["challenge"].keys()
    assert "already" in await letters.last(MAIL)
    assert "#token" not in await letters.last(MAIL)
    assert "#token" in await letters.last("new@example.uz")
    await device.sign_in(MAIL)
    assert account.password_hash == before


async def test_the_answer_to_a_known_address_confirms_nothing(device, make, letters) -> None:
    await make.account(phone="+998901234567")
    payload = await device.do(REGISTER, contact={"phone": "+998901234567"}, password=PASSWORD)
    await letters.all()

    for code in ("000000", "123456", ""):
        proof = {"code": {"challenge": payload["challenge"]["id"], "code": code}}
        assert (await device.refusal(CONFIRM, proof=proof))["code"] == "WRONG_PROOF"


async def test_whoever_registers_first_does_not_choose_the_password_of_the_owner(
    device, letters
) -> None:
    await register(device, password="Chosen by a stranger 1")
    await letters.all()
    await register(device, password="Chosen by the owner 1")

    await device.do(CONFIRM, proof={"linkToken": await letters.token(MAIL)})

    refused = await device.refusal(
        SIGN_IN, contact={"email": MAIL}, password="Chosen by a stranger 1"
    )
    assert refused["code"] == "WRONG_CREDENTIALS"
    await device.sign_in(MAIL, "Chosen by the owner 1")


async def test_a_link_is_good_once_and_for_a_day(device, letters) -> None:
    await register(device)
    token = await letters.token(MAIL)
    await register(device, "late@example.uz")
    old = await letters.token("late@example.uz")

    await device.do(CONFIRM, proof={"linkToken": token})
    again = await device.refusal(CONFIRM, proof={"linkToken": token})
    with shifted(timedelta(hours=24, seconds=1)):
        late = await device.refusal(CONFIRM, proof={"linkToken": old})

    assert late["code"] == again["code"] == "WRONG_PROOF"


async def test_a_code_is_good_for_five_attempts(device, letters) -> None:
    payload = await device.do(REGISTER, contact={"phone": "+998901234567"})
    code = await letters.code("+998901234567")
    wrong = f"{(int(code) + 1) % 10**6:06}"
    challenge = payload["challenge"]["id"]

    for _ in range(5):
        error = await device.refusal(
            CONFIRM, proof={"code": {"challenge": challenge, "code": wrong}}
        )
        assert error["code"] == "WRONG_PROOF"

    right = {"code": {"challenge": challenge, "code": code}}
    assert (await device.refusal(CONFIRM, proof=right))["code"] == "WRONG_PROOF"


@pytest.mark.parametrize(
    "proof",
    [
        {"linkToken": ""},
        {"linkToken": "chl_00000000000000000000000000.x"},
        {"linkToken": "no.thing"},
        {"linkToken": "x" * 3000},
        {"code": {"challenge": "acc_00000000000000000000000000", "code": "123456"}},
    ],
)
async def test_a_made_up_proof_is_refused(device, proof) -> None:
    assert (await device.refusal(CONFIRM, proof=proof))["code"] == "WRONG_PROOF"


async def test_a_message_is_sent_again_after_a_pause_that_grows(device, letters) -> None:
    challenge = (await register(device))["challenge"]["id"]
    token = await letters.token(MAIL)

    soon = await device.refusal(RESEND, challenge=challenge)
    with shifted(timedelta(seconds=31)):
        await device.do(RESEND, challenge=challenge)
        again = await letters.token(MAIL)
        sooner = await device.refusal(RESEND, challenge=challenge)

    assert soon["code"] == sooner["code"] == "TOO_MANY_ATTEMPTS"
    assert again == token
    assert len(await letters.all()) == 2


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("Short 1", "fewer than 10"),
        ("x" * 300, "more than 256"),
        ("password12345", "many people"),
        ("P@ssw0rd!!!!", "many people"),
        ("1234567890", "a row"),
        ("abababababab", "a row"),
        ("aziza@example.uz 1", "your name or address"),
        ("Karimova 1990!", "your name or address"),
        ("ultramarket123", "many people"),
    ],
)
async def test_a_weak_password_is_refused_with_the_reason(
    device, letters, password, reason
) -> None:
    error = await device.refusal(
        REGISTER, contact={"email": MAIL}, password=password, name="Aziza Karimova"
    )

    assert error["code"] == "WEAK_PASSWORD"
    assert reason in error["message"]
    assert await letters.all() == []


@pytest.mark.parametrize(
    "contact",
    [
        {"email": "no address"},
        {"email": "ﬁrst@example.uz"},
        {"email": "a@b"},
        {"phone": "123"},
        {"phone": "+998 00 000 00 00"},
        {"phone": "'; drop table"},
        {"phone": "9" * 200},
    ],
)
async def test_a_contact_that_cannot_be_is_refused(device, contact) -> None:
    error = await device.refusal(REGISTER, contact=contact, password=PASSWORD)

    assert error["code"] == "INVALID"
