"""Signing in with a provider of identities, and links between people there and accounts here.

A provider that vouches for an address says that somebody reads mail there, and no more. So it
makes an account, or leads to one that is reached by mail alone; to one with a password it leads
only after that was shown and the link was made from inside.
"""

import hmac
import re
from uuid import UUID

from sqlalchemy import select

from commerce.identity import rules
from commerce.identity.errors import AccountExists, EmailUnproven, WrongProof
from commerce.identity.events import AccountLinked, AccountUnlinked
from commerce.identity.models import Account, Challenge, Link
from commerce.identity.oidc import Identity, Provider, of_attempt
from commerce.identity.service import attempts, challenges
from commerce.identity.service.finding import account_of, lock_contact
from commerce.identity.service.proving import prove
from commerce.identity.service.registration import activate, create
from commerce.identity.service.sign_in import admit
from commerce.identity.types import (
    AccountState,
    CameBack,
    ComingBack,
    Contact,
    ContactKind,
    Device,
    Opened,
    Pending,
    Proof,
    Purpose,
    Sender,
    SentAway,
    Shown,
)
from commerce.kernel.cache import Cache
from commerce.kernel.clock import now
from commerce.kernel.db import Database, Tx
from commerce.kernel.errors import Conflict, InvalidInput, NotFound
from commerce.kernel.ids import new_id
from commerce.kernel.settings import Settings

_AWAY = frozenset({Purpose.PROVIDER})
_UNIQUE = {
    "uq_identity_link_account_id_provider": ("input", "provider"),
    "uq_identity_link_subject_index": ("input", "provider"),
}
_LONGEST_NAME = 200
_ADDRESS = re.compile(r"(?=.{3,254}$)[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")


def provider_of(name: str, settings: Settings, cache: Cache) -> Provider:
    """A provider by its name.

    Raises:
        NotFound: the settings have none of this name.
    """
    given = settings.providers.get(name)
    if given is None:
        raise NotFound(path=("input", "provider"))
    return Provider(name, given, settings, cache)


async def send_away(
    db: Database, provider: Provider, *, language: str, links: UUID | None = None
) -> SentAway:
    """Let somebody be asked by a provider who they are; `links` is the account to be linked.

    Raises:
        ProviderUnavailable: the provider does not say where to send them.
    """
    challenge_id = new_id()
    state = of_attempt("state", challenge_id)
    url = await provider.authorization_url(challenge_id, f"{challenge_id.hex}.{state}")
    given = {"id": challenge_id, "account_id": links, "provider": provider.name}
    async with db.transaction() as tx:
        row = challenges.open_for(tx, Purpose.PROVIDER, language=language, **given)
    return SentAway(url, of_attempt("browser", challenge_id), row.expires_at)


async def check_coming_back(
    db: Database, back: ComingBack, account_id: UUID | None, sender: Sender
) -> CameBack:
    """Count an attempt to come back, and tell from where and for what.

    Raises:
        WrongProof: nobody was sent away with this state, from this browser, for this account.
        TooManyAttempts: this sender has to wait.
    """
    async with db.transaction() as tx:
        counts = attempts.answers(sender)
        await attempts.count(tx, counts)
        row = await challenges.find_open(tx, back.challenge_id, _AWAY)
        right = False
        if row is not None:
            row.attempts += 1
            right = row.attempts <= rules.MOST_ANSWERS and _is_right(row, back, account_id)
        if right:
            await attempts.take_back(tx, counts)
    if row is None or not right or row.provider is None:
        raise WrongProof(path=("input", "state"))
    return CameBack(row.provider, links=row.account_id is not None)


async def sign_in_by_provider(
    db: Database, back: ComingBack, who: Identity, sender: Sender, settings: Settings
) -> Opened | Pending:
    """Open a session for whoever a provider has named, or ask for a second factor.

    Raises:
        WrongProof: the attempt was used meanwhile, or the account signs in no more.
        EmailUnproven: they are new here, and the provider vouches for no address.
        AccountExists: an account has this address, and more than mail leads to it.
    """
    async with db.transaction() as tx:
        row = await _take(tx, back)
        account = await _linked(tx, who) or await _by_email(tx, who, row)
        if account.state is not AccountState.ACTIVE:
            raise WrongProof(path=("input", "code"))
        return await admit(tx, account, Proof.PROVIDER, sender, settings)


