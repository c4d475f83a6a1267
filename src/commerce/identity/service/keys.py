"""The key pairs that sign access tokens: published before they sign, verifying after it."""

from base64 import urlsafe_b64encode
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select

from commerce.identity import queries
from commerce.identity.models import SigningKey
from commerce.identity.types import KeyState
from commerce.kernel.clock import now
from commerce.kernel.db import Tx
from commerce.kernel.ids import new_id
from commerce.kernel.locks import lock
from commerce.kernel.reads import Reader, compiled

_PUBLISHED = compiled(queries.published_keys())
_CURRENT = select(SigningKey).where(SigningKey.state == KeyState.CURRENT)


async def signing_key(tx: Tx) -> tuple[UUID, Ed25519PrivateKey]:
    """The id and the private half of the key that signs now; the first one is made on demand."""
    row: SigningKey | None = await tx.one_or_none(_CURRENT)
    if row is None:
        await lock(tx, "identity.signing_key")
        row = await tx.one_or_none(_CURRENT)
    if row is None:
        row = _made(KeyState.CURRENT)
        tx.add(row, _made(KeyState.NEXT))
        await tx.flush()
    return row.id, Ed25519PrivateKey.from_private_bytes(bytes.fromhex(row.private))


async def rotate(tx: Tx, *, verifies: timedelta) -> UUID:
    """Let the next key sign, and publish another next one; returns the id of the one that signs.

    What the old key signed is good for the time it `verifies` yet.
    """
    await signing_key(tx)
    await lock(tx, "identity.signing_key")
    rows = await tx.all(
        select(SigningKey).where(SigningKey.state != KeyState.RETIRED).with_for_update()
    )
    by_state: dict[KeyState, SigningKey] = {row.state: row for row in rows}
    old, new = by_state[KeyState.CURRENT], by_state[KeyState.NEXT]
    old.state, old.verifies_until = KeyState.RETIRED, now() + verifies
    await tx.flush()
    new.state = KeyState.CURRENT
    await tx.flush()
    tx.add(_made(KeyState.NEXT))
    await tx.flush()
    return new.id


async def published(reader: Reader) -> Sequence[Any]:
    """The public halves of all keys that verify now or will."""
    return await reader.all(_PUBLISHED, at=now())


async def jwks(reader: Reader) -> dict[str, Any]:
    """The JSON Web Key Set of the published keys (RFC 7517, RFC 8037)."""
    keys = [
        {
            "kty": "OKP",
            "crv": "Ed25519",
            "alg": "EdDSA",
            "use": "sig",
            "kid": str(row.id),
            "x": row.public,
        }
        for row in await published(reader)
    ]
    return {"keys": keys}


def _made(state: KeyState) -> SigningKey:
    pair = Ed25519PrivateKey.generate()
    public = urlsafe_b64encode(pair.public_key().public_bytes_raw()).rstrip(b"=").decode()
    private = pair.private_bytes_raw().hex()
    return SigningKey(id=new_id(), state=state, public=public, private=private)
