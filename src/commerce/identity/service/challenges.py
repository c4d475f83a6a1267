"""Challenges: something that a person proves once, within a time, in a few attempts.

The secret follows from the id of the challenge by the keys of the shop. It is stored nowhere,
and whoever sends it makes it again at that moment.
"""

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from sqlalchemy import update

from commerce.identity import rules
from commerce.identity.errors import TooManyAttempts, WrongProof
from commerce.identity.events import ChallengeIssued
from commerce.identity.models import Challenge
from commerce.identity.service import attempts
from commerce.identity.types import Answer, Contact, Issued, Purpose, Sender
from commerce.kernel.clock import now
from commerce.kernel.db import Database, Tx
from commerce.kernel.ids import new_id
from commerce.kernel.sealing import secret_for

_FIRST_PAUSE = 30
_NOT_SENT = {
    Purpose.SECOND_FACTOR,
    Purpose.PASSKEY_ADD,
    Purpose.PASSKEY_SIGN_IN,
    Purpose.PROVIDER,
}
_SENT_AGAIN = frozenset(Purpose) - _NOT_SENT


async def issue(
    tx: Tx, purpose: Purpose, contact: Contact, *, language: str, **given: str | UUID | None
) -> Issued:
    """Let somebody be told how to prove that a contact reaches them."""
    at = now()
    row = Challenge(
        id=new_id(),
        purpose=purpose,
        contact_kind=contact.kind,
        contact=contact.value,
        language=language,
        sent=1,
        sent_at=at,
        created_at=at,
        expires_at=at + rules.LIFETIMES[purpose],
        **given,
    )
    tx.add(row)
    _tell(tx, row)
    return Issued(row.id, row.expires_at)


def open_for(tx: Tx, purpose: Purpose, *, language: str, **given: str | UUID | None) -> Challenge:
    """A challenge that nothing is sent for: whoever asked for it answers it in another way."""
    at = now()
    ends = at + rules.LIFETIMES[purpose]
    given.setdefault("id", new_id())
    row = Challenge(purpose=purpose, language=language, created_at=at, expires_at=ends, **given)
    tx.add(row)
    return row


async def resend(tx: Tx, challenge_id: UUID) -> Issued:
    """Send the same once more.

    Raises:
        WrongProof: there is nothing to send, or it was sent often enough.
        TooManyAttempts: it was sent a moment ago.
    """
    row = await find_open(tx, challenge_id, _SENT_AGAIN)
    if row is None or row.contact is None:
        raise WrongProof(path=("input", "challenge"))
    return send(tx, row, Contact.of(row.contact_kind, row.contact))


def send(tx: Tx, row: Challenge, contact: Contact) -> Issued:
    """Send what proves an open challenge to a contact, each time after a longer pause.

    Raises:
        WrongProof: it was sent often enough.
        TooManyAttempts: it was sent a moment ago.
    """
    if row.sent >= rules.MOST_SENDINGS:
        raise WrongProof(path=("input", "challenge"))
    pause = timedelta(seconds=_FIRST_PAUSE * (1 << (row.sent - 1)) if row.sent else 0)
    waits = row.sent_at + pause - now()
    if waits > timedelta(0):
        raise TooManyAttempts(int(waits.total_seconds()) + 1)
    row.contact_kind, row.contact = contact.kind, contact.value
    row.sent += 1
    row.sent_at = now()
    _tell(tx, row)
    return Issued(row.id, row.expires_at)


async def check(db: Database, given: Answer, purposes: Collection[Purpose], sender: Sender) -> None:
    """Count an attempt and compare the answer; the challenge stays good for `use`.

    Raises:
        WrongProof: the answer is wrong, or nothing is open that it could answer.
        TooManyAttempts: this sender has to wait.
    """
    async with db.transaction() as tx:
        counts = attempts.answers(sender)
        await attempts.count(tx, counts)
        row = await find_open(tx, given.challenge_id, purposes)
        right = False
        if row is not None:
            row.attempts += 1
            right = row.attempts <= rules.MOST_ANSWERS and is_right(row, given.secret)
        if right:
            await attempts.take_back(tx, counts)
    if not right:
        raise WrongProof(path=("input", "proof"))


async def use(tx: Tx, given: Answer, purposes: Collection[Purpose]) -> Challenge:
    """Take an answer that was checked, this once.

    Raises:
        WrongProof: it was used meanwhile.
    """
    row = await find_open(tx, given.challenge_id, purposes)
    if row is None or not is_right(row, given.secret):
        raise WrongProof(path=("input", "proof"))
    row.used_at = now()
    return row


async def void(tx: Tx, account_id: UUID, *purposes: Purpose) -> None:
    """Let nothing of these purposes be answered for an account any more."""
    await tx.flush()
    await tx.session.execute(
        update(Challenge)
        .where(
            Challenge.account_id == account_id,
            Challenge.purpose.in_(purposes),
            Challenge.used_at.is_(None),
        )
        .values(used_at=now())
    )


def secret_of(challenge_id: UUID, *, coded: bool) -> str:
    """What proves a challenge: six digits to type, or the secret of a link."""
    if coded:
        made = secret_for("challenge code", challenge_id.bytes)
        number = int.from_bytes(made, "big") % 10**rules.CODE_DIGITS
        return f"{number:0{rules.CODE_DIGITS}}"
    made = secret_for("challenge link", challenge_id.bytes)
    return urlsafe_b64encode(made).rstrip(b"=").decode()


def _tell(tx: Tx, row: Challenge) -> None:
    tx.emit(ChallengeIssued(challenge_id=row.id, purpose=row.purpose.value, sent=row.sent))


async def find_open(tx: Tx, challenge_id: UUID, purposes: Collection[Purpose]) -> Challenge | None:
    """The challenge, locked, if it can be answered now."""
    row = await tx.session.get(Challenge, challenge_id, with_for_update=True)
    if row is None or row.purpose not in purposes or row.used_at is not None:
        return None
    return row if row.expires_at > now() else None


def is_right(row: Challenge, secret: str) -> bool:
    """Whether it is what was sent for a challenge."""
    if row.contact_kind is None or row.purpose is Purpose.KNOWN:
        return False
    wanted = secret_of(row.id, coded=rules.coded(row.purpose, row.contact_kind))
    return hmac.compare_digest(secret.encode(errors="replace"), wanted.encode())
