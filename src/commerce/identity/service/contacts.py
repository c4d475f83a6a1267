"""The contacts of an account: changed only after the new one is proven."""

from uuid import UUID

from sqlalchemy import delete

from commerce.identity.errors import WrongProof
from commerce.identity.events import AccountEmailChanged
from commerce.identity.models import Account, Challenge
from commerce.identity.service import attempts, challenges
from commerce.identity.service.finding import account_of, lock_contact, set_contact
from commerce.identity.service.passwords import check_own
from commerce.identity.service.registration import activate
from commerce.identity.types import (
    AccountState,
    Answer,
    Contact,
    Issued,
    Purpose,
    Sender,
)
from commerce.kernel.db import Database, Tx
from commerce.kernel.errors import Conflict

_CHANGE = frozenset({Purpose.EMAIL_CHANGE})


async def request_email_change(
    db: Database,
    account_id: UUID,
    contact: Contact,
    sender: Sender,
    *,
    password: str | None,
) -> Issued:
    """Let the owner prove a new address; one that is taken gets word of it, and the same answer.

    Raises:
        WrongCredentials: the account has a password, and this is not it.
        TooManyAttempts: this sender, or this address, has to wait.
    """
    account = await check_own(db, account_id, password, sender)
    async with db.transaction() as tx:
        await attempts.count(tx, attempts.sendings(contact, sender))
        other = await account_of(tx, contact)
        taken = other is not None and other.state is not AccountState.UNVERIFIED
        return await challenges.issue(
            tx,
            Purpose.KNOWN if taken else Purpose.EMAIL_CHANGE,
            contact,
            language=account.language,
            account_id=account_id,
            replaced=account.email,
        )


async def change_email(db: Database, given: Answer, sender: Sender) -> Account:
    """Take the proven address; the old one is told, and what was sent there is good no more.

    Raises:
        WrongProof: the proof is wrong, used or too old, or the address was taken meanwhile.
        TooManyAttempts: this sender has to wait.
    """
    await challenges.check(db, given, _CHANGE, sender)
    async with db.transaction() as tx:
        row = await challenges.use(tx, given, _CHANGE)
        if row.account_id is None:
            raise WrongProof(path=("input", "proof"))
        account = await tx.get(Account, row.account_id, lock=True)
        if account.state is not AccountState.ACTIVE or account.email != row.replaced:
            raise WrongProof(path=("input", "proof"))
        try:
            await take(tx, account, Contact.of(row.contact_kind, row.contact))
        except Conflict:
            raise WrongProof(path=("input", "proof")) from None
        await challenges.void(
            tx, account.id, Purpose.PASSWORD_RESET, Purpose.SIGN_IN, Purpose.EMAIL_CHANGE
        )
        tx.emit(AccountEmailChanged(account_id=account.id, challenge_id=row.id))
    return account


async def take(tx: Tx, account: Account, contact: Contact) -> None:
    """Give an account a contact that is proven; from one who never proved it, it is taken.

    Raises:
        Conflict: another account has it.
    """
    await lock_contact(tx, contact)
    other = await account_of(tx, contact, lock=True)
    if other is not None and other.id != account.id:
        if other.state is not AccountState.UNVERIFIED:
            raise Conflict(contact.kind.value, path=("input", "proof"))
        await _forget(tx, other)
    set_contact(account, contact)
    await activate(tx, account, contact.kind)


async def _forget(tx: Tx, account: Account) -> None:
    """Remove an account that nobody has ever shown to be theirs."""
    await tx.session.execute(delete(Challenge).where(Challenge.account_id == account.id))
    await tx.session.execute(delete(Account).where(Account.id == account.id))
