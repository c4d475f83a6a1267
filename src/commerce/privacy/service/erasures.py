"""Erasures: asked for, thought over, carried out; what is still needed follows when it is over."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, select

from commerce.identity import service as identity
from commerce.identity.types import Contact, ContactKind, SessionEnd, Told
from commerce.kernel.clock import now
from commerce.kernel.db import Database, Tx
from commerce.kernel.ids import new_id
from commerce.kernel.locks import lock
from commerce.kernel.reads import Reader, compiled
from commerce.privacy import queries
from commerce.privacy.events import AccountErased, ErasureCancelled, ErasureRequested
from commerce.privacy.models import OPEN, Erasure, Export
from commerce.privacy.service.everything import erase, held
from commerce.privacy.types import ErasureState, Subject

_ADDRESSEE = compiled(queries.addressee())
_AT_ONCE = 20
_AGAIN = timedelta(days=1)
# Longer than it is tried to tell them.
_GOODBYE = timedelta(hours=2)


async def request_erasure(db: Database, account_id: UUID, *, days: int) -> Erasure:
    """Erase somebody who has just proven who they are, after `days`; their sessions end at once.

    Signing in before then calls it off.
    """
    async with db.transaction() as tx:
        await lock(tx, f"privacy.erasure {account_id}")
        row = await _waiting(tx, account_id)
        if row is None:
            at = now()
            due = at + timedelta(days=days)
            row = Erasure(id=new_id(), account_id=account_id, created_at=at, due_at=due)
            tx.add(row)
            tx.emit(ErasureRequested(erasure_id=row.id, account_id=account_id, days=days))
        reached = await identity.reached(tx, account_id)
        who = Subject(account_id=account_id, email=reached.email, phone=reached.phone)
        row.kept = await held(tx, who)
        await identity.end_sessions(tx, account_id, SessionEnd.ERASED)
    if days == 0:
        await _carry_out(db, row.id)
    return row


async def cancel_erasure(tx: Tx, account_id: UUID) -> None:
    """Leave somebody as they are who has signed in since they asked to be erased."""
    await lock(tx, f"privacy.erasure {account_id}")
    row = await _waiting(tx, account_id)
    if row is not None and await identity.signed_in_since(tx, account_id, row.created_at):
        _cancel(tx, row)


async def erase_due(db: Database) -> None:
    """Carry out the erasures that are due, and what is left of earlier ones."""
    async with db.transaction() as tx:
        due = Erasure.state.in_(OPEN), Erasure.due_at <= now()
        found = await tx.all(
            select(Erasure.id).where(*due).order_by(Erasure.due_at).limit(_AT_ONCE)
        )
    for erasure_id in found:
        await _carry_out(db, erasure_id)


async def told_of_erasure(reader: Reader, erasure_id: UUID) -> Told | None:
    """How to reach somebody who has been erased, to tell them so; None when that was done."""
    row = await reader.first(_ADDRESSEE, id=erasure_id)
    if row is None:
        return None
    for kind, value in ((ContactKind.EMAIL, row.email), (ContactKind.PHONE, row.phone)):
        if value is not None:
            return Told(Contact(kind, value), row.language)
    return None


async def note_told(tx: Tx, erasure_id: UUID) -> None:
    """Somebody has been told that they were erased, or cannot be told."""
    row = await tx.get(Erasure, erasure_id, lock=True)
    if row.state is ErasureState.HOLDING:
        row.due_at = now()


async def _carry_out(db: Database, erasure_id: UUID) -> None:
    async with db.transaction() as tx:
        row = await tx.get(Erasure, erasure_id, lock=True)
        if row.state not in OPEN or row.due_at > now():
            return
        first = row.state is ErasureState.WAITING
        if first and not await _close(tx, row):
            return
        who = Subject(account_id=row.account_id, email=row.email, phone=row.phone)
        await tx.session.execute(delete(Export).where(Export.account_id == row.account_id))
        done = await erase(tx, who)
        row.kept = {name: count for name, count in done.kept.items() if name != row.__tablename__}
        if first:
            count = sum(row.kept.values())
            tx.emit(AccountErased(erasure_id=row.id, account_id=row.account_id, kept=count))
        _go_on(row, first=first)


async def _close(tx: Tx, row: Erasure) -> bool:
    """Close the account, unless its owner has signed in meanwhile."""
    reached = await identity.close_account(tx, row.account_id, since=row.created_at)
    if reached is None:
        _cancel(tx, row)
        return False
    row.email, row.phone, row.language = reached.email, reached.phone, reached.language
    row.state = ErasureState.HOLDING
    await tx.flush()
    return True


def _go_on(row: Erasure, *, first: bool) -> None:
    """Let go of the contacts when nothing needs them; else look again later."""
    if first:
        row.due_at = now() + _GOODBYE
    elif row.kept:
        row.due_at = now() + _AGAIN
    else:
        row.state, row.done_at = ErasureState.DONE, now()
        row.email = row.phone = None


def _cancel(tx: Tx, row: Erasure) -> None:
    row.state, row.done_at = ErasureState.CANCELLED, now()
    tx.emit(ErasureCancelled(erasure_id=row.id, account_id=row.account_id))


async def _waiting(tx: Tx, account_id: UUID) -> Erasure | None:
    stmt = select(Erasure).where(
        Erasure.account_id == account_id, Erasure.state == ErasureState.WAITING
    )
    found: Erasure | None = await tx.one_or_none(stmt.with_for_update())
    return found
