"""SELECT statements of identity."""

from typing import Any
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    DateTime,
    String,
    Uuid,
    any_,
    bindparam,
    exists,
    func,
    or_,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import aliased

from commerce.identity.models import (
    Account,
    Challenge,
    Grant,
    Invitation,
    Role,
    Session,
    SigningKey,
    Token,
)
from commerce.identity.permissions import API_KEY_MANAGE, INVITATION_MANAGE, ROLE_READ
from commerce.identity.types import AccountState, Contact, ContactKind, KeyState, RoleKind
from commerce.kernel.access import Actor
from commerce.kernel.arrays import any_id, given
from commerce.kernel.pages import Key, text_value
from commerce.kernel.scope import of_sellers
from commerce.kernel.sealing import index_of
from commerce.kernel.tables import Rows

ACCOUNTS_BY_AGE = (Key("id", Account.__table__.c.id, UUID),)
ROLES_BY_NAME = (
    Key("name", Role.__table__.c.name, text_value),
    Key("id", Role.__table__.c.id, UUID),
)
INVITATIONS_BY_AGE = (Key("id", Invitation.__table__.c.id, UUID, descending=True),)
KEYS_BY_AGE = (Key("id", Token.__table__.c.id, UUID, descending=True),)


def _moment(name: str = "at") -> BindParameter[Any]:
    return bindparam(name, type_=DateTime(timezone=True))


def grants_held(account_id: Any) -> Any:
    """The grants of an account as one JSON value, in the form of `powers.powers_of`."""
    each = func.jsonb_build_array(Role.key, Role.permissions, Grant.seller_id, Grant.channel_id)
    return (
        select(func.coalesce(func.jsonb_agg(each), text("'[]'::jsonb"), type_=JSONB))
        .select_from(Grant)
        .join(Role, Role.id == Grant.role_id)
        .where(Grant.account_id == account_id)
        .scalar_subquery()
        .label("grants")
    )


def by_hash() -> Rows:
    """The key with the hash `:hash`, and what its maker holds; nothing if that one is gone."""
    wanted: BindParameter[str] = bindparam("hash", type_=String())
    return (
        select(
            Token.id,
            Token.name,
            Token.role,
            Token.permissions,
            Token.seller_id,
            Token.made_by,
            Token.expires_at,
            Token.revoked_at,
            grants_held(Token.made_by),
        )
        .outerjoin(Account, Account.id == Token.made_by)
        .where(Token.hash == wanted, or_(Token.made_by.is_(None), Account.state == "active"))
    )


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
            grants_held(Account.id),
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


def caller_behind() -> Rows:
    """As `caller`, of an agent; and the account `:buyer` if a buyer's, who is nobody's staff."""
    buyer = aliased(Account)
    wanted: BindParameter[Any] = bindparam("buyer", type_=Uuid())
    return (
        caller()
        .join(buyer, buyer.id == wanted)
        .add_columns(buyer.id.label("buyer_id"))
        .where(
            buyer.state == "active",
            ~exists().where(Grant.account_id == buyer.id).correlate_except(Grant),
        )
    )


def grants_of() -> Rows:
    """What the account `:id` holds, and its state."""
    wanted: BindParameter[Any] = bindparam("id", type_=Uuid())
    return select(Account.id, Account.state, grants_held(Account.id)).where(Account.id == wanted)


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


def staff() -> Rows:
    """The accounts that hold a role on the platform or in a channel of it."""
    held = exists().where(Grant.account_id == Account.id, Grant.seller_id.is_(None))
    return select(*_ACCOUNT).where(held)


def customers(contact: Contact | None = None) -> Rows:
    """The accounts of buyers, which hold no role; the one with a contact when that is given."""
    held = exists().where(Grant.account_id == Account.id)
    stmt = select(*_ACCOUNT).where(~held, Account.state != AccountState.ERASED)
    if contact is None:
        return stmt
    column = Account.email_index if contact.kind is ContactKind.EMAIL else Account.phone_index
    return stmt.where(column == index_of(contact.value))


def roles(actor: Actor) -> Rows:
    """The roles an actor may see: all, or those that members of sellers can have."""
    stmt = select(*Role.__table__.c)
    if actor.may_everywhere(ROLE_READ):
        return stmt
    return stmt.where(Role.kind == RoleKind.SELLER)


def roles_by_id() -> Rows:
    """The roles `:ids`."""
    return select(*Role.__table__.c).where(Role.id == any_(_ids()))


def grants_by_account() -> Rows:
    """What the accounts `:ids` hold, oldest first, with key and permissions of the roles."""
    return (
        select(*Grant.__table__.c, Role.key, Role.permissions)
        .join(Role, Role.id == Grant.role_id)
        .where(Grant.account_id == any_(_ids()))
        .order_by(Grant.id)
    )


def invitations(actor: Actor) -> Rows:
    """The invitations within the reach of an actor, with whom and until when."""
    table = Challenge.__table__.c
    return (
        select(*Invitation.__table__.c, table.contact, table.expires_at)
        .join(Challenge, Challenge.id == Invitation.challenge_id)
        .where(of_sellers(Invitation.seller_id, actor, INVITATION_MANAGE))
    )


def keys(actor: Actor) -> Rows:
    """The keys within the reach of an actor, without their hashes."""
    columns = [column for column in Token.__table__.c if column.key != "hash"]
    return select(*columns).where(of_sellers(Token.seller_id, actor, API_KEY_MANAGE))


def _ids() -> Any:
    return bindparam("ids", type_=ARRAY(Uuid))


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
