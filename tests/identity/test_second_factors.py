"""Second factors: an app, codes to a contact, recovery codes."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
from pyotp import TOTP
from sqlalchemy import text

from commerce.identity.service.bearer import as_far_as_proven
from commerce.kernel.access import Actor
from commerce.kernel.clock import now, shifted
from tests.identity.documents import (
    CODE_SEND,
    CONTACT_ENROLL,
    DISABLE,
    FACTORS,
    ME,
    OTP_VERIFY,
    RENEW_CODES,
    SIGN_IN,
    TOTP_CONFIRM,
    TOTP_ENROLL,
)
from tests.identity.documents import (
    PASSWORD as CHANGE_PASSWORD,
)
from tests.make.accounts import PASSWORD

pytestmark = pytest.mark.usefixtures("market")
EMAIL, PHONE = "a@example.uz", "+998901234567"
STEP = timedelta(seconds=30)


def code_of(secret: str, *, steps: int = 0) -> str:
    """What an app shows so many steps from now."""
    return TOTP(secret).at(now() + steps * STEP)


async def enrol(device) -> tuple[str, list[str]]:
    """Enrol an app; gives its secret and the recovery codes."""
    secret = (await device.do(TOTP_ENROLL))["secret"]
    return secret, (await device.do(TOTP_CONFIRM, code=code_of(secret)))["recoveryCodes"]


async def begin(device) -> str:
    """Sign in as far as the second factor."""
    payload = await device.do(SIGN_IN, contact={"email": EMAIL}, password=PASSWORD)
    assert payload["session"] is None
    return payload["challenge"]["id"]


def answer(challenge: str, code: str, factor: str = "TOTP") -> dict[str, object]:
    return {
        "proof": {"challenge": challenge, "code": code},
        "purpose": "SECOND_FACTOR",
        "factor": factor,
    }


async def noted(db) -> list[str]:
    """The security events on record."""
    async with db.transaction() as tx:
        rows = await tx.session.execute(
            text("select name from kernel_outbox where name like 'identity.%' order by id")
        )
        return [row.name.removeprefix("identity.") for row in rows]


@pytest.fixture
async def person(device, make):
    account = await make.account(EMAIL, PHONE)
    await device.sign_in(EMAIL)
    return account


async def test_an_app_is_enrolled_by_its_first_code(device, person, app) -> None:
    made = await device.do(TOTP_ENROLL)
    uri = urlsplit(made["uri"])

    assert (uri.scheme, uri.netloc) == ("otpauth", "totp")
    assert parse_qs(uri.query)["secret"] == [made["secret"]]
    assert (await device.ask(FACTORS))["secondFactors"] == []
    codes = (await device.do(TOTP_CONFIRM, code=code_of(made["secret"])))["recoveryCodes"]
    assert len(set(codes)) == 10
    assert (await device.ask(FACTORS))["secondFactors"] == [
        {"kind": "TOTP", "left": None},
        {"kind": "RECOVERY", "left": 10},
    ]


async def test_the_secret_and_the_codes_are_nowhere_in_the_tables(device, person, db) -> None:
    secret, codes = await enrol(device)

    async with db.transaction() as tx:
        for table in ("identity_totp", "identity_recovery_code", "kernel_outbox"):
            rows = str((await tx.session.execute(text(f"select * from {table}"))).all())
            assert secret not in rows
            assert not any(code in rows or code.replace("-", "") in rows for code in codes)


async def test_a_wrong_code_enrols_nothing(device, person) -> None:
    await device.do(TOTP_ENROLL)

    assert (await device.refusal(TOTP_CONFIRM, code="000000"))["code"] == "WRONG_PROOF"
    assert (await device.ask(FACTORS))["secondFactors"] == []


async def test_signing_in_needs_the_code_of_the_app(device, other, person) -> None:
    secret, _ = await enrol(device)
    payload = await other.do(SIGN_IN, contact={"email": EMAIL}, password=PASSWORD)

    assert (payload["session"], payload["challenge"]["factors"]) == (None, ["TOTP", "RECOVERY"])
    code = code_of(secret, steps=1)
    done = await other.do(OTP_VERIFY, **answer(payload["challenge"]["id"], code))
    other.access = done["session"]["accessToken"]
    (newest, *_) = (await other.ask(ME))["sessions"]
    assert newest["proofs"] == ["pwd", "totp"]


async def test_the_code_of_a_step_is_good_once(device, other, person) -> None:
    secret, _ = await enrol(device)

    used = await other.refusal(OTP_VERIFY, **answer(await begin(other), code_of(secret)))
    with shifted(STEP):
        code = code_of(secret)
        await other.do(OTP_VERIFY, **answer(await begin(other), code))
        again = await other.refusal(OTP_VERIFY, **answer(await begin(other), code))

    assert (used["code"], again["code"]) == ("WRONG_PROOF", "WRONG_PROOF")


@pytest.mark.parametrize(("steps", "good"), [(-2, False), (-1, True), (1, True), (2, False)])
async def test_a_clock_may_be_one_step_off(device, other, person, steps, good) -> None:
    secret, _ = await enrol(device)

    with shifted(10 * STEP):
        payload = await other.ask(
            OTP_VERIFY, input=answer(await begin(other), code_of(secret, steps=steps))
        )

    assert (payload["session"] is not None) is good


async def test_a_challenge_is_answered_once_in_five_attempts_within_ten_minutes(
    device, other, person
) -> None:
    secret, codes = await enrol(device)
    tried = await begin(other)
    for _ in range(5):
        await other.refusal(OTP_VERIFY, **answer(tried, "000000"))
    late = await begin(other)

    with shifted(STEP):
        assert (await other.refusal(OTP_VERIFY, **answer(tried, code_of(secret))))["code"] == (
            "WRONG_PROOF"
        )
    with shifted(timedelta(minutes=10, seconds=1)):
        await other.refusal(OTP_VERIFY, **answer(late, code_of(secret)))
        fresh = await begin(other)
        await other.do(OTP_VERIFY, **answer(fresh, code_of(secret)))
        await other.refusal(OTP_VERIFY, **answer(fresh, codes[0], "RECOVERY"))


async def test_whoever_guesses_has_to_wait_also_with_ever_new_challenges(
    device, other, person, app
) -> None:
    await enrol(device)
    found = []
    for _ in range(6):
        challenge = await begin(other)
        for _ in range(4):
            found.append((await other.refusal(OTP_VERIFY, **answer(challenge, "000000")))["code"])

    assert found[:19] == ["WRONG_PROOF"] * 19
    assert found[20:] == ["TOO_MANY_ATTEMPTS"] * 4


async def test_a_recovery_code_stands_in_once(device, other, person, db) -> None:
    _, codes = await enrol(device)
    typed = codes[3].lower().replace("-", " ")

    done = await other.do(OTP_VERIFY, **answer(await begin(other), typed, "RECOVERY"))
    again = await other.refusal(OTP_VERIFY, **answer(await begin(other), codes[3], "RECOVERY"))

    assert done["session"]["account"]["email"] == EMAIL
    assert again["code"] == "WRONG_PROOF"
    assert (await device.ask(FACTORS))["secondFactors"][1] == {"kind": "RECOVERY", "left": 9}
    assert "recovery_code_used" in await noted(db)


async def test_the_codes_of_somebody_else_are_not_good(device, other, make, person) -> None:
    _, codes = await enrol(device)
    await make.account("b@example.uz")
    await other.sign_in("b@example.uz")
    theirs, _ = await enrol(other)
    challenge = await begin(other)

    with shifted(STEP):
        await device.refusal(OTP_VERIFY, **answer(challenge, code_of(theirs)))
    other_challenge = (
        await other.do(SIGN_IN, contact={"email": "b@example.uz"}, password=PASSWORD)
    )["challenge"]["id"]
    await device.refusal(OTP_VERIFY, **answer(other_challenge, codes[0], "RECOVERY"))


async def test_new_recovery_codes_end_the_old_ones(device, other, person) -> None:
    _, old = await enrol(device)

    new = (await device.do(RENEW_CODES))["recoveryCodes"]

    assert len(new) == 10 and not set(new) & set(old)
    await other.refusal(OTP_VERIFY, **answer(await begin(other), old[0], "RECOVERY"))
    await other.do(OTP_VERIFY, **answer(await begin(other), new[0], "RECOVERY"))


async def test_a_factor_is_not_disabled_by_an_old_session_and_the_password(device, person) -> None:
    secret, _ = await enrol(device)

    with shifted(timedelta(minutes=10, seconds=1)):
        bare = await device.refusal(DISABLE, factor="TOTP")
        password = await device.refusal(DISABLE, factor="TOTP", reproof={"password": PASSWORD})
        wrong = await device.refusal(DISABLE, factor="TOTP", reproof={"code": "000000"})
        assert (await device.ask(FACTORS))["secondFactors"] != []
        await device.do(DISABLE, factor="TOTP", reproof={"code": code_of(secret)})

    assert [bare["code"], password["code"], wrong["code"]] == [
        "PROOF_NEEDED", "PROOF_NEEDED", "WRONG_PROOF",
    ]  # fmt: skip
    assert (await device.ask(FACTORS))["secondFactors"] == []


async def test_without_a_factor_the_password_is_shown_anew(device, person) -> None:
    with shifted(timedelta(minutes=10, seconds=1)):
        bare = await device.refusal(TOTP_ENROLL)
        wrong = await device.refusal(TOTP_ENROLL, reproof={"password": "Anor daraxti 12"})
        await device.do(TOTP_ENROLL, reproof={"password": PASSWORD})

    assert (bare["code"], wrong["code"]) == ("PROOF_NEEDED", "WRONG_CREDENTIALS")


async def test_an_app_that_is_confirmed_is_not_replaced(device, person) -> None:
    await enrol(device)

    assert (await device.refusal(TOTP_ENROLL))["code"] == "CONFLICT"


@pytest.mark.parametrize(("factor", "to"), [("SMS", PHONE), ("EMAIL", EMAIL)])
async def test_a_code_to_a_contact_is_a_second_factor(
    device, other, person, letters, factor, to
) -> None:
    codes = (await device.do(CONTACT_ENROLL, factor=factor))["recoveryCodes"]
    challenge = await begin(other)
    early = await other.refusal(OTP_VERIFY, **answer(challenge, "000000", factor))
    await other.do(CODE_SEND, challenge=challenge, factor=factor)

    done = await other.do(OTP_VERIFY, **answer(challenge, await letters.code(to), factor))

    assert len(codes) == 10
    assert early["code"] == "WRONG_PROOF"
    assert done["session"]["account"]["phone"] == PHONE


async def test_a_factor_that_is_not_enrolled_is_not_sent(device, other, person, letters) -> None:
    await device.do(CONTACT_ENROLL, factor="SMS")
    challenge = await begin(other)

    error = await other.refusal(CODE_SEND, challenge=challenge, factor="EMAIL")

    assert error["code"] == "WRONG_PROOF"
    assert await letters.all() == []


async def test_two_codes_to_one_address_are_one_factor(device, other, person, letters) -> None:
    await device.do(CONTACT_ENROLL, factor="SMS")
    sent = await other.do(
        "mutation ($input: OtpRequestInput!) { otpRequest(input: $input) {"
        " challenge { id } errors { __typename } } }",
        contact={"phone": PHONE},
    )
    proof = {"challenge": sent["challenge"]["id"], "code": await letters.code(PHONE)}

    payload = await other.do(OTP_VERIFY, proof=proof)

    assert payload["session"] is None
    assert payload["challenge"]["factors"] == ["RECOVERY"]


async def test_a_new_password_ends_sign_ins_that_wait(device, other, person) -> None:
    secret, _ = await enrol(device)
    challenge = await begin(other)
    await device.do(CHANGE_PASSWORD, password=PASSWORD, newPassword="Anor daraxti 12")

    with shifted(STEP):
        error = await other.refusal(OTP_VERIFY, **answer(challenge, code_of(secret)))

    assert error["code"] == "WRONG_PROOF"


@pytest.mark.parametrize(
    ("proofs", "setting", "holds"),
    [
        (["pwd"], "optional", True),
        (["pwd"], "required", False),
        (["otp"], "required", False),
        (["oidc"], "required", False),
        (["pwd", "totp"], "required", True),
        (["passkey"], "required", True),
    ],
)
def test_staff_that_must_show_two_factors_holds_nothing_on_the_platform_with_one(
    app, proofs, setting, holds
) -> None:
    settings = app.settings.model_copy(update={"staff_mfa": setting})
    names = frozenset({"CATALOG_WRITE"})
    seller, channel = uuid4(), uuid4()
    staff = Actor(
        permissions=names,
        seller_permissions={seller: names},
        channel_permissions={channel: names},
    )

    found = as_far_as_proven(staff, proofs, settings)

    assert (found.everywhere, bool(found.channels_with("CATALOG_WRITE"))) == (holds, holds)
    assert found.sellers_with("CATALOG_WRITE") == {seller}


async def test_staff_signs_in_with_two_factors_or_is_nobody_special(
    device, other, person, make, app
) -> None:
    await make.grant(person, "admin")
    app.settings = app.settings.model_copy(update={"staff_mfa": "required"})
    staff_only = "{ auditLog(first: 1) { nodes { id } } }"

    assert await device.codes(staff_only) == ["FORBIDDEN"]
    secret, _ = await enrol(device)
    assert await device.codes(staff_only) == ["FORBIDDEN"]
    done = await other.do(OTP_VERIFY, **answer(await begin(other), code_of(secret, steps=1)))
    other.access = done["session"]["accessToken"]
    assert await other.codes(staff_only) == []


async def test_what_happens_to_factors_is_on_record(device, person, db) -> None:
    await enrol(device)
    await device.do(DISABLE, factor="TOTP")

    assert [each for each in await noted(db) if "factor" in each or "recovery" in each] == [
        "factor_enrolled", "recovery_codes_made", "factor_disabled",
    ]  # fmt: skip
