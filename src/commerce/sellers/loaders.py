"""Batch functions of sellers."""

from collections.abc import Sequence
from operator import attrgetter
from typing import Any
from uuid import UUID

from commerce.kernel.graphql.context import Context
from commerce.kernel.loaders import align
from commerce.kernel.reads import compiled
from commerce.sellers import queries

_BY_IDS = compiled(queries.by_ids())


async def seller_by_id(ids: Sequence[UUID], context: Context) -> list[Any | None]:
    """The seller, in whatever state: who sold a thing stays known."""
    rows = await context.reader.all(_BY_IDS, ids=list(ids))
    return align(ids, rows, attrgetter("id"))
