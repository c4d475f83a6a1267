"""SELECT statements of identity."""

from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    DateTime,
    Executable,
    String,
    Text,
    Uuid,
    any_,
    bindparam,
    case,
    cast,
    func,
    literal_column,
    or_,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY

from commerce.identity.models import (
    Account,
    Challenge,
    Link,
    Passkey,
    RecoveryCode,
    SentFactor,
    Session,
    SigningKey,
    Token,
    Totp,
)
from commerce.identity.types import ContactKind, Factor, KeyState
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
            Session.proofs,
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


def factors() -> Executable:
    """The second factors of the accounts `:ids`; of recovery codes how many are `left`."""
    ids: Any = bindparam("ids", type_=ARRAY(Uuid))
    sent = case((SentFactor.kind == ContactKind.PHONE, Factor.SMS), else_=Factor.EMAIL)
    one: ColumnElement[Any] = literal_column("null::bigint").label("left")
    return union_all(
        select(Totp.account_id, _kind(Factor.TOTP), one).where(
            Totp.account_id == any_(ids), Totp.confirmed_at.is_not(None)
        ),
        select(SentFactor.account_id, cast(sent, Text).label("kind"), one).where(
            SentFactor.account_id == any_(ids)
        ),
        select(RecoveryCode.account_id, _kind(Factor.RECOVERY), func.count().label("left"))
        .where(RecoveryCode.account_id == any_(ids), RecoveryCode.used_at.is_(None))
        .group_by(RecoveryCode.account_id),
    )


def passkeys() -> Rows:
    """The passkeys of the accounts `:ids`, the oldest first."""
    ids: Any = bindparam("ids", type_=ARRAY(Uuid))
    table = Passkey.__table__.c
    return (
        select(
            table.id,
            table.account_id,
            table.name,
            table.key_id,
            table.transports,
            table.backed_up,
            table.created_at,
            table.used_at,
        )
        .where(table.account_id == any_(ids))
        .order_by(table.created_at)
    )


def links() -> Rows:
    """The links of the accounts `:ids` with providers of identities, the oldest first."""
    ids: Any = bindparam("ids", type_=ARRAY(Uuid))
    table = Link.__table__.c
    return (
        select(
            table.id,
            table.account_id,
            table.provider,
            table.email,
            table.created_at,
            table.used_at,
        )
        .where(table.account_id == any_(ids))
        .order_by(table.created_at)
    )


def _kind(factor: Factor) -> ColumnElement[str]:
    return literal_column(f"'{factor.value}'").label("kind")


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
