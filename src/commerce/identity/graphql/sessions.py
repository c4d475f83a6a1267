"""Root mutation fields of sessions."""

from typing import Any

import strawberry

from commerce.identity import browsers, service
from commerce.identity.errors import SessionOver, TooManyAttempts, WrongCredentials
from commerce.identity.graphql import errors, inputs
from commerce.identity.graphql.acting import own, sender
from commerce.identity.graphql.types import (
    FactorChallenge,
    OpenedSession,
    opened_session,
)
from commerce.identity.names import SESSION
from commerce.identity.types import Opened, Pending, SessionEnd
from commerce.kernel import ids
from commerce.kernel.access import PUBLIC, SIGNED_IN
from commerce.kernel.graphql.context import Context
from commerce.kernel.graphql.fields import Info, Payload, mutation, payload
from commerce.kernel.rates import LOGIN, RENEWAL, Counted

# Payloads below carry errors that this module puts into the schema.
EXPOSED = errors


@payload(WrongCredentials, TooManyAttempts)
class SessionCreatePayload(Payload):
    """A session, or the challenge that stands before it."""

    session: OpenedSession | None = None
    challenge: FactorChallenge | None = None


@payload(SessionOver)
class SessionRefreshPayload(Payload):
    session: OpenedSession | None = None


@payload()
class SessionRevokePayload(Payload):
    """What was ended."""

    revoked: strawberry.ID | None = None


@payload()
class SessionsRevokeAllPayload(Payload):
    """How many sessions were ended."""

    revoked: int | None = None


def admitted(outcome: Opened | Pending, context: Context, *, cookie: bool) -> dict[str, Any]:
    """What a payload shows of somebody who was let in, or has to show a second factor."""
    if isinstance(outcome, Pending):
        return {"challenge": FactorChallenge.of(outcome)}
    return {"session": opened_session(outcome, context, cookie=cookie)}


@strawberry.type
class SessionMutation:
    @mutation(PUBLIC, SessionCreatePayload, limit=Counted(LOGIN))
    async def session_create(
        self, info: Info, input: inputs.SessionCreateInput
    ) -> SessionCreatePayload:
        """Sign in with a password."""
        context = info.context
        outcome = await service.sign_in(
            context.db,
            input.contact.to_contact("input", "contact"),
            inputs.password(input.password, "input", "password"),
            sender(context),
            context.settings,
        )
        return SessionCreatePayload(**admitted(outcome, context, cookie=input.cookie))

    @mutation(PUBLIC, SessionRefreshPayload, limit=Counted(RENEWAL))
    async def session_refresh(
        self, info: Info, input: inputs.SessionRefreshInput
    ) -> SessionRefreshPayload:
        """Renew a session; the refresh token is good once, and its successor comes along."""
        context = info.context
        kept = context.cookies.get(browsers.REFRESH)
        cookie = input.refresh_token is None and kept is not None
        secret = input.refresh_token or kept or ""
        opened = await service.refresh(context.db, secret, sender(context), context.settings)
        return SessionRefreshPayload(session=opened_session(opened, context, cookie=cookie))

    @mutation(SIGNED_IN, SessionRevokePayload)
    async def session_revoke(
        self, info: Info, input: inputs.SessionRevokeInput
    ) -> SessionRevokePayload:
        """End one of your sessions; its access token is refused from now on."""
        context = info.context
        session_id = ids.decode(SESSION, input.id, path=("input", "id"))
        async with context.db.transaction() as tx:
            await service.end_session(tx, own(context), session_id)
        if session_id == context.actor.session_id:
            browsers.forget(context.cookies)
        return SessionRevokePayload(revoked=input.id)

    @mutation(SIGNED_IN, SessionsRevokeAllPayload)
    async def sessions_revoke_all(
        self, info: Info, input: inputs.SessionsRevokeAllInput
    ) -> SessionsRevokeAllPayload:
        """End all your sessions."""
        context = info.context
        but = context.actor.session_id if input.keep_current else None
        async with context.db.transaction() as tx:
            count = await service.end_sessions(tx, own(context), SessionEnd.REVOKED, but=but)
        if but is None:
            browsers.forget(context.cookies)
        return SessionsRevokeAllPayload(revoked=count)
