"""Codes by SMS and mail: to sign in, which makes an account when there is none, and to verify.

Whoever asks for a code gets the same answer for every contact, and the contact gets a code.
"""

from uuid import UUID

from commerce.identity.errors import WrongProof
from commerce.identity.models import Account, Challenge
from commerce.identity.service import attempts, challenges
from commerce.identity.service.contacts import take
from commerce.identity.service.finding import account_of, contact_of, lock_contact
from commerce.identity.service.registration import activate, create
from commerce.identity.service.sign_in import admit
from commerce.identity.types import (
    AccountState,
    Answer,
    Contact,
    ContactKind,
    Factor,
    Issued,
    Opened,
    Pending,
    Proof,
    Purpose,
    Sender,
)
from commerce.kernel.db import Database, Tx
from commerce.kernel.settings import Settings

_SIGN_IN = frozenset({Purpose.SIGN_IN})
_VERIFY = frozenset({Purpose.VERIFY})


async def request_code(
    db: Database, contact: Contact, sender: Sender, *, language: str, verifies: UUID | None = None
) -> Issued:
    """Send a code to sign in with; or for the account `verifies`, to add the contact to it.

    Raises:
        TooManyAttempts: this sender, or this contact, has to wait.
    """
    async with db.transaction() as tx:
        await attempts.count(tx, attempts.sendings(contact, sender))
        if verifies is not None:
            return await challenges.issue(
                tx, Purpose.VERIFY, contact, language=language, account_id=verifies
            )
        account = await account_of(tx, contact)
        return await challenges.issue(
            tx,
            Purpose.SIGN_IN,
            contact if account is None else contact_of(account, contact.kind),
            language=language,
            account_id=None if account is None else account.id,
        )


async def sign_in_by_code(
    db: Database, given: Answer, sender: Sender, settings: Settings
) -> Opened | Pending:
    """Open a session for whoever has the code, or ask for a second factor.

    Raises:
        WrongProof: the code is wrong, used or too old, or its account signs in no more.
        TooManyAttempts: this sender has to wait.
    """
    await challenges.check(db, given, _SIGN_IN, sender)
    async with db.transaction() as tx:
        row = await challenges.use(tx, given, _SIGN_IN)
        account = await _owner(tx, row)
        used_up = Factor.SMS if row.contact_kind is ContactKind.PHONE else Factor.EMAIL
        return await admit(tx, account, Proof.CODE, sender, settings, but=used_up)


async def _owner(tx: Tx, row: Challenge) -> Account:
    contact = Contact.of(row.contact_kind, row.contact)
    await lock_contact(tx, contact)
    account = await account_of(tx, contact, lock=True)
    if account is None and row.account_id is None:
        account = create(tx, contact, row.language)
        await tx.flush()
    if account is None or (row.account_id is not None and account.id != row.account_id):
        raise WrongProof(path=("input", "proof"))
    if account.state is AccountState.UNVERIFIED:
        await activate(tx, account, contact.kind)
    if account.state is not AccountState.ACTIVE:
        raise WrongProof(path=("input", "proof"))
    return account


async def verify_contact(db: Database, given: Answer, account_id: UUID, sender: Sender) -> Account:
    """Add the contact that a code was sent to, to one's account.

    Raises:
        WrongProof: the code is wrong, used or too old, or was not asked for by this account.
        Conflict: another account has the contact.
        TooManyAttempts: this sender has to wait.
    """
    await challenges.check(db, given, _VERIFY, sender)
    async with db.transaction() as tx:
        row = await challenges.use(tx, given, _VERIFY)
        if row.account_id != account_id:
            raise WrongProof(path=("input", "proof"))
        account = await tx.get(Account, account_id, lock=True)
        await take(tx, account, Contact.of(row.contact_kind, row.contact))
    return account
