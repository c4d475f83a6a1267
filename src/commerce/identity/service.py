"""Use cases of identity."""

import hashlib
import secrets
from datetime import datetime
from uuid import UUID

from commerce.identity import queries
from commerce.identity.models import Token
from commerce.identity.types import Role
from commerce.kernel.access import Actor, permissions_of
from commerce.kernel.cache import Cache
from commerce.kernel.clock import now
from commerce.kernel.db import Tx
from commerce.kernel.errors import Unauthenticated
from commerce.kernel.reads import Reader, compiled

_BY_HASH = compiled(queries.by_hash())
_KEPT_SECONDS = 1.0
_PREFIX = "umt_"


def hash_of(secret: str) -> str:
    """What is stored of a secret. The secrets are random, so one round of SHA-256 is enough."""
    return hashlib.sha256(secret.encode(errors="surrogatepass")).hexdigest()


def new_secret(prefix: str = _PREFIX) -> str:
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
    tx.add(
        Token(
            name=name,
            hash=hash_of(secret),
            role=role,
            seller_id=seller_id,
            expires_at=expires_at,
        )
    )
    return secret


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
    return Actor(
        token_id=row.id,
        name=row.name,
        seller_ids=frozenset({row.seller_id} if row.seller_id else ()),
        permissions=permissions_of(row.role),
        everywhere=row.role != Role.SELLER,
    )
