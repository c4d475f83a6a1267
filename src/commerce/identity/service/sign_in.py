"""Signing in with a password."""

from commerce.identity import hashing
from commerce.identity.errors import WrongCredentials
from commerce.identity.models import Account, Challenge
from commerce.identity.rules import LIFETIMES
from commerce.identity.service import attempts
from commerce.identity.service.factors import factors_of
from commerce.identity.service.finding import account_of
from commerce.identity.service.sessions import open_session
from commerce.identity.types import (
    AccountState,
    Contact,
    Factor,
    Opened,
    Pending,
    Proof,
    Purpose,
    Sender,
)
from commerce.kernel.clock import now
from commerce.kernel.db import Database, Tx
from commerce.kernel.ids import new_id
from commerce.kernel.settings import Settings


async def sign_in(
    db: Database, contact: Contact, password: str, sender: Sender, settings: Settings
) -> Opened | Pending:
    """Open a session, or ask for a second factor where the account has one.

    The attempt is counted before it is looked at, so that many at once gain nothing; known and
    unknown contacts take the same work.

    Raises:
        WrongCredentials: there is no active account with this contact and password.
        TooManyAttempts: this sender has to wait.
        Unavailable: too many sign in at this moment.
    """
    counts = attempts.guesses(contact, sender)
    async with db.transaction() as tx:
        await attempts.count(tx, counts)
        found = await account_of(tx, contact)
        stored = found.password_hash if found is not None else None
    right = await hashing.matches(stored, password)
    if found is None or stored is None or not right or found.state is not AccountState.ACTIVE:
        raise WrongCredentials
    fresh = await hashing.hash_password(password) if hashing.outdated(stored) else None
    async with db.transaction() as tx:
        account: Account = await tx.get(Account, found.id, lock=True)
        if account.state is not AccountState.ACTIVE or account.password_hash != stored:
            raise WrongCredentials
        if fresh is not None:
            account.password_hash = fresh
        await attempts.forgive(tx, counts)
        return await admit(tx, account, Proof.PASSWORD, sender, settings)


async def admit(
    tx: Tx,
    account: Account,
    proof: Proof,
    sender: Sender,
    settings: Settings,
    *,
    but: Factor | None = None,
) -> Opened | Pending:
    """Let an account in that has shown a first factor: all the way, or to its second one.

    `but` is what the first one has used up: two codes to one address are one factor.
    """
    enrolled = await factors_of(tx, account.id)
    factors = tuple(each for each in enrolled if each is not but)
    if not enrolled:
        return await open_session(tx, account, proofs=[proof], sender=sender, settings=settings)
    ends = now() + LIFETIMES[Purpose.SECOND_FACTOR]
    challenge = Challenge(
        id=new_id(),
        purpose=Purpose.SECOND_FACTOR,
        account_id=account.id,
        language=account.language,
        proofs=[proof.value],
        factors=[each.value for each in factors],
        expires_at=ends,
    )
    tx.add(challenge)
    return Pending(challenge.id, factors, ends)
