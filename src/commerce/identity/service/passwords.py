"""Passwords: changed by who knows the old one, reset by who can be reached."""

from uuid import UUID

from commerce.identity import hashing, rules
from commerce.identity.errors import WrongCredentials, WrongProof
from commerce.identity.events import PasswordChanged
from commerce.identity.models import Account
from commerce.identity.service import attempts, challenges
from commerce.identity.service.finding import account_of, contact_of
from commerce.identity.service.sessions import end_sessions
from commerce.identity.types import (
    AccountState,
    Answer,
    Contact,
    Issued,
    Purpose,
    Sender,
    SessionEnd,
)
from commerce.kernel.db import Database

_RESET = frozenset({Purpose.PASSWORD_RESET})
_VOIDED = (Purpose.PASSWORD_RESET, Purpose.SIGN_IN, Purpose.SECOND_FACTOR)


async def check_own(
    db: Database, account_id: UUID, password: str | None, sender: Sender
) -> Account:
    """The account, if it has no password or this is it: asked before something weighty.

    Raises:
        WrongCredentials: this is not the password.
        TooManyAttempts: this sender has to wait.
    """
    counts = attempts.own_guesses(account_id, sender)
    async with db.transaction() as tx:
        await attempts.count(tx, counts)
        account: Account = await tx.get(Account, account_id)
    stored = account.password_hash
    if stored is not None and not await hashing.matches(stored, password or ""):
        raise WrongCredentials(path=("input", "password"))
    async with db.transaction() as tx:
        await attempts.forgive(tx, counts)
    return account


async def change_password(
    db: Database, account_id: UUID, passwords: tuple[str, str], sender: Sender, *, keep: UUID | None
) -> Account:
    """Put a new password in the place of the old one; all sessions but one end.

    An account without a password gets one by a reset: a session alone is not proof enough.

    Raises:
        WrongCredentials: the old password is wrong, or there is none.
        WeakPassword: the new one is easy to guess.
        TooManyAttempts: this sender has to wait.
    """
    old, new = passwords
    account = await check_own(db, account_id, old, sender)
    if account.password_hash is None:
        raise WrongCredentials(path=("input", "password"))
    _check(account, new)
    hashed = await hashing.hash_password(new)
    async with db.transaction() as tx:
        row = await tx.get(Account, account_id, lock=True)
        if row.password_hash != account.password_hash or row.state is not AccountState.ACTIVE:
            raise WrongCredentials(path=("input", "password"))
        row.password_hash = hashed
        row.version += 1
        await end_sessions(tx, account_id, SessionEnd.PASSWORD_CHANGED, but=keep)
        await challenges.void(tx, account_id, *_VOIDED)
        tx.emit(PasswordChanged(account_id=row.id, version=row.version, reset=False))
    return row


async def request_reset(db: Database, contact: Contact, sender: Sender, *, language: str) -> Issued:
    """Let whoever can be reached at a contact set a new password; others are told nothing.

    Raises:
        TooManyAttempts: this sender, or this contact, has to wait.
    """
    async with db.transaction() as tx:
        await attempts.count(tx, attempts.sendings(contact, sender))
        account = await account_of(tx, contact)
        known = account is not None and account.state is AccountState.ACTIVE
        return await challenges.issue(
            tx,
            Purpose.PASSWORD_RESET,
            contact_of(account, contact.kind) if known and account else contact,
            language=language,
            account_id=account.id if known and account else None,
        )


async def reset_password(db: Database, given: Answer, new: str, sender: Sender) -> None:
    """Set a new password; every session ends, and other resets come to nothing.

    Raises:
        WrongProof: the proof is wrong, used or too old.
        WeakPassword: the password is easy to guess; the proof stays good.
        TooManyAttempts: this sender has to wait.
    """
    await challenges.check(db, given, _RESET, sender)
    rules.check_password(new, path=("input", "password"))
    hashed = await hashing.hash_password(new)
    async with db.transaction() as tx:
        row = await challenges.use(tx, given, _RESET)
        if row.account_id is None:
            raise WrongProof(path=("input", "proof"))
        account = await tx.get(Account, row.account_id, lock=True)
        if account.state is not AccountState.ACTIVE:
            raise WrongProof(path=("input", "proof"))
        _check(account, new)
        account.password_hash = hashed
        account.version += 1
        await end_sessions(tx, account.id, SessionEnd.PASSWORD_RESET)
        await challenges.void(tx, account.id, *_VOIDED)
        tx.emit(PasswordChanged(account_id=account.id, version=account.version, reset=True))


def _check(account: Account, password: str) -> None:
    personal = (account.name, account.email or "")
    rules.check_password(password, *personal, path=("input", "password"))
