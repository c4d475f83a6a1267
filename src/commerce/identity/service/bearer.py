"""From the secret a request shows to the actor it stands for."""

from collections.abc import Collection
from dataclasses import replace

from commerce.identity import queries
from commerce.identity.access_tokens import claimed, verify
from commerce.identity.rules import two_factors
from commerce.identity.service.tokens import PREFIX, actor_of
from commerce.kernel.access import Actor
from commerce.kernel.cache import Cache
from commerce.kernel.clock import now
from commerce.kernel.errors import Unauthenticated
from commerce.kernel.reads import Reader, compiled
from commerce.kernel.settings import Settings

_CALLER = compiled(queries.caller())


async def caller_of(reader: Reader, cache: Cache, secret: str, settings: Settings) -> Actor:
    """The actor of an API token, or of the access token of a session.

    An access token takes one statement each time and is remembered by nobody: a session that
    ended, an account that was disabled and a key that was retired are refused at once.

    Raises:
        Unauthenticated: the secret is not good, or not any more.
    """
    if secret.startswith(PREFIX):
        return await actor_of(reader, cache, secret)
    found = claimed(secret)
    row = await reader.first(_CALLER, session_id=found.session_id, kid=found.kid, at=now())
    if row is None:
        raise Unauthenticated("this token is not valid")
    verify(found, row.public, issuer=settings.reached_at, account_id=row.account_id)
    actor = Actor(account_id=row.account_id, session_id=row.session_id, name="account")
    return as_far_as_proven(actor, row.proofs, settings)


def as_far_as_proven(actor: Actor, proofs: Collection[str], settings: Settings) -> Actor:
    """Staff that must show two factors and did not, without what it may do for all sellers."""
    if settings.staff_mfa == "optional" or two_factors(proofs):
        return actor
    return replace(actor, permissions=frozenset(), everywhere=False) if actor.everywhere else actor
