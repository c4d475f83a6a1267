"""Batch functions of channels."""

from collections.abc import Sequence
from operator import attrgetter
from typing import Any
from uuid import UUID

from commerce.channels import queries
from commerce.kernel.graphql.context import Context
from commerce.kernel.loaders import align
from commerce.kernel.reads import compiled

_BY_IDS = compiled(queries.by_ids())


async def channel_by_id(ids: Sequence[UUID], context: Context) -> list[Any | None]:
    """The channel, active or not."""
    rows = await context.reader.all(_BY_IDS, ids=list(ids))
    return align(ids, rows, attrgetter("id"))
