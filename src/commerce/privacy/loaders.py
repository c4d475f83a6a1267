"""Batch functions of privacy."""

from collections.abc import Sequence
from operator import attrgetter
from typing import Any
from uuid import UUID

from commerce.kernel.clock import now
from commerce.kernel.graphql.context import Context
from commerce.kernel.loaders import align_many
from commerce.kernel.reads import compiled
from commerce.privacy import queries

_EXPORTS = compiled(queries.exports())


async def exports_of(ids: Sequence[UUID], context: Context) -> list[list[Any]]:
    """What the person has asked for of all that is kept about them, the latest first; at most 100.

    An agent who acts as a buyer sees nothing of it.
    """
    if context.actor.impersonator_id is not None:
        return [[] for _ in ids]
    rows = await context.reader.all(_EXPORTS, ids=list(ids), at=now())
    return align_many(ids, rows, attrgetter("account_id"))
