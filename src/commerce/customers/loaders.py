"""Batch functions of customers."""

from collections.abc import Sequence
from operator import attrgetter
from typing import Any
from uuid import UUID

from commerce.customers import queries
from commerce.kernel.graphql.context import Context
from commerce.kernel.loaders import align_many
from commerce.kernel.reads import compiled

_ADDRESSES = compiled(queries.addresses())
_CONSENTS = compiled(queries.consents())


async def addresses_of(ids: Sequence[UUID], context: Context) -> list[list[Any]]:
    """The address book, the oldest address first; at most 50.

    An agent who acts as a buyer sees nothing of it.
    """
    if context.actor.impersonator_id is not None:
        return [[] for _ in ids]
    rows = await context.reader.all(_ADDRESSES, ids=list(ids))
    return align_many(ids, rows, attrgetter("account_id"))


async def consents_of(ids: Sequence[UUID], context: Context) -> list[list[Any]]:
    """What the person has agreed to and taken back, the latest first; at most 50."""
    rows = await context.reader.all(_CONSENTS, ids=list(ids))
    return align_many(ids, rows, attrgetter("account_id"))
