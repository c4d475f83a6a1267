"""Whose account a mutation is about, and who sends it."""

from uuid import UUID

from commerce.identity.types import Device, Sender
from commerce.kernel.errors import Unauthenticated
from commerce.kernel.graphql.context import Context

LONGEST_AGENT = 300


def own(context: Context) -> UUID:
    """The account of whoever asks.

    Raises:
        Unauthenticated: nobody is signed in.
    """
    if context.actor.account_id is None:
        raise Unauthenticated("sign in first")
    return context.actor.account_id


def device(context: Context) -> Device:
    """The account of whoever asks, and through what they act.

    Raises:
        Unauthenticated: nobody is signed in.
    """
    return Device(own(context), context.actor.session_id, sender(context))


def sender(context: Context) -> Sender:
    """Who sends the request; the name of their program as far as it is worth keeping."""
    agent = "".join(c for c in context.headers.get("user-agent", "") if c.isprintable())
    return Sender(context.visitor.address, context.visitor.key, agent[:LONGEST_AGENT])
