"""Batch functions of shipping."""

from collections.abc import Sequence
from operator import attrgetter
from typing import Any
from uuid import UUID

from commerce.kernel.graphql.context import Context
from commerce.kernel.loaders import align_many
from commerce.kernel.reads import compiled
from commerce.shipping import queries

_METHODS = compiled(queries.methods_of_zones())


async def methods_of(zone_ids: Sequence[UUID], context: Context) -> list[list[Any]]:
    """The ways of delivery of the zone, oldest first; at most 50."""
    rows = await context.reader.all(_METHODS, ids=list(zone_ids))
    return align_many(zone_ids, rows, attrgetter("zone_id"))
