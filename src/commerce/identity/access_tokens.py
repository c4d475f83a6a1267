"""Access tokens: JWTs by RFC 9068, made and read the strict way of RFC 8725."""

from base64 import urlsafe_b64decode
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from commerce.kernel.errors import Unauthenticated

AUDIENCE = "commerce"
_ALGORITHM = "EdDSA"
_KIND = "at+jwt"
_LONGEST = 2048
_HEADER = {"alg", "typ", "kid"}
_CLAIMS = {"iss", "aud", "sub", "sid", "iat", "exp"}


@dataclass(frozen=True, slots=True)
class Claimed:
    """What an access token says before anybody believes it: where to look it up."""

    token: str
    kid: UUID
    session_id: UUID
    buyer_id: UUID | None = None
    """The account that an agent, whose session it is, sees the shop as."""


def mint(
    key: tuple[UUID, Ed25519PrivateKey],
    *,
    issuer: str,
    account_id: UUID,
    session_id: UUID,
    times: tuple[datetime, datetime],
    agent_id: UUID | None = None,
) -> str:
    """An access token for a session, good from the first moment to the second.

    With `agent_id`, whose session it is, that one acts as the account (`act` of RFC 8693).
    """
    claims: dict[str, Any] = {
        "iss": issuer,
        "aud": AUDIENCE,
        "sub": str(account_id),
        "sid": str(session_id),
        "iat": int(times[0].timestamp()),
        "exp": int(times[1].timestamp()),
    }
    if agent_id is not None:
        claims["act"] = {"sub": str(agent_id)}
    headers = {"kid": str(key[0]), "typ": _KIND}
    return jwt.encode(claims, key[1], algorithm=_ALGORITHM, headers=headers)


def claimed(token: str) -> Claimed:
    """Read a token without believing it.

    Raises:
        Unauthenticated: it has not the form of our tokens.
    """
    if len(token) > _LONGEST:
        raise _refusal()
    try:
        header = jwt.get_unverified_header(token)
        claims = jwt.decode(token, options={"verify_signature": False})
        if set(header) != _HEADER or (header["alg"], header["typ"]) != (_ALGORITHM, _KIND):
            raise _refusal()
        buyer_id = _id(claims["sub"]) if "act" in claims else None
        return Claimed(token, _id(header["kid"]), _id(claims["sid"]), buyer_id)
    except (jwt.InvalidTokenError, ValueError, TypeError, KeyError):
        raise _refusal() from None


def verify(
    found: Claimed, public: str, *, issuer: str, account_id: UUID, agent_id: UUID | None = None
) -> None:
    """Believe a token that the key with this public half has signed for this account.

    With `agent_id` it must say that this agent acts as the account.

    Raises:
        Unauthenticated: another key signed it, it says something else, or it is not good now.
    """
    key = Ed25519PublicKey.from_public_bytes(urlsafe_b64decode(public + "="))
    try:
        claims: dict[str, Any] = jwt.decode(
            found.token,
            key,
            algorithms=[_ALGORITHM],
            audience=AUDIENCE,
            issuer=issuer,
            options={"require": sorted(_CLAIMS), "strict_aud": True},
        )
    except (jwt.InvalidTokenError, ValueError, TypeError):
        raise _refusal() from None
    acting = claims.pop("act", None)
    if set(claims) != _CLAIMS or claims["sub"] != str(account_id):
        raise _refusal()
    if acting != (None if agent_id is None else {"sub": str(agent_id)}):
        raise _refusal()


def _id(value: Any) -> UUID:
    """A UUID in the one form we write."""
    found = UUID(value)
    if str(found) != value:
        raise ValueError("another form")
    return found


def _refusal() -> Unauthenticated:
    return Unauthenticated("this token is not valid")
