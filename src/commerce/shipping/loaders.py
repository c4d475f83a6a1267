"""Batch functions of shipping."""

from collections.abc import Sequence
from operator import attrgetter
from typing import Any
from uuid import UUID

from commerce.kernel.graphql.context import Context
from commerce.kernel.loaders import align, align_many
from commerce.kernel.reads import compiled
from commerce.shipping import queries

_METHODS = compiled(queries.methods_of_zones())
_METHODS_BY_ID = compiled(queries.methods_by_id())
_ZONES_BY_ID = compiled(queries.zones_by_id())


async def methods_of(zone_ids: Sequence[UUID], context: Context) -> list[list[Any]]:
    """The ways of delivery of the zone, oldest first; at most 50."""
    rows = await context.reader.all(_METHODS, ids=list(zone_ids))
    return align_many(zone_ids, rows, attrgetter("zone_id"))


async def method_by_id(ids: Sequence[UUID], context: Context) -> list[Any | None]:
    """The way of delivery."""
    rows = await context.reader.all(_METHODS_BY_ID, ids=list(ids))
    return align(ids, rows, attrgetter("id"))


async def zone_by_id(ids: Sequence[UUID], context: Context) -> list[Any | None]:
    """The zone."""
    rows = await context.reader.all(_ZONES_BY_ID, ids=list(ids))
    return align(ids, rows, attrgetter("id"))
