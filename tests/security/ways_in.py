"""Ways to sign in, each as far as its last step: an app, codes, a passkey, a provider."""

from typing import Any
from uuid import UUID

from pydantic import SecretStr
from pyotp import TOTP, random_base32

from commerce.app import App
from commerce.identity import service as identity
from commerce.identity.models import Account, Link, SentFactor, Totp
from commerce.identity.names import CHALLENGE, PASSKEY
from commerce.identity.types import (
    ContactKind,
    Device,
    Factor,
    Pending,
    Proof,
    Sender,
    Shown,
    Signed,
)
from commerce.kernel.access import Actor
from commerce.kernel.clock import now
from commerce.kernel.ids import encode
from commerce.kernel.settings import IdentityProvider
from tests.identity.authenticator import Authenticator
from tests.identity.provider import CLIENT, SECRET, TestProvider

SENDER = Sender("198.51.100.1", "198.51.100.1", "test")


def with_provider(app: App, provider: TestProvider) -> None:
    """Let people sign in with a provider who has somebody new, and takes a code again."""
    provider.person["email"] = "newcomer@example.org"
    provider.forgetful = True
    given = IdentityProvider(
        issuer=provider.issuer, client_id=CLIENT, client_secret=SecretStr(SECRET)
    )
    app.settings = app.settings.model_copy(update={"providers": {"test": given}})


async def open_ways_in(ids: dict[str, Any], app: App, provider: TestProvider, buyer: Actor) -> None:
    """Put values into `ids` with which each of them works."""
    assert buyer.account_id is not None
    device = Device(buyer.account_id, buyer.session_id, SENDER)
    await _second_factors(ids, app, buyer.account_id)
    await _passkeys(ids, app, device)
    away = await identity.send_away(
        app.db, identity.provider_of("test", app.settings, app.cache), language="en"
    )
    back = provider.authorize(away.url)
    ids |= {f"Mutation.oauthComplete.{name}": value for name, value in back.items()}
    ids |= {"Mutation.oauthComplete.key": away.browser}


async def _second_factors(ids: dict[str, Any], app: App, account_id: UUID) -> None:
    secret = random_base32()
    async with app.db.transaction() as tx:
        account = await tx.get(Account, account_id)
        tx.add(SentFactor(account_id=account.id, kind=ContactKind.EMAIL))
        tx.add(Totp(account_id=account.id, secret=secret))
        tx.add(Link(account_id=account.id, provider="test", subject_index="somebody"))
        await tx.flush()
        waits = await identity.admit(tx, account, Proof.PASSWORD, SENDER, app.settings)
    assert isinstance(waits, Pending) and waits.factors == (Factor.EMAIL,)
    ids["Mutation.mfaTotpConfirm.code"] = TOTP(secret).at(now())
    ids["Mutation.mfaCodeRequest.challenge"] = encode(CHALLENGE, waits.challenge_id)


async def _passkeys(ids: dict[str, Any], app: App, device: Device) -> None:
    origin = app.settings.shop_origins[0]
    old, new = Authenticator(origin=origin), Authenticator(origin=origin)
    made = await identity.offer_passkey(app.db, device, Shown(), app.settings)
    credential = new.create(made.options)
    ids["Mutation.passkeyRegister.challenge"] = encode(CHALLENGE, made.challenge_id)
    ids["Mutation.passkeyRegister.credential"] = credential
    asked = await identity.offer_passkey(app.db, device, Shown(), app.settings)
    signed = Signed(asked.challenge_id, old.create(asked.options))
    row = await identity.add_passkey(app.db, device, signed, "Telefon", app.settings)
    ids["Mutation.passkeyDelete.id"] = encode(PASSKEY, row.id)
    login = await identity.ask_for_passkey(
        app.db, language="en", autofill=True, settings=app.settings
    )
    ids["Mutation.passkeyLogin.challenge"] = encode(CHALLENGE, login.challenge_id)
    ids["Mutation.passkeyLogin.credential"] = old.get(login.options)
