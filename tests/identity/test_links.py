"""Signing in with a provider of identities, and what must not come of it."""

import time
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from pydantic import SecretStr
from sqlalchemy import text

from commerce.identity.types import AccountState
from commerce.kernel.clock import shifted
from commerce.kernel.settings import IdentityProvider, WrongSettings, load_settings
from tests.identity.documents import (
    LINKS,
    ME,
    OAUTH_COMPLETE,
    OAUTH_PROVIDERS,
    OAUTH_START,
    OAUTH_UNLINK,
    REGISTER,
    TOTP_CONFIRM,
    TOTP_ENROLL,
)
from tests.identity.provider import CLIENT, SECRET, new_key, serving
from tests.identity.test_second_factors import code_of

pytestmark = pytest.mark.usefixtures("market", "shop")
EMAIL = "aziza@example.uz"


@pytest.fixture
async def provider():
    async with serving() as found:
        yield found


@pytest.fixture
def shop(app, provider) -> None:
    """A shop whose people may sign in with the provider."""
    given = IdentityProvider(
        issuer=provider.issuer, client_id=CLIENT, client_secret=SecretStr(SECRET), title="Test"
    )
    app.settings = app.settings.model_copy(
        update={
            "providers": {"test": given},
            "storefront_url": "https://shop.example",
            "provider_seconds": 1.0,
        }
    )


async def away(device, provider, **given):
    """Go to the provider and come back; gives what completes it."""
    start = await device.do(OAUTH_START, provider="test", **given)
    return provider.authorize(start["authorizationUrl"]) | {"key": start["key"]}


async def completed(device, provider, **given):
    back = await away(device, provider, **given)
    return await device.do(OAUTH_COMPLETE, **back)


async def enter(device, provider):
    """Sign in with the provider; gives the account."""
    session = (await completed(device, provider))["session"]
    device.access = session["accessToken"]
    return session["account"]


async def counted(db) -> dict[str, int]:
    """How many rows there are that a sign-in could have made."""
    tables = ("identity_account", "identity_link", "identity_session")
    async with db.transaction() as tx:
        return {
            each: await tx.session.scalar(text(f"select count(*) from {each}")) for each in tables
        }


async def test_a_person_who_is_new_gets_an_account_with_a_proven_address(
    device, other, provider, db
) -> None:
    account = await enter(device, provider)
    me = await device.ask(ME)

    assert (account["email"], me["name"], me["state"]) == (EMAIL, "Aziza Karimova", "ACTIVE")
    assert me["emailVerifiedAt"] is not None and not me["hasPassword"]
    assert me["sessions"][0]["proofs"] == ["oidc"]
    (link,) = (await device.ask(LINKS))["links"]
    assert (link["provider"], link["email"]) == ("test", EMAIL)
    provider.person["email"] = "another@example.uz"
    assert (await enter(other, provider))["id"] == account["id"]
    async with db.transaction() as tx:
        names = (await tx.session.execute(text("select name from kernel_outbox"))).scalars().all()
    assert names.count("identity.account_linked") == 1


async def test_the_address_asks_for_all_that_binds_the_answer(device, provider) -> None:
    start = await device.do(OAUTH_START, provider="test")
    asked = parse_qs(urlsplit(start["authorizationUrl"]).query)

    assert start["authorizationUrl"].startswith(f"{provider.issuer}/authorize?")
    assert asked["redirect_uri"] == ["https://shop.example/account/oauth/test"]
    assert len(asked["nonce"][0]) == len(asked["code_challenge"][0]) == 43
    assert start["key"] not in start["authorizationUrl"]
    assert await device.ask(OAUTH_PROVIDERS) == [{"name": "test", "title": "Test"}]


async def test_an_address_without_a_password_leads_to_its_account(device, provider, make) -> None:
    account = await make.account(EMAIL.upper(), password=None)

    assert (await enter(device, provider))["email"] == account.email


async def test_an_account_with_a_password_is_not_taken_over(
    device, other, provider, make, db
) -> None:
    await make.account(EMAIL)
    before = await counted(db)

    error = await device.refusal(OAUTH_COMPLETE, **await away(device, provider))

    assert error["code"] == "ACCOUNT_EXISTS"
    assert await counted(db) == before
    await other.sign_in(EMAIL)
    linked = await completed(other, provider, link=True)
    assert linked["account"]["email"] == EMAIL and linked["session"] is None
    assert (await enter(device, provider))["email"] == EMAIL


async def test_what_waits_for_the_owner_of_an_address_gets_no_password_of_others(
    device, other, provider, db
) -> None:
    """Somebody has registered with the address of somebody else, and never proven it."""
    await other.do(REGISTER, contact={"email": EMAIL}, password="Anor daraxti 12", name="Mallory")

    await enter(device, provider)
    me = await device.ask(ME)

    assert (me["name"], me["hasPassword"]) == ("Aziza Karimova", False)


