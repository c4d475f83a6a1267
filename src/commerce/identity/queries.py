"""SELECT statements of identity."""

from sqlalchemy import BindParameter, String, bindparam, select

from commerce.identity.models import Token
from commerce.kernel.tables import Rows


def by_hash() -> Rows:
    """The token with the hash `:hash`."""
    wanted: BindParameter[str] = bindparam("hash", type_=String())
    return select(
        Token.id, Token.name, Token.role, Token.seller_id, Token.expires_at, Token.revoked_at
    ).where(Token.hash == wanted)


def everything() -> Rows:
    """All tokens without their hashes, oldest first."""
    return select(
        Token.id,
        Token.name,
        Token.role,
        Token.seller_id,
        Token.created_at,
        Token.expires_at,
        Token.revoked_at,
    ).order_by(Token.created_at, Token.id)
