"""From the secret a request shows to the actor it stands for."""

from commerce.identity import queries
from commerce.identity.access_tokens import Claimed, claimed, verify
from commerce.identity.permissions import CUSTOMER_IMPERSONATE
from commerce.identity.powers import powers_of
from commerce.identity.service.tokens import PREFIX, actor_of
from commerce.kernel.access import Actor
from commerce.kernel.cache import Cache
from commerce.kernel.clock import now
from commerce.kernel.errors import Unauthenticated
from commerce.kernel.reads import Reader, compiled
from commerce.kernel.settings import Settings

_CALLER = compiled(queries.caller())
_BEHIND = compiled(queries.caller_behind())


async def caller_of(reader: Reader, cache: Cache, secret: str, settings: Settings) -> Actor:
    """The actor of an API key, or of the access token of a session.

    An access token takes one statement each time and is remembered by nobody: a session that
    ended, an account that was disabled, a role that was granted or revoked and a key that was
    retired count at once.

    Raises:
        Unauthenticated: the secret is not good, or not any more.
    """
    if secret.startswith(PREFIX):
        return await actor_of(reader, cache, secret)
    found = claimed(secret)
    if found.buyer_id is not None:
        return await _behind(reader, found, settings)
    row = await reader.first(_CALLER, session_id=found.session_id, kid=found.kid, at=now())
    if row is None:
        raise Unauthenticated("this token is not valid")
    verify(found, row.public, issuer=settings.reached_at, account_id=row.account_id)
    powers = powers_of(row.grants)
    return Actor(
        account_id=row.account_id,
        session_id=row.session_id,
        name="account",
        permissions=powers.platform,
        seller_permissions=powers.sellers,
        channel_permissions=powers.channels,
        language=row.language,
        currency=row.currency,
    )


async def _behind(reader: Reader, found: Claimed, settings: Settings) -> Actor:
    """The buyer that an agent acts as, for as long as the session of the agent is open.

    Raises:
        Unauthenticated: the token is not good, or the agent may not do this any more.
    """
    row = await reader.first(
        _BEHIND, session_id=found.session_id, kid=found.kid, buyer=found.buyer_id, at=now()
    )
    if row is None or CUSTOMER_IMPERSONATE not in powers_of(row.grants).platform:
        raise Unauthenticated("this token is not valid")
    verify(
        found,
        row.public,
        issuer=settings.reached_at,
        account_id=row.buyer_id,
        agent_id=row.account_id,
    )
    return Actor(account_id=row.buyer_id, impersonator_id=row.account_id, name="account")