@pytest.mark.parametrize("said", [False, None, "true", 1])
async def test_an_address_that_the_provider_does_not_vouch_for_makes_and_finds_nothing(
    device, provider, make, db, said
) -> None:
    await make.account(EMAIL, password=None)
    before = await counted(db)
    provider.lies = {"email_verified": said}

    error = await device.refusal(OAUTH_COMPLETE, **await away(device, provider))

    assert error["code"] == "EMAIL_UNPROVEN"
    assert await counted(db) == before


async def test_a_disabled_account_is_not_let_in(device, provider, make, db) -> None:
    await make.account(EMAIL, password=None, state=AccountState.DISABLED)

    error = await device.refusal(OAUTH_COMPLETE, **await away(device, provider))

    assert error["code"] == "WRONG_PROOF"
    assert (await counted(db))["identity_session"] == 0


BENT = {
    "nonce of another attempt": lambda p: p.lies.update(nonce="another"),
    "no nonce": lambda p: p.lies.update(nonce=None),
    "another audience": lambda p: p.lies.update(aud="somebody else"),
    "two audiences, for the other": lambda p: p.lies.update(aud=[CLIENT, "x"], azp="x"),
    "another issuer": lambda p: p.lies.update(iss="https://evil.example"),
    "expired": lambda p: p.lies.update(exp=int(time.time()) - 60),
    "no end": lambda p: p.lies.update(exp=None),
    "from the future": lambda p: p.lies.update(iat=int(time.time()) + 3600),
    "no subject": lambda p: p.lies.update(sub=None),
    "a subject that is a number": lambda p: p.lies.update(sub=7),
    "another access token": lambda p: p.lies.update(at_hash="AAAAAAAAAAAAAAAAAAAAAA"),
    "alg none": lambda p: setattr(p, "algorithm", "none"),
    "HS256 with the public key": lambda p: setattr(p, "algorithm", "HS256"),
    "a key of somebody else": lambda p: setattr(p, "signs_with", new_key("first")),
}


@pytest.mark.parametrize("name", BENT)
async def test_what_is_not_to_be_believed_changes_nothing(device, provider, db, name) -> None:
    BENT[name](provider)

    error = await device.refusal(OAUTH_COMPLETE, **await away(device, provider))

    assert error["code"] == "WRONG_PROOF"
    assert set((await counted(db)).values()) == {0}


async def test_a_state_or_key_of_another_attempt_is_refused(device, provider, db) -> None:
    one, two = await away(device, provider), await away(device, provider)
    bent = (
        one | {"state": two["state"]},
        one | {"key": two["key"]},
        one | {"key": None},
        one | {"state": "x"},
        one | {"state": one["state"][:-1] + ("A" if one["state"][-1] != "A" else "B")},
    )

    codes = [(await device.refusal(OAUTH_COMPLETE, **each))["code"] for each in bent]

    assert set(codes) == {"WRONG_PROOF"}
    assert "token" not in provider.calls
    assert set((await counted(db)).values()) == {0}


async def test_a_code_of_another_attempt_fails_by_pkce(device, provider, db) -> None:
    one, two = await away(device, provider), await away(device, provider)

    error = await device.refusal(OAUTH_COMPLETE, **one | {"code": two["code"]})

    assert error["code"] == "WRONG_PROOF"
    assert set((await counted(db)).values()) == {0}


async def test_an_attempt_is_good_once_and_for_ten_minutes(device, provider) -> None:
    back, late = await away(device, provider), await away(device, provider)

    await device.do(OAUTH_COMPLETE, **back)
    again = await device.refusal(OAUTH_COMPLETE, **back)
    with shifted(timedelta(minutes=10, seconds=1)):
        over = await device.refusal(OAUTH_COMPLETE, **late)

    assert (again["code"], over["code"]) == ("WRONG_PROOF", "WRONG_PROOF")


@pytest.mark.parametrize(
    "bent", [{"slow": 3.0}, {"status": 503}, {"nonsense": b"<html>"}, {"nonsense": b"a" * 300_000}]
)
async def test_a_provider_that_is_slow_down_or_mad_changes_nothing_and_may_come_back(
    device, provider, db, bent
) -> None:
    back = await away(device, provider)
    for name, value in bent.items():
        setattr(provider, name, value)
    began = time.monotonic()

    error = await device.refusal(OAUTH_COMPLETE, **back)

    assert error["code"] == "PROVIDER_UNAVAILABLE"
    assert time.monotonic() - began < 2.5
    assert set((await counted(db)).values()) == {0}
    provider.slow, provider.status, provider.nonsense = 0, 200, None
    assert (await device.do(OAUTH_COMPLETE, **back))["session"] is not None