async def link(db: Database, back: ComingBack, who: Identity) -> Account:
    """Link whoever a provider has named with the account that has asked for it.

    Raises:
        WrongProof: the attempt was used meanwhile, or the account signs in no more.
        Conflict: another account has this link, or this account another one there.
    """
    async with db.transaction() as tx:
        row = await _take(tx, back)
        if row.account_id is None:
            raise WrongProof(path=("input", "state"))
        account = await tx.get(Account, row.account_id, lock=True)
        if account.state is not AccountState.ACTIVE:
            raise WrongProof(path=("input", "state"))
        other = await _linked(tx, who)
        if other is not None and other.id != account.id:
            raise Conflict("provider", path=("input", "provider"))
        if other is None:
            await _add(tx, account, who, row)
    return account


async def unlink(db: Database, device: Device, shown: Shown, provider: str) -> None:
    """Let a provider lead to an account no more.

    Raises:
        ProofNeeded, WrongCredentials, WrongProof, TooManyAttempts: see `prove`.
        NotFound: the account has no such link.
    """
    await prove(db, device, shown)
    async with db.transaction() as tx:
        mine = (Link.account_id == device.account_id, Link.provider == provider)
        row: Link | None = await tx.one_or_none(select(Link).where(*mine).with_for_update())
        if row is None:
            raise NotFound(path=("input", "provider"))
        await tx.session.delete(row)
        tx.emit(AccountUnlinked(link_id=row.id, account_id=row.account_id, provider=provider))


def _is_right(row: Challenge, back: ComingBack, account_id: UUID | None) -> bool:
    """Whether it is the state that was sent away, and the browser that it was sent away from."""
    given = f"{back.state}\n{back.browser}".encode(errors="replace")
    wanted = f"{of_attempt('state', row.id)}\n{of_attempt('browser', row.id)}".encode()
    mine = row.account_id is None or row.account_id == account_id
    return hmac.compare_digest(given, wanted) and mine


async def _take(tx: Tx, back: ComingBack) -> Challenge:
    row = await challenges.find_open(tx, back.challenge_id, _AWAY)
    if row is None:
        raise WrongProof(path=("input", "state"))
    row.used_at = now()
    return row


async def _linked(tx: Tx, who: Identity) -> Account | None:
    """The account that somebody is linked with."""
    stmt = select(Link).where(Link.subject_index == who.subject_index).with_for_update()
    row: Link | None = await tx.one_or_none(stmt)
    if row is None:
        return None
    row.used_at = now()
    return await tx.get(Account, row.account_id, lock=True)


async def _by_email(tx: Tx, who: Identity, row: Challenge) -> Account:
    """The account of an address that is proven on both sides; a new one, if nobody has it."""
    contact = _contact(who)
    await lock_contact(tx, contact)
    account = await account_of(tx, contact, lock=True)
    if account is None:
        account = create(tx, contact, row.language)
        await tx.flush()
    if account.state is AccountState.UNVERIFIED:
        account.name = account.name or _name(who)
        await activate(tx, account, ContactKind.EMAIL)
    elif account.has_password or account.email_verified_at is None:
        raise AccountExists(path=("input",))
    await _add(tx, account, who, row)
    return account


async def _add(tx: Tx, account: Account, who: Identity, row: Challenge) -> None:
    made = Link(
        id=new_id(),
        account_id=account.id,
        provider=row.provider,
        subject_index=who.subject_index,
        email=who.email,
    )
    tx.add(made)
    await tx.flush(_UNIQUE)
    tx.emit(AccountLinked(link_id=made.id, account_id=account.id, provider=made.provider))


def _contact(who: Identity) -> Contact:
    if who.email is None or not _ADDRESS.fullmatch(who.email):
        raise EmailUnproven(path=("input",))
    try:
        return rules.email_of(who.email, "input")
    except InvalidInput:
        raise EmailUnproven(path=("input",)) from None


def _name(who: Identity) -> str:
    """What somebody is called there, as far as it can be a name here."""
    return "".join(each for each in who.name if each.isprintable()).strip()[:_LONGEST_NAME]
