"""Whose rows the work at hand may reach, as PostgreSQL is told.

The edge sets it once for each request, entry points for their work. Where nobody has said
anything, it reaches no seller's rows: what is forgotten is refused.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from commerce.kernel import audit
from commerce.kernel.access import Actor
from commerce.kernel.walls import PLATFORM, PUBLIC, SELLER, SETTING


@dataclass(frozen=True, slots=True)
class Reach:
    """A role of the database and, for that of sellers, the ids of those it stands for."""

    role: str
    sellers: str = ""


NOTHING = Reach(SELLER)
BUYER = Reach(PUBLIC)
EVERYTHING = Reach(PLATFORM)

reach: ContextVar[Reach] = ContextVar("reach", default=NOTHING)


def reach_of(actor: Actor) -> Reach:
    """The reach of an actor: who works for sellers, and for nobody else, is held to them.

    The database knows sellers and not channels.
    """
    if actor.everywhere or actor.channel_permissions:
        return EVERYTHING
    if actor.seller_ids:
        return Reach(SELLER, ",".join(sorted(str(each) for each in actor.seller_ids)))
    return BUYER


@contextmanager
def reaching(wanted: Reach) -> Iterator[None]:
    """Work inside with another reach."""
    token = reach.set(wanted)
    try:
        yield
    finally:
        reach.reset(token)


def for_reading(narrowest: str) -> Reach:
    """The reach with which a statement is run that needs at least the role `narrowest`.

    Buyers read the storefront as the public, and their carts and orders as the platform, which
    is what tokens and WHERE clauses are for. Sellers leave their own role only for tables that
    are closed to it altogether.
    """
    current = reach.get()
    if current.role == SELLER:
        return EVERYTHING if narrowest == PLATFORM and current is not NOTHING else current
    return current if current.role == narrowest else EVERYTHING


def for_writing() -> Reach:
    """The reach of a transaction: buyers write their carts and orders as the platform."""
    current = reach.get()
    return EVERYTHING if current.role == PUBLIC else current


def settings(wanted: Reach) -> dict[str, str]:
    """What a transaction is told of its reach."""
    return {"role": wanted.role, SETTING: wanted.sellers}


def opening(*, pooled: bool) -> dict[str, str]:
    """What a transaction of this task tells, for itself alone, before its first statement.

    Of its reach only where that differs from the connection's, which is the platform's; a
    connection that is `pooled`, or shared by transactions inside one another, may be anybody's.
    """
    wanted = for_writing()
    told = pooled or wanted != EVERYTHING
    return (settings(wanted) if told else {}) | audit.settings()


def closing() -> dict[str, str]:
    """What takes the opening back where a transaction goes on after a part of it."""
    return settings(EVERYTHING) | dict.fromkeys(audit.settings(), "")
