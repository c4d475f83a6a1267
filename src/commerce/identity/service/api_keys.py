"""API keys that people make for programs: never more than their makers hold."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update

from commerce.identity.events import ApiKeyCreated, TokenRevoked
from commerce.identity.models import Token
from commerce.identity.permissions import API_KEY_MANAGE
from commerce.identity.service.grants import require_held
from commerce.identity.service.tokens import hash_of, new_secret
from commerce.identity.types import NewKey, Place
from commerce.kernel.access import Actor, seller_permissions
from commerce.kernel.clock import now
from commerce.kernel.db import Tx
from commerce.kernel.errors import InvalidInput, NotFound
from commerce.kernel.scope import of_sellers
from commerce.kernel.tables import Rows

LONGEST_OVERLAP = timedelta(days=7)
_PERMISSIONS = ("input", "permissions")


async def create_key(
    tx: Tx, actor: Actor, maker_id: UUID, new: NewKey, *, replaces: UUID | None = None
) -> tuple[Token, str]:
    """Make a key; its secret is shown only this once.

    Raises:
        InvalidInput: no permission, one that cannot be held in one seller, or it is over.
        BeyondReach: the actor does not hold one of them there.
    """
    if not new.permissions:
        raise InvalidInput("empty", path=_PERMISSIONS)
    if new.seller_id is not None and new.permissions - seller_permissions():
        raise InvalidInput("unknown", path=_PERMISSIONS)
    if new.expires_at is not None and new.expires_at <= now():
        raise InvalidInput("range", path=("input", "expiresAt"))
    place = Place(new.seller_id)
    require_held(actor, new.permissions | {API_KEY_MANAGE}, place, "permissions")
    secret = new_secret()
    row = Token(
        name=new.name,
        hash=hash_of(secret),
        role=None,
        permissions=sorted(new.permissions),
        seller_id=new.seller_id,
        made_by=maker_id,
        expires_at=new.expires_at,
    )
    tx.add(row)
    await tx.flush()
    tx.emit(
        ApiKeyCreated(
            key_id=row.id,
            made_by=maker_id,
            seller_id=new.seller_id,
            permissions=" ".join(row.permissions or ()),
            replaces=replaces,
        )
    )
    return row, secret


async def rotate_key(
    tx: Tx, actor: Actor, maker_id: UUID, key_id: UUID, *, overlap: timedelta
) -> tuple[Token, str]:
    """Make a key that may the same; the old one is good for the overlap yet.

    Raises:
        NotFound: the actor reaches no such key that is good, or a role stands behind it.
        BeyondReach: the actor does not hold what it allows.
    """
    old = await _own(tx, actor, key_id)
    if old.permissions is None or not _good(old):
        raise NotFound(path=("input", "id"))
    new = NewKey(old.name, frozenset(old.permissions), old.seller_id, old.expires_at)
    made = await create_key(tx, actor, maker_id, new, replaces=old.id)
    ends = now() + overlap
    old.expires_at = ends if old.expires_at is None else min(ends, old.expires_at)
    return made


async def revoke_key(tx: Tx, actor: Actor, key_id: UUID) -> Token:
    """End a key; a second call changes nothing.

    Raises:
        NotFound: the actor reaches no such key.
    """
    row = await _own(tx, actor, key_id)
    if row.revoked_at is None:
        row.revoked_at = now()
        tx.emit(TokenRevoked(token_id=row.id))
    return row


async def note_use(tx: Tx, key_id: UUID, hour: datetime) -> None:
    """Remember that a key was used in this hour."""
    await tx.session.execute(
        update(Token)
        .where(Token.id == key_id, Token.last_used_at.is_distinct_from(hour))
        .values(last_used_at=hour)
    )


async def _own(tx: Tx, actor: Actor, key_id: UUID) -> Token:
    reached = of_sellers(Token.seller_id, actor, API_KEY_MANAGE)
    stmt: Rows = select(Token).where(Token.id == key_id, reached).with_for_update()
    row: Token | None = await tx.one_or_none(stmt)
    if row is None:
        raise NotFound(path=("input", "id"))
    return row


def _good(row: Token) -> bool:
    return row.revoked_at is None and (row.expires_at is None or row.expires_at > now())
