"""What can be guessed or sent to others is counted for each sender, and has to wait."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from uuid import UUID

from sqlalchemy import case, delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from commerce.identity import rules
from commerce.identity.errors import TooManyAttempts
from commerce.identity.models import Attempts, Challenge
from commerce.identity.types import Contact, Sender
from commerce.kernel.clock import now
from commerce.kernel.db import Tx
from commerce.kernel.sealing import index_of

_FORGOTTEN = timedelta(hours=24)
_HOUR = 3600
_QUARTER = 900


@dataclass(frozen=True, slots=True)
class Count:
    """One thing that is counted: how many are free, and the longest pause in seconds."""

    key: str
    free: int
    longest: int


def guesses(contact: Contact, sender: Sender) -> tuple[Count, ...]:
    """Attempts to sign in: by one sender, and by one sender as one person.

    Nobody is counted for what others do elsewhere, so nobody can be locked out.
    """
    who = index_of(contact.value)
    return (
        Count(f"sign_in {sender.key}", free=50, longest=_HOUR),
        Count(f"sign_in {sender.key} {who}", free=5, longest=_HOUR),
    )


def own_guesses(account_id: UUID, sender: Sender) -> tuple[Count, ...]:
    """Attempts to say the password of an account whose session one has."""
    return (
        Count(f"sign_in {sender.key}", free=50, longest=_HOUR),
        Count(f"own {sender.key} {account_id}", free=5, longest=_HOUR),
    )


def answers(sender: Sender) -> tuple[Count, ...]:
    """Answers to challenges by one sender; each challenge has a number of its own besides."""
    return (Count(f"answer {sender.key}", free=50, longest=_HOUR),)


def second_answers(account_id: UUID | None, sender: Sender) -> tuple[Count, ...]:
    """Answers with a second factor. They come from who knows the first one: so whatever their
    senders, those for one account are counted together.
    """
    who = f"second {account_id}" if account_id else f"second {sender.key}"
    return (*answers(sender), Count(who, free=20, longest=_QUARTER))


def sendings(contact: Contact, sender: Sender) -> tuple[Count, ...]:
    """Messages that one sender causes, and that one person gets from whomever."""
    who = index_of(contact.value)
    return (
        Count(f"send {sender.key}", free=50, longest=_HOUR),
        Count(f"send {who}", free=5, longest=_HOUR),
    )


async def count(tx: Tx, counts: Sequence[Count]) -> None:
    """Count one attempt on each; what is refused counts nowhere.

    Raises:
        TooManyAttempts: one of them has to wait.
    """
    for each in counts:
        await _count(tx, each)


async def _count(tx: Tx, wanted: Count) -> None:
    at, key = now(), _hashed(wanted.key)
    number = case((Attempts.at < at - _FORGOTTEN, 1), else_=Attempts.count + 1)
    doubled = func.power(2, func.least(number - wanted.free, 30))
    seconds = case((number < wanted.free, 0), else_=func.least(doubled, wanted.longest))
    first = rules.pause(1, free=wanted.free, longest=wanted.longest)
    stmt = insert(Attempts).values(key=key, count=1, at=at, next_at=at + timedelta(seconds=first))
    counted = stmt.on_conflict_do_update(
        index_elements=[Attempts.key],
        set_={
            "count": number,
            "at": at,
            "next_at": at + func.make_interval(0, 0, 0, 0, 0, 0, seconds),
        },
        # Of several at once the last may find the others a moment ahead of it.
        where=or_(Attempts.count < wanted.free, Attempts.next_at <= at),
    ).returning(Attempts.count)
    if (await tx.session.scalar(counted)) is None:
        next_at = await tx.session.scalar(select(Attempts.next_at).where(Attempts.key == key))
        wait = (next_at - at).total_seconds() if next_at else 0
        raise TooManyAttempts(max(1, -int(-wait // 1)))


async def forgive(tx: Tx, counts: Sequence[Count]) -> None:
    """Take back one attempt that succeeded: the last count is of that person alone, and ends.

    The counts are touched in the order in which they were counted.
    """
    *shared, own = counts
    await take_back(tx, shared)
    await tx.session.execute(delete(Attempts).where(Attempts.key == _hashed(own.key)))


async def take_back(tx: Tx, counts: Sequence[Count]) -> None:
    """Take back one attempt of those that many people may share."""
    for each in counts:
        await tx.session.execute(
            update(Attempts)
            .where(Attempts.key == _hashed(each.key), Attempts.count > 0)
            .values(count=Attempts.count - 1)
        )


async def forget_old(tx: Tx) -> None:
    """Throw away counts and challenges that are good for nothing any more."""
    await tx.session.execute(delete(Attempts).where(Attempts.at < now() - _FORGOTTEN))
    await tx.session.execute(delete(Challenge).where(Challenge.expires_at < now() - _FORGOTTEN))


def _hashed(key: str) -> str:
    return sha256(key.encode(errors="surrogatepass")).hexdigest()
