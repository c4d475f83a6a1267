"""Exactly once: a mutation that moves money or stock runs once per key, however often it is sent.

The record is written in the transaction of the work. A twin that comes while the first is
at work waits for its row (the unique index makes it) and then gets the stored result.
"""

import hashlib
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import String, bindparam, delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from commerce.kernel.access import Actor
from commerce.kernel.clock import now
from commerce.kernel.db import Database, Tx, broken_constraint
from commerce.kernel.errors import InProgress, InvalidInput, KeyReused
from commerce.kernel.privacy import INTERNAL
from commerce.kernel.reads import compiled
from commerce.kernel.records import row_of
from commerce.kernel.tables import Base
from commerce.kernel.walls import backstage

KEPT_FOR = timedelta(hours=48)
_VISIBLE = re.compile(r"[\x21-\x7e]{16,255}")


class IdempotencyRow(Base):
    """A request that began; `result` comes with the end of its work."""

    __tablename__ = "kernel_idempotency"
    __table_args__ = backstage("select", "insert", "update")

    scope: Mapped[str] = mapped_column(primary_key=True, info=INTERNAL)
    key: Mapped[str] = mapped_column(primary_key=True, info=INTERNAL)
    operation: Mapped[str] = mapped_column(info=INTERNAL)
    request_hash: Mapped[str] = mapped_column(info=INTERNAL)
    result: Mapped[dict[str, Any] | None] = mapped_column(info=INTERNAL)
    began_at: Mapped[datetime] = mapped_column(default=now, info=INTERNAL)
    expires_at: Mapped[datetime] = mapped_column(index=True, info=INTERNAL)


_KNOWN = compiled(
    select(IdempotencyRow.request_hash, IdempotencyRow.result).where(
        IdempotencyRow.scope == bindparam("scope", type_=String()),
        IdempotencyRow.key == bindparam("key", type_=String()),
    )
)


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked: who, which operation, under which key, with which values."""

    actor: Actor
    key: str
    operation: str
    values: Mapping[str, Any]

    @property
    def scope(self) -> str:
        return self.actor.subject

    @property
    def hash(self) -> str:
        """A digest that is the same for the same request."""
        body = orjson.dumps([self.operation, self.values], option=orjson.OPT_SORT_KEYS, default=str)
        return hashlib.sha256(body).hexdigest()


@dataclass(frozen=True, slots=True)
class Claim:
    """The place of a request: `first` when it is ours to do, else `result` of the one before."""

    first: bool
    result: dict[str, Any] | None


def check_key(key: str) -> None:
    """Let a well-formed key pass.

    Raises:
        InvalidInput: it is not 16 to 255 visible characters.
    """
    if not _VISIBLE.fullmatch(key):
        raise InvalidInput("key", path=("idempotencyKey",))


async def claim(tx: Tx, request: Request) -> Claim:
    """Take the key before the work, or learn what became of it.

    Raises:
        InvalidInput: the key is not well-formed.
        KeyReused: the key belongs to a different request.
    """
    check_key(request.key)
    if await _insert(tx, request):
        return Claim(first=True, result=None)
    return Claim(first=False, result=await read(tx, request))


def keep(tx: Tx, request: Request, result: Mapping[str, Any]) -> None:
    """Take the key together with the result, when the work itself keeps twins apart.

    When the key is taken, the transaction fails at its end; `is_taken` knows the error.

    Raises:
        InvalidInput: the key is not well-formed.
    """
    check_key(request.key)
    tx.put(_row(request, result))


def is_taken(error: IntegrityError) -> bool:
    """Whether a transaction failed because another one has `keep`t the key."""
    return broken_constraint(error) == "pk_kernel_idempotency"


def _row(request: Request, result: Mapping[str, Any] | None) -> IdempotencyRow:
    return row_of(
        IdempotencyRow,
        scope=request.scope,
        key=request.key,
        operation=request.operation,
        request_hash=request.hash,
        result=None if result is None else _plain(result),
        began_at=now(),
        expires_at=now() + KEPT_FOR,
    )


async def _insert(tx: Tx, request: Request) -> bool:
    row = {name: value for name, value in vars(_row(request, None)).items() if name[0] != "_"}
    taken = insert(IdempotencyRow).values(row).on_conflict_do_nothing()
    done = await tx.session.execute(taken.returning(IdempotencyRow.key))
    return done.first() is not None


async def read(tx: Tx, request: Request) -> dict[str, Any] | None:
    """The stored result of a request, seen from inside a transaction.

    Raises:
        KeyReused: the key belongs to a different request.
    """
    for row in await tx.rows(_KNOWN, scope=request.scope, key=request.key):
        if row.request_hash != request.hash:
            raise KeyReused(path=("idempotencyKey",))
        result: dict[str, Any] | None = row.result
        return result
    return None


def _plain(result: Mapping[str, Any]) -> dict[str, Any]:
    return {key: str(value) if isinstance(value, UUID) else value for key, value in result.items()}


async def finish(tx: Tx, request: Request, result: Mapping[str, Any]) -> None:
    """Store the result that a replay will get."""
    await tx.session.execute(
        update(IdempotencyRow)
        .where(IdempotencyRow.scope == request.scope, IdempotencyRow.key == request.key)
        .values(result=_plain(result))
    )


async def once(
    db: Database, request: Request, work: Callable[[Tx], Awaitable[Mapping[str, Any]]]
) -> tuple[dict[str, Any], bool]:
    """Do work in one transaction, once per key; return its result and whether it is a replay.

    An error rolls the claim back with the work, so that the key stays free.
    """
    async with db.transaction() as tx:
        found = await claim(tx, request)
        if found.result is not None:
            return found.result, True
        if not found.first:
            raise InProgress
        result = dict(await work(tx))
        await finish(tx, request, result)
    return result, False


async def forget_expired(tx: Tx) -> int:
    """Delete records past their time; returns how many."""
    done = await tx.session.execute(delete(IdempotencyRow).where(IdempotencyRow.expires_at < now()))
    return int(getattr(done, "rowcount", 0))
