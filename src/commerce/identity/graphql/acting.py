"""Whose account a mutation is about."""

from uuid import UUID

from commerce.kernel.errors import Unauthenticated
from commerce.kernel.graphql.context import Context


def own(context: Context) -> UUID:
    """The account of whoever asks.

    Raises:
        Unauthenticated: nobody is signed in.
    """
    if context.actor.account_id is None:
        raise Unauthenticated("sign in first")
    return context.actor.account_id
