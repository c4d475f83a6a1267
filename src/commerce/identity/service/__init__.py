"""Use cases of identity."""

from commerce.identity.service.bearer import caller_of
from commerce.identity.service.keys import jwks, rotate
from commerce.identity.service.sessions import (
    end_session,
    end_sessions,
    open_session,
    refresh,
)
from commerce.identity.service.sign_in import admit, sign_in
from commerce.identity.service.tokens import (
    actor_of,
    create_token,
    hash_of,
    new_secret,
    revoke_token,
    tokens,
)

__all__ = [
    "actor_of",
    "admit",
    "caller_of",
    "create_token",
    "end_session",
    "end_sessions",
    "hash_of",
    "jwks",
    "new_secret",
    "open_session",
    "refresh",
    "revoke_token",
    "rotate",
    "sign_in",
    "tokens",
]
