"""Tables of identity."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from commerce.identity.types import (
    OPEN,
    AccountState,
    ContactKind,
    KeyState,
    Purpose,
    RoleKind,
    SessionEnd,
)
from commerce.identity.types import Role as KeyRole
from commerce.kernel.clock import now
from commerce.kernel.ids import new_id
from commerce.kernel.privacy import (
    INTERNAL,
    PII,
    PUBLIC,
    SECRET,
    belongs_to,
    identifies,
    index_for,
    kept_while,
)
from commerce.kernel.sealing import SealedText
from commerce.kernel.tables import Base, Record, Versioned
from commerce.kernel.walls import BACKSTAGE


class Token(Record):
    """An API key; only the SHA-256 of the secret is kept.

    It has a built-in role, or permissions by name; of these, what its maker holds.
    """

    __tablename__ = "identity_token"
    __table_args__ = (
        CheckConstraint(
            "role is null or (role = 'seller') = (seller_id is not null)", name="seller_of_seller"
        ),
        CheckConstraint("(role is null) = (permissions is not null)", name="role_or_permissions"),
        CheckConstraint("(permissions is null) = (made_by is null)", name="made_by_somebody"),
        BACKSTAGE,
    )

    name: Mapped[str] = mapped_column(String(100), info=INTERNAL)
    hash: Mapped[str] = mapped_column(String(64), unique=True, info=SECRET)
    role: Mapped[KeyRole | None] = mapped_column(info=INTERNAL)
    permissions: Mapped[list[str] | None] = mapped_column(JSONB(none_as_null=True), info=INTERNAL)
    seller_id: Mapped[UUID | None] = mapped_column(ForeignKey("sellers_seller.id"), info=INTERNAL)
    made_by: Mapped[UUID | None] = mapped_column(
        ForeignKey("identity_account.id"), index=True, info=INTERNAL
    )
    last_used_at: Mapped[datetime | None] = mapped_column(info=INTERNAL)
    created_at: Mapped[datetime] = mapped_column(default=now, info=INTERNAL)
    expires_at: Mapped[datetime | None] = mapped_column(info=INTERNAL)
    revoked_at: Mapped[datetime | None] = mapped_column(info=INTERNAL)


class Account(Versioned):
    """A person, whatever they may do here."""

    __tablename__ = "identity_account"
    __table_args__ = (
        CheckConstraint("(email is null) = (email_index is null)", name="email_found_again"),
        CheckConstraint("(phone is null) = (phone_index is null)", name="phone_found_again"),
        CheckConstraint(
            "state not in ('active', 'disabled')"
            " or email_verified_at is not null or phone_verified_at is not null",
            name="reached",
        ),
        {"info": kept_while(lambda: Account.state.in_(OPEN)) | BACKSTAGE["info"]},
    )

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=new_id, sort_order=-1, info=PUBLIC | identifies("account")
    )
    state: Mapped[AccountState] = mapped_column(default=AccountState.UNVERIFIED, info=INTERNAL)
    name: Mapped[str] = mapped_column(SealedText("identity_account.name"), default="", info=PII)
    email: Mapped[str | None] = mapped_column(SealedText("identity_account.email"), info=PII)
    email_index: Mapped[str | None] = mapped_column(
        String(64), unique=True, info=index_for("email")
    )
    email_verified_at: Mapped[datetime | None] = mapped_column(info=INTERNAL)
    phone: Mapped[str | None] = mapped_column(SealedText("identity_account.phone"), info=PII)
    phone_index: Mapped[str | None] = mapped_column(
        String(64), unique=True, info=index_for("phone")
    )
    phone_verified_at: Mapped[datetime | None] = mapped_column(info=INTERNAL)
    password_hash: Mapped[str | None] = mapped_column(String(200), info=SECRET)
    language: Mapped[str] = mapped_column(String(8), info=INTERNAL)
    currency: Mapped[str | None] = mapped_column(String(3), info=INTERNAL)
    preferences: Mapped[dict[str, Any]] = mapped_column(default=dict, info=INTERNAL)

    @property
    def has_password(self) -> bool:
        """Whether they can sign in with a password."""
        return self.password_hash is not None


class Role(Versioned):
    """A set of permissions under a name; those of a built-in role, with a `key`, are in code."""

    __tablename__ = "identity_role"
    __table_args__ = (
        CheckConstraint("key is null or permissions = '[]'", name="built_in_by_code"),
        BACKSTAGE,
    )

    key: Mapped[str | None] = mapped_column(String(32), unique=True, info=INTERNAL)
    name: Mapped[str] = mapped_column(String(100), unique=True, info=INTERNAL)
    description: Mapped[str] = mapped_column(String(500), default="", info=INTERNAL)
    kind: Mapped[RoleKind] = mapped_column(info=INTERNAL)
    permissions: Mapped[list[str]] = mapped_column(default=list, info=INTERNAL)
    refund_limits: Mapped[dict[str, Any]] = mapped_column(default=dict, info=INTERNAL)


class Grant(Record):
    """A role that an account holds: on the platform, in one seller, or in one channel.

    The database itself keeps the last super admin, see the migration that made this table.
    """

    __tablename__ = "identity_grant"
    __table_args__ = (
        UniqueConstraint(
            "account_id",
            "role_id",
            "seller_id",
            "channel_id",
            name="uq_identity_grant_once",
            postgresql_nulls_not_distinct=True,
        ),
        CheckConstraint("seller_id is null or channel_id is null", name="one_place"),
        BACKSTAGE,
    )

    account_id: Mapped[UUID] = mapped_column(ForeignKey("identity_account.id"), info=INTERNAL)
    role_id: Mapped[UUID] = mapped_column(ForeignKey("identity_role.id"), index=True, info=INTERNAL)
    seller_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("sellers_seller.id"), index=True, info=INTERNAL
    )
    channel_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("channels_channel.id"), info=INTERNAL
    )
    created_at: Mapped[datetime] = mapped_column(default=now, info=INTERNAL)


class Invitation(Record):
    """A role that somebody may accept, who proves the contact of the challenge.

    `invited_by` must still be able to grant it then; none is the operator of the shop.
    """

    __tablename__ = "identity_invitation"
    __table_args__ = BACKSTAGE

    challenge_id: Mapped[UUID] = mapped_column(
        ForeignKey("identity_challenge.id"), unique=True, info=INTERNAL
    )
    role_id: Mapped[UUID] = mapped_column(ForeignKey("identity_role.id"), index=True, info=INTERNAL)
    seller_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("sellers_seller.id"), index=True, info=INTERNAL
    )
    channel_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("channels_channel.id"), info=INTERNAL
    )
    invited_by: Mapped[UUID | None] = mapped_column(
        ForeignKey("identity_account.id"), info=INTERNAL
    )
    created_at: Mapped[datetime] = mapped_column(default=now, info=INTERNAL)
    accepted_at: Mapped[datetime | None] = mapped_column(info=INTERNAL)
    revoked_at: Mapped[datetime | None] = mapped_column(info=INTERNAL)


class Session(Record):
    """A device that is signed in, until it ends; its refresh tokens are one family."""

    __tablename__ = "identity_session"
    __table_args__ = (
        CheckConstraint("(ended_at is null) = (ended_by is null)", name="end_with_reason"),
        Index("ix_identity_session_open", "account_id", postgresql_where=text("ended_at is null")),
        BACKSTAGE,
    )

    account_id: Mapped[UUID] = mapped_column(
        ForeignKey("identity_account.id"), info=INTERNAL | belongs_to("identity_account.id")
    )
    proofs: Mapped[list[str]] = mapped_column(default=list, info=INTERNAL)
    address: Mapped[str] = mapped_column(
        SealedText("identity_session.address"), default="", info=PII
    )
    agent: Mapped[str] = mapped_column(SealedText("identity_session.agent"), default="", info=PII)
    created_at: Mapped[datetime] = mapped_column(default=now, info=INTERNAL)
    seen_at: Mapped[datetime] = mapped_column(default=now, info=INTERNAL)
    expires_at: Mapped[datetime] = mapped_column(index=True, info=INTERNAL)
    ended_at: Mapped[datetime | None] = mapped_column(info=INTERNAL)
    ended_by: Mapped[SessionEnd | None] = mapped_column(info=INTERNAL)


class RefreshToken(Record):
    """One refresh token, by its SHA-256; it and `salt` together make its successor."""

    __tablename__ = "identity_refresh_token"
    __table_args__ = BACKSTAGE

    session_id: Mapped[UUID] = mapped_column(
        ForeignKey("identity_session.id", ondelete="CASCADE"),
        index=True,
        info=INTERNAL | belongs_to("identity_session.id"),
    )
    hash: Mapped[str] = mapped_column(String(64), unique=True, info=SECRET)
    salt: Mapped[str] = mapped_column(String(64), info=SECRET)
    issued_at: Mapped[datetime] = mapped_column(default=now, info=INTERNAL)
    used_at: Mapped[datetime | None] = mapped_column(info=INTERNAL)


class Challenge(Record):
    """Something to be proven; the secret that proves it follows from the id and is not kept.

    A registration carries the password that its answer sets, so that nobody's password gets
    onto an account by the proof of somebody else. `replaced` is the address a new one takes
    the place of.
    """

    __tablename__ = "identity_challenge"
    __table_args__ = BACKSTAGE

    purpose: Mapped[Purpose] = mapped_column(info=INTERNAL)
    account_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("identity_account.id"),
        index=True,
        info=INTERNAL | belongs_to("identity_account.id"),
    )
    contact_kind: Mapped[ContactKind | None] = mapped_column(info=INTERNAL)
    contact: Mapped[str | None] = mapped_column(SealedText("identity_challenge.contact"), info=PII)
    replaced: Mapped[str | None] = mapped_column(
        SealedText("identity_challenge.replaced"), info=PII
    )
    name: Mapped[str] = mapped_column(SealedText("identity_challenge.name"), default="", info=PII)
    password_hash: Mapped[str | None] = mapped_column(String(200), info=SECRET)
    language: Mapped[str] = mapped_column(String(8), info=INTERNAL)
    proofs: Mapped[list[str]] = mapped_column(default=list, info=INTERNAL)
    attempts: Mapped[int] = mapped_column(default=0, info=INTERNAL)
    sent: Mapped[int] = mapped_column(default=0, info=INTERNAL)
    sent_at: Mapped[datetime] = mapped_column(default=now, info=INTERNAL)
    created_at: Mapped[datetime] = mapped_column(default=now, info=INTERNAL)
    expires_at: Mapped[datetime] = mapped_column(index=True, info=INTERNAL)
    used_at: Mapped[datetime | None] = mapped_column(info=INTERNAL)


class SigningKey(Record):
    """A key pair that signs access tokens; the id is its `kid`, the private half is sealed."""

    __tablename__ = "identity_signing_key"
    __table_args__ = (
        Index(
            "uq_identity_signing_key_state",
            "state",
            unique=True,
            postgresql_where=text("state <> 'retired'"),
        ),
        BACKSTAGE,
    )

    state: Mapped[KeyState] = mapped_column(info=PUBLIC)
    public: Mapped[str] = mapped_column(String(64), info=PUBLIC)
    private: Mapped[str] = mapped_column(SealedText("identity_signing_key.private"), info=SECRET)
    created_at: Mapped[datetime] = mapped_column(default=now, info=PUBLIC)
    verifies_until: Mapped[datetime | None] = mapped_column(info=PUBLIC)


class Attempts(Base):
    """How often something that can be guessed was tried by one sender; see `rules.pause`."""

    __tablename__ = "identity_attempts"
    __table_args__ = BACKSTAGE

    key: Mapped[str] = mapped_column(String(64), primary_key=True, info=INTERNAL)
    count: Mapped[int] = mapped_column(info=INTERNAL)
    at: Mapped[datetime] = mapped_column(index=True, info=INTERNAL)
    next_at: Mapped[datetime] = mapped_column(info=INTERNAL)
