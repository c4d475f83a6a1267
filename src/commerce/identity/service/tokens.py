"""API tokens: made, listed, revoked, and whom they stand for."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from commerce.identity import queries
from commerce.identity.events import TokenCreated, TokenRevoked
from commerce.identity.models import Token
from commerce.identity.powers import powers_of
from commerce.identity.types import Role
from commerce.kernel.access import Actor, permissions_of, seller_permissions
from commerce.kernel.cache import Cache
from commerce.kernel.clock import now
from commerce.kernel.db import Tx
from commerce.kernel.errors import NotFound, Unauthenticated
from commerce.kernel.reads import Reader, compiled

_BY_HASH = compiled(queries.by_hash())
_ALL = compiled(queries.everything())
_KEPT_SECONDS = 1.0
PREFIX = "umt_"


def hash_of(secret: str) -> str:
    """What is stored of a secret. The secrets are random, so one round of SHA-256 is enough."""
    return hashlib.sha256(secret.encode(errors="surrogatepass")).hexdigest()


def new_secret(prefix: str = PREFIX) -> str:
    """A fresh secret of 256 bits."""
    return prefix + secrets.token_urlsafe(32)


async def create_token(
    tx: Tx,
    name: str,
    *,
    role: Role,
    seller_id: UUID | None = None,
    expires_at: datetime | None = None,
) -> str:
    """Make a token and return its secret, which is shown only this once."""
    secret = new_secret()
    row = Token(
        name=name,
        hash=hash_of(secret),
        role=role,
        seller_id=seller_id,
        expires_at=expires_at,
    )
    tx.add(row)
    await tx.flush()
    tx.emit(TokenCreated(token_id=row.id, role=role.value, seller_id=seller_id))
    return secret


async def tokens(reader: Reader) -> Sequence[Any]:
    """Every token, oldest first, without its secret: that is kept by nobody."""
    return await reader.all(_ALL)


async def revoke_token(tx: Tx, token_id: UUID) -> Token:
    """End a token; a second call changes nothing.

    Raises:
        NotFound: there is none with this id.
    """
    row = await tx.one_or_none(select(Token).where(Token.id == token_id).with_for_update())
    if not isinstance(row, Token):
        raise NotFound(path=("token",))
    if row.revoked_at is None:
        row.revoked_at = now()
        tx.emit(TokenRevoked(token_id=row.id))
    return row


async def revoke_all(tx: Tx, *, keep: UUID | None = None) -> int:
    """End every token but one; returns how many."""
    stmt = select(Token).where(Token.revoked_at.is_(None)).order_by(Token.id).with_for_update()
    rows = [row for row in await tx.all(stmt) if row.id != keep]
    for row in rows:
        row.revoked_at = now()
        tx.emit(TokenRevoked(token_id=row.id))
    return len(rows)


async def actor_of(reader: Reader, cache: Cache, secret: str) -> Actor:
    """The actor a token stands for; at most one second old.

    Raises:
        Unauthenticated: no such token, or it is expired or revoked.
    """
    hashed = hash_of(secret)
    row = await cache.get(
        ("token", hashed), _KEPT_SECONDS, lambda: reader.first(_BY_HASH, hash=hashed)
    )
    if row is None or row.revoked_at or (row.expires_at and row.expires_at <= now()):
        raise Unauthenticated("this token is not valid")
    return key_actor(row)


def key_actor(row: Any) -> Actor:
    """What a key stands for: of its permissions, those that its maker holds now."""
    held = permissions_of(row.role) if row.role else frozenset(row.permissions)
    if row.made_by is not None:
        held = powers_of(row.grants).within(held, row.seller_id)
    if row.seller_id is None:
        return Actor(token_id=row.id, name=row.name, permissions=held)
    return Actor(
        token_id=row.id,
        name=row.name,
        seller_permissions={row.seller_id: held & seller_permissions()},
    )
