"""Accounts and sessions in the schema."""

from datetime import datetime
from typing import Any, Self

import strawberry

from commerce.identity import loaders
from commerce.identity.browsers import keep
from commerce.identity.graphql.role_types import PermissionName, RoleGrant
from commerce.identity.names import ACCOUNT, CHALLENGE, SESSION
from commerce.identity.types import AccountState, Issued, Opened, Pending
from commerce.kernel.graphql.context import Context
from commerce.kernel.graphql.fields import attribute, batch, public_id
from commerce.kernel.graphql.scalars import CurrencyCode, LanguageTag
from commerce.kernel.graphql.types import Node
from commerce.kernel.ids import encode

strawberry.enum(AccountState, description="Where an account stands; only an active one signs in.")


@strawberry.type(description="A device that is signed in.")
class AccountSession:
    __slots__ = ("row",)

    row: strawberry.Private[Any]
    id: strawberry.ID = public_id(SESSION)
    device: str = attribute("row.agent", about="What the program called itself.")
    address: str = attribute("row.address", about="The network address it was last seen at.")
    created_at: datetime = attribute("row.created_at")
    last_seen_at: datetime = attribute(
        "row.seen_at", about="When it last opened or renewed the session."
    )
    expires_at: datetime = attribute("row.expires_at")
    proofs: list[str] = attribute("row.proofs", about="How the person showed who they are.")
    current: bool = attribute(
        lambda self, context: self.row.id == context.actor.session_id,
        about="Whether this request belongs to it.",
    )


@strawberry.type(description="What a person chose to be told.")
class AccountPreferences:
    __slots__ = ("chosen",)

    chosen: strawberry.Private[dict[str, Any]]
    marketing_email: bool = attribute(lambda self, _: bool(self.chosen.get("marketing_email")))
    marketing_sms: bool = attribute(lambda self, _: bool(self.chosen.get("marketing_sms")))


@strawberry.type(description="A person's account, shown to that person.")
class Account(Node):
    __slots__ = ("row",)

    row: strawberry.Private[Any]
    id: strawberry.ID = public_id(ACCOUNT)
    version: int = attribute("row.version")
    state: AccountState = attribute(lambda self, _: AccountState(self.row.state))
    name: str = attribute("row.name")
    email: str | None = attribute("row.email")
    email_verified_at: datetime | None = attribute("row.email_verified_at")
    phone: str | None = attribute("row.phone", about="In E.164.")
    phone_verified_at: datetime | None = attribute("row.phone_verified_at")
    has_password: bool = attribute("row.has_password")
    language: LanguageTag = attribute("row.language")
    currency: CurrencyCode | None = attribute("row.currency")
    preferences: AccountPreferences = attribute(
        lambda self, _: AccountPreferences(chosen=self.row.preferences)
    )
    created_at: datetime = attribute("row.created_at")
    permissions: list[PermissionName] = batch(loaders.permissions_of, key="row.id", cost=1)
    grants: list[RoleGrant] = batch(loaders.grants_of, key="row.id", make=RoleGrant.of, cost=5)
    impersonated_by: strawberry.ID | None = attribute(
        lambda self, context: _agent(context),
        about="The agent who sees the shop as this person; null for the person.",
    )
    sessions: list[AccountSession] = batch(
        loaders.sessions_of,
        key="row.id",
        make=lambda row, _: AccountSession(row=row),
        cost=10,
    )

    @classmethod
    def of(cls, row: Any, context: Context) -> Self:
        """The account of a row of `loaders.account_by_id`, or of a stored one."""
        return cls(row=row)


def _agent(context: Context) -> str | None:
    agent = context.actor.impersonator_id
    return None if agent is None else encode(ACCOUNT, agent)


@strawberry.type(
    description="A session that was opened or renewed; its secrets are shown only now."
)
class OpenedSession:
    id: strawberry.ID
    access_token: str | None = strawberry.field(
        description="Send it as `Authorization: Bearer`; null when cookies carry it."
    )
    expires_at: datetime = strawberry.field(description="When the access token ends.")
    refresh_token: str | None = strawberry.field(
        description="Good for one `sessionRefresh`; null when cookies carry it."
    )
    refresh_expires_at: datetime = strawberry.field(description="When the session ends.")
    csrf_token: str | None = strawberry.field(
        description="Send it as `X-CSRF-Token` with every mutation; null without cookies."
    )
    account: Account


@strawberry.type(description="Something that was sent to a person, who answers with what is in it.")
class IssuedChallenge:
    id: strawberry.ID
    expires_at: datetime

    @classmethod
    def of(cls, issued: Issued) -> Self:
        """What was sent, and until when it is good."""
        return cls(
            id=strawberry.ID(encode(CHALLENGE, issued.challenge_id)),
            expires_at=issued.expires_at,
        )


@strawberry.type(description="A sign-in that waits for a second factor.")
class FactorChallenge:
    id: strawberry.ID
    factors: list[str] = strawberry.field(description="The ways to answer it.")
    expires_at: datetime

    @classmethod
    def of(cls, pending: Pending) -> Self:
        """What to answer, and until when."""
        return cls(
            id=strawberry.ID(encode(CHALLENGE, pending.challenge_id)),
            factors=list(pending.factors),
            expires_at=pending.expires_at,
        )


def opened_session(opened: Opened, context: Context, *, cookie: bool) -> OpenedSession:
    """The session as its owner sees it; with `cookie` the browser keeps the secrets."""
    csrf = keep(context.cookies, opened) if cookie else None
    return OpenedSession(
        id=strawberry.ID(encode(SESSION, opened.session_id)),
        access_token=None if cookie else opened.access,
        expires_at=opened.expires_at,
        refresh_token=None if cookie else opened.refresh,
        refresh_expires_at=opened.refresh_expires_at,
        csrf_token=csrf,
        account=Account.of(opened.account, context),
    )
