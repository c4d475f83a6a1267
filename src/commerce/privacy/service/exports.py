"""Exports: asked for, made in the background, kept sealed for a few days, fetched by the person."""

from datetime import timedelta
from uuid import UUID

import orjson
from sqlalchemy import delete, select

from commerce.identity import service as identity
from commerce.kernel.clock import now
from commerce.kernel.db import Database, Tx
from commerce.kernel.ids import new_id
from commerce.kernel.locks import lock
from commerce.kernel.reads import compiled
from commerce.privacy import queries
from commerce.privacy.events import ExportFetched, ExportReady, ExportRequested
from commerce.privacy.models import Export
from commerce.privacy.service.everything import export
from commerce.privacy.types import Subject

_ARCHIVE = compiled(queries.archive())
# The names of tables are strings of SQLAlchemy's own kind.
_READABLE = orjson.OPT_INDENT_2 | orjson.OPT_NON_STR_KEYS
_KEPT = timedelta(days=3)
_FRESH = timedelta(hours=1)


async def request_export(tx: Tx, account_id: UUID, *, fresh: bool = False) -> Export:
    """Let all that is kept about somebody be put together.

    What is an hour old will do, unless it has to be `fresh`.
    """
    await lock(tx, f"privacy.export {account_id}")
    at = now()
    recent = Export.account_id == account_id, Export.created_at > at - _FRESH
    stmt = select(Export).where(*recent).order_by(Export.created_at.desc()).limit(1)
    there: Export | None = None if fresh else await tx.one_or_none(stmt)
    if there is not None:
        return there
    row = Export(id=new_id(), account_id=account_id, created_at=at, expires_at=at + _KEPT)
    tx.add(row)
    tx.emit(ExportRequested(export_id=row.id, account_id=account_id))
    return row


async def make_export(tx: Tx, export_id: UUID) -> None:
    """Put together what was asked for, and seal it; once."""
    stmt = select(Export).where(Export.id == export_id).with_for_update()
    row: Export | None = await tx.one_or_none(stmt)
    if row is None or row.ready_at is not None:
        return
    reached = await identity.reached(tx, row.account_id)
    who = Subject(account_id=row.account_id, email=reached.email, phone=reached.phone)
    row.archive = orjson.dumps(await export(tx, who), option=_READABLE).decode()
    row.ready_at = now()
    row.expires_at = row.ready_at + _KEPT
    tx.emit(ExportReady(export_id=row.id, account_id=row.account_id))


async def fetch_export(db: Database, export_id: UUID, account_id: UUID) -> str | None:
    """The archive as JSON for the person it is about; None when there is none, or not any more."""
    row = await db.reader().first(_ARCHIVE, id=export_id, account_id=account_id, at=now())
    if row is None:
        return None
    async with db.transaction() as tx:
        tx.emit(ExportFetched(export_id=export_id, account_id=account_id))
    found: str = row.archive
    return found


async def forget_exports(tx: Tx) -> None:
    """Throw away archives whose time is over."""
    await tx.session.execute(delete(Export).where(Export.expires_at <= now()))
