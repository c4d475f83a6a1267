"""SELECT statements of identity."""

from typing import Any

from sqlalchemy import (
    BindParameter,
    DateTime,
    String,
    Uuid,
    any_,
    bindparam,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY

from commerce.identity.models import Account, Challenge, Session, SigningKey, Token
from commerce.identity.types import AccountState, KeyState
from commerce.kernel.arrays import any_id, given
from commerce.kernel.tables import Rows


def _moment(name: str = "at") -> BindParameter[Any]:
    return bindparam(name, type_=DateTime(timezone=True))


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


def caller() -> Rows:
    """Who holds an access token of the session `:session_id`, and the key `:kid` that signed it.

    Nothing, unless the session is open at `:at`, its account active, and the key in use.
    """
    session_id: BindParameter[Any] = bindparam("session_id", type_=Uuid())
    kid: BindParameter[Any] = bindparam("kid", type_=Uuid())
    return (
        select(
            Session.id.label("session_id"),
            Account.id.label("account_id"),
            Account.language,
            Account.currency,
            SigningKey.public,
        )
        .select_from(Session)
        .join(Account, Account.id == Session.account_id)
        .join(SigningKey, SigningKey.id == kid)
        .where(
            Session.id == session_id,
            Session.ended_at.is_(None),
            Session.expires_at > _moment(),
            Account.state == "active",
            SigningKey.state != KeyState.NEXT,
            or_(SigningKey.verifies_until.is_(None), SigningKey.verifies_until > _moment()),
        )
    )


def accounts_by_id() -> Rows:
    """The accounts with the ids `:ids`, with everything but what is secret."""
    ids: Any = bindparam("ids", type_=ARRAY(Uuid))
    return select(*_ACCOUNT).where(Account.id == any_(ids))


def _proven() -> Rows:
    """Active accounts whose e-mail address is proven: id and index of the address."""
    return select(Account.id, Account.email_index).where(
        Account.state == AccountState.ACTIVE,
        Account.email_index.is_not(None),
        Account.email_verified_at.is_not(None),
    )


def proven_addresses() -> Rows:
    """Of the accounts `:ids` those that have proven their e-mail address."""
    return _proven().where(Account.id == any_id())


def owners_of_addresses() -> Rows:
    """The accounts that have proven an e-mail address with one of `:indexes`."""
    return _proven().where(Account.email_index == any_(given("indexes", String())))


_SECRETS = {"email_index", "phone_index", "password_hash"}
_ACCOUNT = (
    *(column for column in Account.__table__.c if column.key not in _SECRETS),
    Account.password_hash.is_not(None).label("has_password"),
)


def open_sessions() -> Rows:
    """The sessions of the accounts `:ids` that are open at `:at`, latest seen first, 100 in all."""
    ids: Any = bindparam("ids", type_=ARRAY(Uuid))
    return (
        select(*Session.__table__.c)
        .where(
            Session.account_id == any_(ids),
            Session.ended_at.is_(None),
            Session.expires_at > _moment(),
        )
        .order_by(Session.seen_at.desc())
        .limit(100)
    )


def published_keys() -> Rows:
    """The keys whose signatures are or will be good at `:at`, the newest first."""
    return (
        select(SigningKey.id, SigningKey.public, SigningKey.state, SigningKey.created_at)
        .where(or_(SigningKey.verifies_until.is_(None), SigningKey.verifies_until > _moment()))
        .order_by(SigningKey.created_at.desc())
    )


def challenge() -> Rows:
    """The challenge `:id`, as far as whoever sends messages needs it."""
    wanted: BindParameter[Any] = bindparam("id", type_=Uuid())
    hidden = {"name", "password_hash"}
    columns = [column for column in Challenge.__table__.c if column.key not in hidden]
    return select(*columns).where(Challenge.id == wanted)


def addressee() -> Rows:
    """How to reach the owner of the account `:id`."""
    wanted: BindParameter[Any] = bindparam("id", type_=Uuid())
    table = Account.__table__.c
    return select(table.state, table.email, table.phone, table.language).where(table.id == wanted)
