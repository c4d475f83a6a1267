"""Leaving for good: proven afresh by the owner, then the account is closed and signs in no more."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select

from commerce.identity.errors import WrongCredentials, WrongProof
from commerce.identity.events import AccountChanged
from commerce.identity.models import (
    Account,
    Link,
    Passkey,
    RecoveryCode,
    SentFactor,
    Session,
    Totp,
)
from commerce.identity.service import attempts, challenges
from commerce.identity.service.passwords import check_own
from commerce.identity.service.sessions import end_sessions
from commerce.identity.types import (
    AccountState,
    Answer,
    Contact,
    ContactKind,
    Issued,
    Purpose,
    Reached,
    Sender,
    SessionEnd,
)
from commerce.kernel.db import Database, Tx

_ERASE = frozenset({Purpose.ERASE})
_WAYS_IN = (Totp, SentFactor, RecoveryCode, Passkey, Link)


async def request_erase_code(
    db: Database, account_id: UUID, sender: Sender, *, language: str | None = None
) -> Issued:
    """Send the owner a code by which they can show that they want to be erased.

    Raises:
        TooManyAttempts: this sender, or this contact, has to wait.
    """
    async with db.transaction() as tx:
        account = await tx.get(Account, account_id)
        contact = _contact(account)
        await attempts.count(tx, attempts.sendings(contact, sender))
        return await challenges.issue(
            tx,
            Purpose.ERASE,
            contact,
            language=language or account.language,
            account_id=account_id,
        )


async def check_password(db: Database, account_id: UUID, password: str, sender: Sender) -> None:
    """Let the owner pass who says the password; an account without one is proven by a code.

    Raises:
        WrongCredentials: this is not the password, or there is none.
        TooManyAttempts: this sender has to wait.
    """
    account = await check_own(db, account_id, password, sender)
    if account.password_hash is None:
        raise WrongCredentials(path=("input", "password"))


async def check_code(db: Database, account_id: UUID, given: Answer, sender: Sender) -> None:
    """Let the owner pass who types the code that `request_erase_code` sent, this once.

    Raises:
        WrongProof: the code is wrong, used, too old, or somebody else's.
        TooManyAttempts: this sender has to wait.
    """
    await challenges.check(db, given, _ERASE, sender)
    async with db.transaction() as tx:
        row = await challenges.use(tx, given, _ERASE)
        if row.account_id != account_id:
            raise WrongProof(path=("input", "proof"))


async def reached(tx: Tx, account_id: UUID) -> Reached:
    """What an account has proven to be its own.

    Raises:
        NotFound: there is no such account.
    """
    return _reached(await tx.get(Account, account_id))


async def signed_in_since(tx: Tx, account_id: UUID, at: datetime) -> bool:
    """Whether somebody has signed in to an account after a moment."""
    stmt = select(Session.id).where(Session.account_id == account_id, Session.created_at > at)
    return await tx.one_or_none(stmt.limit(1)) is not None


async def close_account(tx: Tx, account_id: UUID, *, since: datetime) -> Reached | None:
    """Take every way in from an account, and end its sessions; returns what it had proven.

    None if its owner has signed in since then, so that they are to be left in peace.

    Raises:
        NotFound: there is no such account.
    """
    account = await tx.get(Account, account_id, lock=True)
    if await signed_in_since(tx, account_id, since):
        return None
    found = _reached(account)
    account.state = AccountState.ERASED
    account.password_hash = None
    account.version += 1
    for each in _WAYS_IN:
        await tx.session.execute(delete(each).where(each.account_id == account_id))
    await end_sessions(tx, account_id, SessionEnd.ERASED)
    await challenges.void(tx, account_id, *(set(Purpose) - {Purpose.KNOWN}))
    tx.emit(AccountChanged(account_id=account_id))
    await tx.flush()
    return found


def _contact(account: Account) -> Contact:
    """Where the owner can be reached: by mail, else by telephone."""
    if account.email is not None and account.email_verified_at is not None:
        return Contact(ContactKind.EMAIL, account.email)
    return Contact.of(ContactKind.PHONE, account.phone)


def _reached(account: Account) -> Reached:
    return Reached(
        email=account.email if account.email_verified_at is not None else None,
        phone=account.phone if account.phone_verified_at is not None else None,
        language=account.language,
    )
