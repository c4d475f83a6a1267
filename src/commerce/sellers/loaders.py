"""Batch functions of sellers."""

from collections.abc import Mapping, Sequence
from operator import attrgetter
from types import SimpleNamespace
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


def stored_seller(stored: Mapping[str, Any]) -> SimpleNamespace:
    """A row of `seller_by_id` that came along with something else as JSON."""
    return SimpleNamespace(**{**stored, "id": UUID(stored["id"])})
