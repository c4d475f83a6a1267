"""Second factors: an app, codes to a contact, recovery codes; enrolled, disabled, shown."""

from uuid import UUID

from sqlalchemy import delete

from commerce.identity import rules
from commerce.identity.errors import WrongProof
from commerce.identity.events import FactorDisabled, FactorEnrolled
from commerce.identity.models import Account, Challenge, SentFactor, Totp
from commerce.identity.service import attempts, authenticators, challenges, recovery
from commerce.identity.service.factors import factors_of
from commerce.identity.service.finding import contact_of
from commerce.identity.service.proving import prove
from commerce.identity.service.sessions import open_session
from commerce.identity.types import (
    AccountState,
    Answer,
    ContactKind,
    Device,
    Enrolment,
    Factor,
    Issued,
    Opened,
    Proof,
    Purpose,
    Sender,
    Shown,
)
from commerce.kernel.clock import now
from commerce.kernel.db import Database, Tx
from commerce.kernel.errors import InvalidInput, NotFound
from commerce.kernel.settings import Settings

_SECOND = frozenset({Purpose.SECOND_FACTOR})
_SENT = {Factor.SMS: ContactKind.PHONE, Factor.EMAIL: ContactKind.EMAIL}


async def enroll_totp(db: Database, device: Device, shown: Shown, settings: Settings) -> Enrolment:
    """Give an account the secret for an app, once its holder has shown who they are.

    Raises:
        ProofNeeded, WrongCredentials, WrongProof, TooManyAttempts: see `prove`.
        Conflict: the account has an app already.
    """
    await prove(db, device, shown)
    return await authenticators.enroll(db, device.account_id, settings)


async def enroll_contact(db: Database, device: Device, shown: Shown, factor: Factor) -> list[str]:
    """Let codes to a proven contact be a second factor; gives recovery codes, if there are none.

    Raises:
        ProofNeeded, WrongCredentials, WrongProof, TooManyAttempts: see `prove`.
        NotFound: the account has no such contact that is proven.
        InvalidInput: no contact belongs to this factor.
    """
    kind = _kind(factor)
    await prove(db, device, shown)
    async with db.transaction() as tx:
        account = await tx.get(Account, device.account_id, lock=True)
        proven = {
            ContactKind.EMAIL: account.email_verified_at,
            ContactKind.PHONE: account.phone_verified_at,
        }
        if proven[kind] is None:
            raise NotFound(path=("input", "factor"))
        if await tx.session.get(SentFactor, (account.id, kind)) is None:
            tx.add(SentFactor(account_id=account.id, kind=kind))
            tx.emit(FactorEnrolled(account_id=account.id, factor=factor.value))
        return await recovery.first_codes(tx, account.id)


async def disable_factor(db: Database, device: Device, shown: Shown, factor: Factor) -> None:
    """Take a factor away; recovery codes go with the last one.

    Raises:
        ProofNeeded, WrongCredentials, WrongProof, TooManyAttempts: see `prove`.
        NotFound: the account has no such factor.
        InvalidInput: recovery codes are not disabled by themselves.
    """
    if factor is Factor.RECOVERY:
        raise InvalidInput("unknown", path=("input", "factor"))
    await prove(db, device, shown)
    async with db.transaction() as tx:
        account = await tx.get(Account, device.account_id, lock=True)
        if factor not in await factors_of(tx, account.id):
            raise NotFound(path=("input", "factor"))
        if factor is Factor.TOTP:
            gone = delete(Totp).where(Totp.account_id == account.id)
        else:
            kind = _kind(factor)
            gone = delete(SentFactor).where(
                SentFactor.account_id == account.id, SentFactor.kind == kind
            )
        await tx.session.execute(gone)
        if set(await factors_of(tx, account.id)) <= {Factor.RECOVERY}:
            await recovery.forget_codes(tx, account.id)
        await challenges.void(tx, account.id, Purpose.SECOND_FACTOR)
        tx.emit(FactorDisabled(account_id=account.id, factor=factor.value))


async def renew_codes(db: Database, device: Device, shown: Shown) -> list[str]:
    """Ten new recovery codes in the place of the old ones.

    Raises:
        ProofNeeded, WrongCredentials, WrongProof, TooManyAttempts: see `prove`.
        NotFound: the account has no second factor.
    """
    await prove(db, device, shown)
    async with db.transaction() as tx:
        await tx.get(Account, device.account_id, lock=True)
        if not await factors_of(tx, device.account_id):
            raise NotFound(path=("input",))
        return await recovery.new_codes(tx, device.account_id)


async def send_factor_code(
    db: Database, challenge_id: UUID, factor: Factor, sender: Sender
) -> Issued:
    """Send a code to the contact that is the second factor of a sign-in.

    Raises:
        WrongProof: there is no such sign-in, this factor would not do, or it was sent enough.
        TooManyAttempts: this sender, or this contact, has to wait.
        InvalidInput: nothing is sent for this factor.
    """
    kind = _kind(factor)
    async with db.transaction() as tx:
        row = await challenges.find_open(tx, challenge_id, _SECOND)
        if row is None or row.account_id is None or factor not in row.factors:
            raise WrongProof(path=("input", "challenge"))
        account = await tx.get(Account, row.account_id)
        contact = contact_of(account, kind)
        await attempts.count(tx, attempts.sendings(contact, sender))
        return challenges.send(tx, row, contact)


async def sign_in_by_factor(
    db: Database, given: Answer, factor: Factor, sender: Sender, settings: Settings
) -> Opened:
    """Open the session that waited for a second factor.

    Raises:
        WrongProof: the answer is wrong, was used, or nothing waits for it.
        TooManyAttempts: this sender, or this account, has to wait.
    """
    opened = None
    async with db.transaction() as tx:
        row = await challenges.find_open(tx, given.challenge_id, _SECOND)
        counts = attempts.second_answers(row.account_id if row else None, sender)
        await attempts.count(tx, counts)
        if row is not None and row.attempts < rules.MOST_ANSWERS:
            row.attempts += 1
            if await _shows(tx, row, factor, given.secret):
                await attempts.forgive(tx, counts)
                opened = await _admit(tx, row, factor, sender, settings)
    if opened is None:
        raise WrongProof(path=("input", "proof"))
    return opened


def _kind(factor: Factor) -> ContactKind:
    if factor not in _SENT:
        raise InvalidInput("unknown", path=("input", "factor"))
    return _SENT[factor]


async def _shows(tx: Tx, row: Challenge, factor: Factor, secret: str) -> bool:
    if row.account_id is None or factor not in row.factors:
        return False
    if factor is Factor.TOTP:
        return await authenticators.shown(tx, row.account_id, secret)
    if factor is Factor.RECOVERY:
        return await recovery.shown(tx, row.account_id, secret)
    return row.contact_kind is _SENT[factor] and challenges.is_right(row, secret)


async def _admit(
    tx: Tx, row: Challenge, factor: Factor, sender: Sender, settings: Settings
) -> Opened | None:
    assert row.account_id is not None
    account = await tx.get(Account, row.account_id, lock=True)
    if account.state is not AccountState.ACTIVE:
        return None
    row.used_at = now()
    proofs = [*(Proof(each) for each in row.proofs), Proof(factor.value)]
    return await open_session(tx, account, proofs=proofs, sender=sender, settings=settings)
