"""Passkeys: made by a device, used to sign in, and every way in which they must not work."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from commerce.identity.types import AccountState
from commerce.kernel.clock import shifted
from tests.identity.authenticator import Authenticator, EdDsa, Es256, data
from tests.identity.authenticator import text as b64
from tests.identity.documents import (
    ME,
    PASSKEY_DELETE,
    PASSKEY_LOGIN,
    PASSKEY_LOGIN_OPTIONS,
    PASSKEY_OPTIONS,
    PASSKEY_REGISTER,
    PASSKEYS,
    REVOKE_ALL,
)
from tests.make.accounts import PASSWORD

pytestmark = pytest.mark.usefixtures("market", "shop")
EMAIL = "a@example.uz"


@pytest.fixture
def shop(app) -> None:
    """A shop that has its pages elsewhere than the API."""
    app.settings = app.settings.model_copy(update={"storefront_url": "https://shop.example"})


@pytest.fixture
async def person(device, make):
    account = await make.account(EMAIL)
    await device.sign_in(EMAIL)
    return account


async def options(device) -> dict[str, object]:
    return (await device.do(PASSKEY_OPTIONS))["challenge"]


async def asked(device, **given) -> dict[str, object]:
    return (await device.do(PASSKEY_LOGIN_OPTIONS, **given))["challenge"]


async def add(device, key: Authenticator) -> str:
    """Register a passkey; gives its id."""
    challenge = await options(device)
    credential = key.create(challenge["options"])
    done = await device.do(
        PASSKEY_REGISTER, challenge=challenge["id"], credential=credential, name="Telefon"
    )
    return done["passkey"]["id"]


async def sign_in(device, key: Authenticator):
    """The payload of a sign-in with a passkey."""
    challenge = await asked(device)
    given = {"challenge": challenge["id"], "credential": key.get(challenge["options"])}
    return await device.ask(PASSKEY_LOGIN, input=given)


async def refused(device, key: Authenticator) -> str:
    payload = await sign_in(device, key)
    assert payload["session"] is None
    return payload["errors"][0]["code"]


async def noted(db) -> list[str]:
    async with db.transaction() as tx:
        rows = await tx.session.execute(
            text("select name from kernel_outbox where name like 'identity.passkey%' order by id")
        )
        return [row.name.removeprefix("identity.") for row in rows]


@pytest.mark.parametrize("kind", [Es256, EdDsa])
async def test_a_person_adds_a_passkey_and_signs_in_with_it_alone(
    device, other, person, db, kind
) -> None:
    key = Authenticator(kind())
    passkey = await add(device, key)

    session = (await sign_in(other, key))["session"]
    other.access = session["accessToken"]
    me = await other.ask(ME)

    assert me["email"] == EMAIL
    assert me["sessions"][0]["proofs"] == ["passkey"]
    (shown,) = (await device.ask(PASSKEYS))["passkeys"]
    assert (shown["id"], shown["name"]) == (passkey, "Telefon")
    assert shown["lastUsedAt"] is not None
    assert await noted(db) == ["passkey_added"]


async def test_a_browser_is_asked_for_a_discoverable_passkey_that_asks_its_owner(
    device, person
) -> None:
    await add(device, Authenticator())
    asked_for = (await options(device))["options"]

    assert asked_for["rp"] == {"id": "shop.example", "name": "UltraMarket"}
    assert asked_for["authenticatorSelection"]["residentKey"] == "required"
    assert asked_for["authenticatorSelection"]["userVerification"] == "required"
    assert [each["alg"] for each in asked_for["pubKeyCredParams"]] == [-8, -7, -257]
    assert len(asked_for["excludeCredentials"]) == 1
    assert data(asked_for["user"]["id"]) == person.id.bytes
    assert len(data(asked_for["challenge"])) == 32


@pytest.mark.parametrize(
    "bent",
    [
        {"origin": "https://evil.example"},
        {"origin": "https://shop.example.evil.example"},
        {"origin": "http://shop.example"},
        {"domain": "evil.example"},
        {"verified": False},
    ],
)
async def test_a_passkey_made_elsewhere_or_without_asking_is_refused(device, person, bent) -> None:
    challenge = await options(device)
    credential = Authenticator(**bent).create(challenge["options"])

    error = await device.refusal(
        PASSKEY_REGISTER, challenge=challenge["id"], credential=credential, name="Telefon"
    )

    assert error["code"] == "WRONG_PROOF"
    assert (await device.ask(PASSKEYS))["passkeys"] == []


@pytest.mark.parametrize(
    "bent",
    [
        {"origin": "https://evil.example"},
        {"domain": "evil.example"},
        {"verified": False},
        {"key": Es256()},
        {"handle": bytes(16)},
        {"handle": b"short"},
    ],
)
async def test_signing_elsewhere_or_for_others_is_refused(device, other, person, bent) -> None:
    key = Authenticator()
    await add(device, key)
    for name, value in bent.items():
        setattr(key, name, value)

    assert await refused(other, key) == "WRONG_PROOF"
    assert len((await device.ask(ME))["sessions"]) == 1


async def test_an_answer_to_another_challenge_is_refused(device, other, person) -> None:
    key = Authenticator()
    await add(device, key)
    first, second = await asked(other), await asked(other)
    forged = {**first["options"], "challenge": b64(bytes(32))}

    for credential in (key.get(second["options"]), key.get(forged)):
        error = await other.refusal(
            PASSKEY_LOGIN, challenge=(await asked(other))["id"], credential=credential
        )
        assert error["code"] == "WRONG_PROOF"


async def test_a_challenge_is_answered_once_and_within_five_minutes(device, other, person) -> None:
    key = Authenticator()
    await add(device, key)
    challenge, late, form = (
        await asked(other),
        await asked(other),
        await asked(other, autofill=True),
    )
    given = {"challenge": challenge["id"], "credential": key.get(challenge["options"])}

    await other.do(PASSKEY_LOGIN, **given)
    replayed = await other.refusal(PASSKEY_LOGIN, **given)
    with shifted(timedelta(minutes=5, seconds=1)):
        expired = await other.refusal(
            PASSKEY_LOGIN, challenge=late["id"], credential=key.get(late["options"])
        )
        await other.do(PASSKEY_LOGIN, challenge=form["id"], credential=key.get(form["options"]))

    assert (replayed["code"], expired["code"]) == ("WRONG_PROOF", "WRONG_PROOF")


async def test_a_challenge_to_add_is_not_one_to_sign_in_nor_of_somebody_else(
    device, other, make, person
) -> None:
    key = Authenticator()
    await add(device, key)
    await make.account("b@example.uz")
    await other.sign_in("b@example.uz")
    mine, login = await options(device), await asked(device)
    new = Authenticator()

    stolen = await other.refusal(
        PASSKEY_REGISTER,
        challenge=mine["id"],
        credential=new.create(mine["options"]),
        name="Telefon",
    )
    crossed = await device.refusal(
        PASSKEY_LOGIN, challenge=mine["id"], credential=key.get(mine["options"])
    )
    added = await other.refusal(
        PASSKEY_REGISTER,
        challenge=login["id"],
        credential=new.create(mine["options"]),
        name="Telefon",
    )

    assert {stolen["code"], crossed["code"], added["code"]} == {"WRONG_PROOF"}
    assert (await other.ask(PASSKEYS))["passkeys"] == []


async def test_the_passkey_of_somebody_else_does_not_become_mine(
    device, other, make, person
) -> None:
    key = Authenticator()
    await add(device, key)
    await make.account("b@example.uz")
    await other.sign_in("b@example.uz")
    challenge = await options(other)
    copy = Authenticator(key.key, key_id=key.key_id)

    error = await other.refusal(
        PASSKEY_REGISTER,
        challenge=challenge["id"],
        credential=copy.create(challenge["options"]),
        name="Telefon",
    )

    assert error["code"] == "CONFLICT"
    assert await refused(device, copy) == "WRONG_PROOF"
    assert (await sign_in(device, key))["session"]["account"]["email"] == EMAIL


@pytest.mark.parametrize("step", [0, -1])
async def test_a_counter_that_stands_or_goes_back_is_refused_and_on_record(
    device, other, person, db, step
) -> None:
    key = Authenticator(count=7)
    await add(device, key)
    await sign_in(other, key)
    key.step = step

    assert await refused(other, key) == "WRONG_PROOF"
    assert await noted(db) == ["passkey_added", "passkey_copied"]
    key.step = 5
    assert (await sign_in(other, key))["session"] is not None


async def test_a_device_that_does_not_count_signs_in(device, other, person) -> None:
    key = Authenticator(step=0)
    await add(device, key)

    assert (await sign_in(other, key))["session"] is not None
    assert (await sign_in(other, key))["session"] is not None


async def test_a_passkey_that_was_given_up_is_refused(device, other, person, db) -> None:
    key = Authenticator()
    passkey = await add(device, key)

    await device.do(PASSKEY_DELETE, id=passkey)

    assert await refused(other, key) == "WRONG_PROOF"
    assert await noted(db) == ["passkey_added", "passkey_removed"]


async def test_nobody_gives_up_the_passkey_of_somebody_else(device, other, make, person) -> None:
    key = Authenticator()
    passkey = await add(device, key)
    await make.account("b@example.uz")
    await other.sign_in("b@example.uz")

    assert (await other.refusal(PASSKEY_DELETE, id=passkey))["code"] == "NOT_FOUND"
    assert (await sign_in(other, key))["session"] is not None


async def test_an_old_session_alone_neither_adds_nor_gives_up_a_passkey(device, person) -> None:
    passkey = await add(device, Authenticator())

    with shifted(timedelta(minutes=10, seconds=1)):
        codes = [
            (await device.refusal(PASSKEY_OPTIONS))["code"],
            (await device.refusal(PASSKEY_DELETE, id=passkey))["code"],
        ]
        await device.do(PASSKEY_OPTIONS, reproof={"password": PASSWORD})

    assert codes == ["PROOF_NEEDED", "PROOF_NEEDED"]
    assert len((await device.ask(PASSKEYS))["passkeys"]) == 1


async def test_a_disabled_account_is_not_let_in(device, other, person, db) -> None:
    key = Authenticator()
    await add(device, key)
    await device.do(REVOKE_ALL)
    async with db.transaction() as tx:
        (await tx.get(type(person), person.id)).state = AccountState.DISABLED

    assert await refused(other, key) == "WRONG_PROOF"


@pytest.mark.parametrize(
    "credential",
    [
        {},
        {"id": "a", "response": None},
        {"id": 1, "response": {"userHandle": 7}},
        {"id": "é", "rawId": "é", "type": "x", "response": {"userHandle": "====", "signature": []}},
    ],
)
async def test_nonsense_is_no_proof(device, other, person, credential) -> None:
    challenge = (await asked(other))["id"]
    mine = (await options(device))["id"]

    signed = await other.refusal(PASSKEY_LOGIN, challenge=challenge, credential=credential)
    made = await device.refusal(
        PASSKEY_REGISTER, challenge=mine, credential=credential, name="Telefon"
    )

    assert (signed["code"], made["code"]) == ("WRONG_PROOF", "WRONG_PROOF")