@pytest.mark.parametrize(
    "document",
    [
        {"issuer": "https://evil.example"},
        {"token_endpoint": "http://169.254.169.254/latest/meta-data"},
        {"token_endpoint": "http://127.0.0.1:1/token"},
        {"jwks_uri": "file:///etc/passwd"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"token_endpoint": None},
    ],
)
async def test_a_provider_does_not_lead_us_to_other_hosts(device, provider, document) -> None:
    provider.document = document

    error = await device.refusal(OAUTH_START, provider="test")

    assert error["code"] == "PROVIDER_UNAVAILABLE"
    assert provider.calls == ["describe"]


async def test_a_provider_that_is_not_there_is_a_typed_error(device, provider, app) -> None:
    given = app.settings.providers["test"].model_copy(update={"issuer": "http://127.0.0.1:1"})
    app.settings = app.settings.model_copy(update={"providers": {"test": given}})

    error = await device.refusal(OAUTH_START, provider="test")

    assert error["code"] == "PROVIDER_UNAVAILABLE"
    assert (await device.refusal(OAUTH_START, provider="unknown"))["code"] == "NOT_FOUND"


async def test_what_a_provider_says_of_itself_is_kept_and_a_new_key_is_found(
    device, other, provider
) -> None:
    await enter(device, provider)
    await enter(other, provider)
    assert (provider.calls.count("describe"), provider.calls.count("keys")) == (1, 1)

    provider.key = new_key("second")

    await enter(other, provider)
    assert provider.calls.count("keys") == 2


async def test_only_the_account_that_asked_is_linked(device, other, provider, make) -> None:
    await make.account("a@example.uz")
    await make.account("b@example.uz")
    await device.sign_in("a@example.uz")
    back = await away(device, provider, link=True)
    await other.sign_in("b@example.uz")

    error = await other.refusal(OAUTH_COMPLETE, **back)

    assert error["code"] == "WRONG_PROOF"
    assert (await device.do(OAUTH_COMPLETE, **back))["account"]["email"] == "a@example.uz"
    stolen = await other.refusal(OAUTH_COMPLETE, **await away(other, provider, link=True))
    assert stolen["code"] == "CONFLICT"
    assert (await other.ask(LINKS))["links"] == []


async def test_a_link_is_made_and_given_up_only_with_a_proof(device, other, provider, make) -> None:
    await make.account(EMAIL)
    await device.sign_in(EMAIL)
    await completed(device, provider, link=True)
    guest = await other.codes(OAUTH_START, input={"provider": "test", "link": True})

    with shifted(timedelta(minutes=10, seconds=1)):
        bare = await device.refusal(OAUTH_UNLINK, provider="test")
        link = await device.refusal(OAUTH_START, provider="test", link=True)
    await device.do(OAUTH_UNLINK, provider="test")

    assert guest == ["UNAUTHENTICATED"]
    assert (bare["code"], link["code"]) == ("PROOF_NEEDED", "PROOF_NEEDED")
    assert (await device.ask(LINKS))["links"] == []
    error = await other.refusal(OAUTH_COMPLETE, **await away(other, provider))
    assert error["code"] == "ACCOUNT_EXISTS"


async def test_a_second_factor_is_asked_for_after_the_provider(device, other, provider) -> None:
    await enter(device, provider)
    secret = (await device.do(TOTP_ENROLL))["secret"]
    await device.do(TOTP_CONFIRM, code=code_of(secret))

    payload = await completed(other, provider)

    assert payload["session"] is None
    assert payload["challenge"]["factors"] == ["TOTP", "RECOVERY"]


async def test_a_browser_keeps_the_key_where_no_script_reads_it(device, provider) -> None:
    response = await device.send(OAUTH_START, input={"provider": "test", "cookie": True})
    start = next(iter(response.json()["data"].values()))
    cookie = response.headers["set-cookie"]

    assert start["key"] is None and "HttpOnly" in cookie and "SameSite=Lax" in cookie
    back = provider.authorize(start["authorizationUrl"])
    device.headers["cookie"] = cookie.partition(";")[0]
    assert (await device.do(OAUTH_COMPLETE, **back))["session"] is not None


def test_production_calls_no_provider_without_tls() -> None:
    given = {"test": {"issuer": "http://id.example", "client_id": "a", "client_secret": "b"}}

    with pytest.raises(WrongSettings, match="COMMERCE_OIDC_PROVIDERS: test: the issuer must"):
        load_settings(COMMERCE_ENV="production", COMMERCE_OIDC_PROVIDERS=given)
    given["test"]["issuer"] = "https://id.example"
    assert load_settings(COMMERCE_ENV="production", COMMERCE_OIDC_PROVIDERS=given).providers
