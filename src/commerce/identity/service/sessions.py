"""Sessions: opened for somebody who has shown who they are, renewed, ended."""

import hmac
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update

from commerce.identity.access_tokens import mint
from commerce.identity.errors import SessionOver
from commerce.identity.events import RefreshReused, SessionEnded, SessionOpened
from commerce.identity.models import Account, RefreshToken, Session
from commerce.identity.service.keys import signing_key
from commerce.identity.service.tokens import hash_of
from commerce.identity.types import AccountState, Opened, Proof, Sender, SessionEnd
from commerce.kernel.clock import now
from commerce.kernel.db import Database, Tx
from commerce.kernel.errors import NotFound
from commerce.kernel.ids import new_id
from commerce.kernel.settings import Settings

GRACE = timedelta(seconds=30)
"""How long after its use a refresh token gives the same answer again: the reply may be lost."""
LONGEST = timedelta(days=90)
_PREFIX = "umr_"


async def open_session(
    tx: Tx,
    account: Account,
    *,
    proofs: Sequence[Proof],
    sender: Sender,
    settings: Settings,
) -> Opened:
    """Sign an active account in on one device."""
    at = now()
    session = Session(
        id=new_id(),
        account_id=account.id,
        proofs=[each.value for each in proofs],
        address=sender.address,
        agent=sender.agent,
        created_at=at,
        seen_at=at,
        expires_at=at + timedelta(days=settings.refresh_days),
    )
    secret = _PREFIX + secrets.token_urlsafe(32)
    tx.add(session)
    await tx.flush()
    tx.add(_token(session, secret, at))
    tx.emit(
        SessionOpened(session_id=session.id, account_id=account.id, proofs=" ".join(session.proofs))
    )
    return await _opened(tx, account, session, secret, settings)


async def refresh(db: Database, secret: str, sender: Sender, settings: Settings) -> Opened:
    """Give a refresh token its successor, with a fresh access token.

    One that is used already gives the same successor again for a short time. After that it is
    a copy in the wrong hands: the whole session ends, for everybody.

    Raises:
        SessionOver: the token, its session or its account is not good any more.
    """
    async with db.transaction() as tx:
        opened = await _refresh(tx, secret, sender, settings)
    if opened is None:
        raise SessionOver(path=("input", "refreshToken"))
    return opened


async def _refresh(tx: Tx, secret: str, sender: Sender, settings: Settings) -> Opened | None:
    by_hash = RefreshToken.hash == hash_of(secret)
    session: Session | None = await tx.one_or_none(
        select(Session)
        .join(RefreshToken, RefreshToken.session_id == Session.id)
        .where(by_hash)
        .with_for_update(of=Session)
    )
    if session is None or session.ended_at is not None or session.expires_at <= now():
        return None
    token = await tx.one_or_none(select(RefreshToken).where(by_hash))
    account = await tx.get(Account, session.account_id)
    if account.state is not AccountState.ACTIVE:
        return None
    at = now()
    if token.used_at is not None and at > token.used_at + GRACE:
        _end(tx, session, SessionEnd.REUSED)
        tx.emit(RefreshReused(session_id=session.id, account_id=account.id))
        return None
    successor = _successor(secret, token.salt)
    if token.used_at is None:
        token.used_at = session.seen_at = at
        session.address, session.agent = sender.address, sender.agent
        longest = session.created_at + LONGEST
        session.expires_at = min(at + timedelta(days=settings.refresh_days), longest)
        tx.add(_token(session, successor, at))
    return await _opened(tx, account, session, successor, settings)


async def end_session(tx: Tx, account_id: UUID, session_id: UUID) -> None:
    """End one session of an account.

    Raises:
        NotFound: it has no such session that is open.
    """
    stmt = select(Session).where(Session.id == session_id, Session.account_id == account_id)
    session: Session | None = await tx.one_or_none(stmt.with_for_update())
    if session is None or session.ended_at is not None:
        raise NotFound(path=("input", "id"))
    _end(tx, session, SessionEnd.SIGNED_OUT)


async def end_sessions(
    tx: Tx, account_id: UUID, why: SessionEnd, *, but: UUID | None = None
) -> int:
    """End all sessions of an account, maybe but one; returns how many."""
    stmt = update(Session).where(Session.account_id == account_id, Session.ended_at.is_(None))
    if but is not None:
        stmt = stmt.where(Session.id != but)
    done = await tx.session.execute(stmt.values(ended_at=now(), ended_by=why).returning(Session.id))
    ended = done.scalars().all()
    for session_id in ended:
        tx.emit(SessionEnded(session_id=session_id, account_id=account_id, why=why.value))
    return len(ended)


async def end_every_session(tx: Tx, *, but: UUID | None = None) -> int:
    """End the sessions of all accounts, maybe but one; returns how many.

    There may be very many: whoever asks for it tells of it by one event.
    """
    stmt = update(Session).where(Session.ended_at.is_(None), Session.id.is_distinct_from(but))
    done = await tx.session.execute(stmt.values(ended_at=now(), ended_by=SessionEnd.REVOKED))
    return int(getattr(done, "rowcount", 0))


def _end(tx: Tx, session: Session, why: SessionEnd) -> None:
    session.ended_at, session.ended_by = now(), why
    tx.emit(SessionEnded(session_id=session.id, account_id=session.account_id, why=why.value))


def _token(session: Session, secret: str, at: datetime) -> RefreshToken:
    salt = secrets.token_hex(32)
    return RefreshToken(session_id=session.id, hash=hash_of(secret), salt=salt, issued_at=at)


def _successor(secret: str, salt: str) -> str:
    """The refresh token after this one: neither who has it nor who reads our tables can tell."""
    made = hmac.digest(secret.encode(), bytes.fromhex(salt), "sha256")
    return _PREFIX + urlsafe_b64encode(made).rstrip(b"=").decode()


async def _opened(
    tx: Tx, account: Account, session: Session, secret: str, settings: Settings
) -> Opened:
    key = await signing_key(tx)
    start = now()
    end = start + timedelta(seconds=settings.access_seconds)
    access = mint(
        key,
        issuer=settings.reached_at,
        account_id=account.id,
        session_id=session.id,
        times=(start, end),
    )
    return Opened(account, session.id, access, secret, end, session.expires_at)
