"""Passkeys: made by a device for an account, used to sign in without anything typed.

The device has asked its owner for a finger, a face or a PIN, so a passkey is two factors.
"""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from commerce.identity import ceremonies, queries
from commerce.identity.ceremonies import Owner, Refused
from commerce.identity.errors import WrongProof
from commerce.identity.events import PasskeyAdded, PasskeyCopied, PasskeyRemoved
from commerce.identity.models import Account, Challenge, Passkey
from commerce.identity.service import attempts, challenges
from commerce.identity.service.proving import prove
from commerce.identity.service.sessions import open_session
from commerce.identity.types import (
    AccountState,
    Ceremony,
    Device,
    Opened,
    Proof,
    Purpose,
    Sender,
    Shown,
    Signed,
)
from commerce.kernel.clock import now
from commerce.kernel.db import Database, Tx
from commerce.kernel.errors import LimitReached, NotFound
from commerce.kernel.ids import new_id
from commerce.kernel.reads import compiled
from commerce.kernel.settings import Settings

MOST = 20
_WHILE_FILLED_IN = timedelta(hours=1)
_KNOWN = compiled(queries.passkeys())
_ADD = frozenset({Purpose.PASSKEY_ADD})
_SIGN_IN = frozenset({Purpose.PASSKEY_SIGN_IN})
_UNIQUE = {"uq_identity_passkey_key_id": ("input", "credential")}


async def offer_passkey(db: Database, device: Device, shown: Shown, settings: Settings) -> Ceremony:
    """What a browser needs to make a passkey, once its user has shown who they are.

    Raises:
        ProofNeeded, WrongCredentials, WrongProof, TooManyAttempts: see `prove`.
        LimitReached: the account has as many as it may.
    """
    await prove(db, device, shown)
    async with db.transaction() as tx:
        known = await tx.rows(_KNOWN, ids=[device.account_id])
        if len(known) >= MOST:
            raise LimitReached(MOST, path=("input",))
        account = await tx.get(Account, device.account_id)
        row = challenges.open_for(
            tx, Purpose.PASSKEY_ADD, language=account.language, account_id=account.id
        )
    name = account.email or account.phone or ""
    owner = Owner(account.id, name, account.name or name)
    options = ceremonies.creation_options(row.id, owner, known, settings)
    return Ceremony(row.id, row.expires_at, options)


async def add_passkey(
    db: Database, device: Device, signed: Signed, name: str, settings: Settings
) -> Passkey:
    """Keep the passkey that a device has made.

    Raises:
        WrongProof: it is not the answer to what this account has asked for.
        Conflict: it is known already.
        TooManyAttempts: this sender has to wait.
        LimitReached: the account has as many as it may.
    """
    challenge = await _take(db, signed, _ADD, device.sender)
    if challenge.account_id != device.account_id:
        raise WrongProof(path=("input", "challenge"))
    try:
        made = ceremonies.new_key(challenge.id, signed.credential, settings)
    except Refused:
        raise WrongProof(path=("input", "credential")) from None
    async with db.transaction() as tx:
        account = await tx.get(Account, device.account_id, lock=True)
        mine = select(func.count()).where(Passkey.account_id == account.id)
        if (await tx.session.scalar(mine) or 0) >= MOST:
            raise LimitReached(MOST, path=("input",))
        row = Passkey(
            id=new_id(),
            account_id=account.id,
            name=name,
            key_id=made.key_id,
            public=made.public,
            sign_count=made.sign_count,
            transports=made.transports,
            backed_up=made.backed_up,
        )
        tx.add(row)
        await tx.flush(_UNIQUE)
        tx.emit(PasskeyAdded(passkey_id=row.id, account_id=account.id))
    return row


async def remove_passkey(db: Database, device: Device, shown: Shown, passkey_id: UUID) -> None:
    """Let a passkey be good no more.

    Raises:
        ProofNeeded, WrongCredentials, WrongProof, TooManyAttempts: see `prove`.
        NotFound: the account has no such passkey.
    """
    await prove(db, device, shown)
    async with db.transaction() as tx:
        row = await tx.get(Passkey, passkey_id, lock=True, path=("input", "id"))
        if row.account_id != device.account_id:
            raise NotFound(path=("input", "id"))
        await tx.session.delete(row)
        tx.emit(PasskeyRemoved(passkey_id=row.id, account_id=row.account_id))


async def ask_for_passkey(
    db: Database, *, language: str, autofill: bool, settings: Settings
) -> Ceremony:
    """What a browser needs to let somebody choose a passkey, at once or as they fill in a form."""
    async with db.transaction() as tx:
        row = challenges.open_for(tx, Purpose.PASSKEY_SIGN_IN, language=language)
        if autofill:
            row.expires_at = row.created_at + _WHILE_FILLED_IN
    options = ceremonies.request_options(row.id, settings)
    return Ceremony(row.id, row.expires_at, options)


async def sign_in_by_passkey(
    db: Database, signed: Signed, sender: Sender, settings: Settings
) -> Opened:
    """Open a session for whoever has signed a challenge with a passkey.

    Raises:
        WrongProof: it is not the answer, the passkey is not known, or there are two of it.
        TooManyAttempts: this sender has to wait.
    """
    challenge = await _take(db, signed, _SIGN_IN, sender)
    opened = None
    async with db.transaction() as tx:
        row = await _signed_by(tx, challenge.id, signed.credential, settings)
        if row is not None:
            account = await tx.get(Account, row.account_id, lock=True)
            if account.state is AccountState.ACTIVE:
                opened = await open_session(
                    tx, account, proofs=[Proof.PASSKEY], sender=sender, settings=settings
                )
    if opened is None:
        raise WrongProof(path=("input", "credential"))
    return opened


async def _take(
    db: Database, signed: Signed, purposes: frozenset[Purpose], sender: Sender
) -> Challenge:
    """Use a challenge up, whatever its answer is worth."""
    async with db.transaction() as tx:
        await attempts.count(tx, attempts.answers(sender))
        row = await challenges.find_open(tx, signed.challenge_id, purposes)
        if row is not None:
            row.used_at = now()
    if row is None:
        raise WrongProof(path=("input", "challenge"))
    return row


async def _signed_by(
    tx: Tx, challenge_id: UUID, credential: dict[str, Any], settings: Settings
) -> Passkey | None:
    """The passkey that has signed; none when it has not, or when it has counted backwards."""
    try:
        key_id, account_id = ceremonies.named(credential)
        stmt = select(Passkey).where(Passkey.key_id == key_id).with_for_update()
        row: Passkey | None = await tx.one_or_none(stmt)
        if row is None or row.account_id != account_id:
            return None
        used = ceremonies.used_key(challenge_id, credential, row.public, settings)
    except Refused:
        return None
    if (used.sign_count or row.sign_count) and used.sign_count <= row.sign_count:
        tx.emit(PasskeyCopied(passkey_id=row.id, account_id=row.account_id))
        return None
    row.sign_count, row.backed_up, row.used_at = used.sign_count, used.backed_up, now()
    return row
