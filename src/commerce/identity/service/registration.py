"""Registration: the same answer whether a contact is known or not, and nothing before the proof.

What somebody registers with waits in their challenge. Only the proof of the contact puts it onto
the account, so nobody prepares an account for the owner of somebody else's address.
"""

from commerce.identity import hashing, rules
from commerce.identity.errors import WrongProof
from commerce.identity.events import (
    AccountChanged,
    AccountCreated,
    AccountEmailVerified,
    AccountPhoneVerified,
)
from commerce.identity.models import Account
from commerce.identity.service import attempts, challenges
from commerce.identity.service.finding import account_of, lock_contact, set_contact
from commerce.identity.types import (
    AccountState,
    Answer,
    Contact,
    ContactKind,
    Issued,
    NewAccount,
    Purpose,
    Sender,
)
from commerce.kernel.clock import now
from commerce.kernel.db import Database, Tx
from commerce.kernel.ids import new_id

REGISTRATION = frozenset({Purpose.REGISTER})


async def register(db: Database, new: NewAccount, sender: Sender) -> Issued:
    """Let somebody prove the contact they register with; its owner is told if it is known.

    Raises:
        WeakPassword: the password is easy to guess.
        TooManyAttempts: this sender, or this contact, has to wait.
    """
    hashed = None
    if new.password is not None:
        personal = (new.contact.value, new.name)
        rules.check_password(new.password, *personal, path=("input", "password"))
        hashed = await hashing.hash_password(new.password)
    async with db.transaction() as tx:
        await attempts.count(tx, attempts.sendings(new.contact, sender))
        await lock_contact(tx, new.contact)
        account = await account_of(tx, new.contact)
        if account is None:
            account = create(tx, new.contact, new.language)
            await tx.flush()
        known = account.state is not AccountState.UNVERIFIED
        return await challenges.issue(
            tx,
            Purpose.KNOWN if known else Purpose.REGISTER,
            new.contact,
            language=new.language,
            account_id=account.id,
            name=new.name,
            password_hash=hashed,
        )


def create(tx: Tx, contact: Contact, language: str) -> Account:
    """An account whose contact is not proven yet."""
    account = Account(id=new_id(), state=AccountState.UNVERIFIED, name="", language=language)
    set_contact(account, contact)
    tx.add(account)
    tx.emit(AccountCreated(account_id=account.id))
    return account


async def open_account(
    tx: Tx, contact: Contact, name: str, *, password_hash: str | None, language: str = "en"
) -> Account:
    """An active account of somebody whose contact the caller vouches for."""
    account = create(tx, contact, language)
    account.name, account.password_hash = name, password_hash
    await tx.flush()
    await activate(tx, account, contact.kind)
    return account


async def confirm(db: Database, given: Answer, sender: Sender) -> Account:
    """Make an account active with what its owner registered with.

    Raises:
        WrongProof: the proof is wrong, used or too old.
        TooManyAttempts: this sender has to wait.
    """
    await challenges.check(db, given, REGISTRATION, sender)
    async with db.transaction() as tx:
        row = await challenges.use(tx, given, REGISTRATION)
        if row.account_id is None or row.contact_kind is None:
            raise WrongProof(path=("input", "proof"))
        account = await tx.get(Account, row.account_id, lock=True)
        if account.state is not AccountState.UNVERIFIED:
            raise WrongProof(path=("input", "proof"))
        account.name, account.language = row.name, row.language
        account.password_hash = row.password_hash
        await activate(tx, account, row.contact_kind)
    return account


async def activate(tx: Tx, account: Account, kind: ContactKind) -> None:
    """Note that a contact is proven; other registrations for it come to nothing."""
    if kind is ContactKind.EMAIL:
        account.email_verified_at = now()
        tx.emit(AccountEmailVerified(account_id=account.id))
    else:
        account.phone_verified_at = now()
        tx.emit(AccountPhoneVerified(account_id=account.id))
    if account.state is AccountState.UNVERIFIED:
        account.state = AccountState.ACTIVE
        await challenges.void(tx, account.id, Purpose.REGISTER)
    account.version += 1
    tx.emit(AccountChanged(account_id=account.id))
    await tx.flush()
