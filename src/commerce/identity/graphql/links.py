"""Root fields of signing in with a provider of identities."""

from datetime import datetime
from uuid import UUID

import strawberry

from commerce.identity import service
from commerce.identity.errors import (
    AccountExists,
    EmailUnproven,
    ProofNeeded,
    ProviderUnavailable,
    TooManyAttempts,
    WrongCredentials,
    WrongProof,
)
from commerce.identity.graphql import errors
from commerce.identity.graphql.acting import device, sender
from commerce.identity.graphql.factors import ReproofInput, shown
from commerce.identity.graphql.sessions import admitted
from commerce.identity.graphql.types import Account, FactorChallenge, OpenedSession
from commerce.identity.types import ComingBack
from commerce.kernel.access import PUBLIC, SIGNED_IN
from commerce.kernel.clock import now
from commerce.kernel.errors import Conflict
from commerce.kernel.graphql.fields import Info, Payload, mutation, payload, query
from commerce.kernel.rates import LOGIN, Counted

# Payloads below carry errors that this module puts into the schema.
EXPOSED = errors
_COOKIE = "commerce-oauth"
_LONGEST = 4000


@strawberry.type(description="A provider of identities that one can sign in with.")
class OauthProvider:
    name: str
    title: str


@strawberry.input(description="Which provider is to say who somebody is.")
class OauthStartInput:
    provider: str
    link: bool = strawberry.field(
        default=False, description="Link it with the account that is signed in."
    )
    cookie: bool = strawberry.field(
        default=False, description="Let the browser keep the key in a cookie."
    )
    reproof: ReproofInput | None = strawberry.field(default=None, description="For `link`.")


@strawberry.input(description="What the provider has sent somebody back with.")
class OauthCompleteInput:
    state: str
    code: str
    key: str | None = strawberry.field(
        default=None, description="Of `oauthStart`; left out where a cookie carries it."
    )
    cookie: bool = strawberry.field(
        default=False, description="Let the browser keep the session in cookies."
    )

    def to_back(self, kept: str | None) -> ComingBack:
        """The attempt that somebody comes back from.

        Raises:
            WrongProof: the state is none of ours.
        """
        given, _, state = self.state[:_LONGEST].partition(".")
        try:
            return ComingBack(UUID(hex=given), state, (self.key or kept or "")[:_LONGEST])
        except ValueError:
            raise WrongProof(path=("input", "state")) from None


@strawberry.input(description="The link to give up.")
class OauthLinkRemoveInput:
    provider: str
    reproof: ReproofInput | None = None


@payload(ProviderUnavailable, ProofNeeded, WrongCredentials, WrongProof, TooManyAttempts)
class OauthStartPayload(Payload):
    """Where to send somebody, and what their browser keeps until they come back."""

    authorization_url: str | None = None
    key: str | None = strawberry.field(
        default=None,
        description="To be kept by the program that asked, and by nobody else; null with cookies.",
    )
    expires_at: datetime | None = None


@payload(WrongProof, TooManyAttempts, ProviderUnavailable, EmailUnproven, AccountExists, Conflict)
class OauthCompletePayload(Payload):
    """A session, or the challenge that stands before it; for a link the account."""

    session: OpenedSession | None = None
    challenge: FactorChallenge | None = None
    account: Account | None = None


@payload(ProofNeeded, WrongCredentials, WrongProof, TooManyAttempts)
class OauthLinkRemovePayload(Payload):
    removed: str | None = None


@strawberry.type
class LinkQuery:
    @query(PUBLIC)
    async def oauth_providers(self, info: Info) -> list[OauthProvider]:
        """The providers of identities that one can sign in with here."""
        found = info.context.settings.providers
        return [OauthProvider(name=n, title=each.title or n) for n, each in found.items()]


@strawberry.type
class LinkMutation:
    @mutation(PUBLIC, OauthStartPayload, limit=Counted(LOGIN))
    async def oauth_start(self, info: Info, input: OauthStartInput) -> OauthStartPayload:
        """Begin to sign in with a provider, or to link it with your account."""
        context = info.context
        provider = service.provider_of(input.provider, context.settings, context.cache)
        links = None
        if input.link:
            acting = device(context)
            await service.prove(context.db, acting, shown(input.reproof))
            links = acting.account_id
        sent = await service.send_away(context.db, provider, language=context.language, links=links)
        if input.cookie:
            seconds = int((sent.expires_at - now()).total_seconds())
            context.cookies.put(_COOKIE, sent.browser, seconds=seconds)
        return OauthStartPayload(
            authorization_url=sent.url,
            key=None if input.cookie else sent.browser,
            expires_at=sent.expires_at,
        )

    @mutation(PUBLIC, OauthCompletePayload, limit=Counted(LOGIN))
    async def oauth_complete(self, info: Info, input: OauthCompleteInput) -> OauthCompletePayload:
        """Sign in as whom the provider has named, or link it with your account."""
        context = info.context
        back = input.to_back(context.cookies.get(_COOKIE))
        coming = await service.check_coming_back(
            context.db, back, context.actor.account_id, sender(context)
        )
        provider = service.provider_of(coming.provider, context.settings, context.cache)
        who = await provider.identity(back.challenge_id, input.code[:_LONGEST])
        if coming.links:
            account = await service.link(context.db, back, who)
            return OauthCompletePayload(account=Account.of(account, context))
        outcome = await service.sign_in_by_provider(
            context.db, back, who, sender(context), context.settings
        )
        return OauthCompletePayload(**admitted(outcome, context, cookie=input.cookie))

    @mutation(SIGNED_IN, OauthLinkRemovePayload, limit=Counted(LOGIN))
    async def oauth_link_remove(
        self, info: Info, input: OauthLinkRemoveInput
    ) -> OauthLinkRemovePayload:
        """Let a provider lead to your account no more."""
        context = info.context
        await service.unlink(context.db, device(context), shown(input.reproof), input.provider)
        return OauthLinkRemovePayload(removed=input.provider)
