"""Batch reads of orders."""

from collections.abc import Sequence
from operator import attrgetter
from typing import Any
from uuid import UUID

from commerce.kernel.graphql.context import Context
from commerce.kernel.loaders import align, align_many
from commerce.kernel.reads import compiled
from commerce.orders import queries

_GROUPS = compiled(queries.groups_by_id())
_ORDERS = compiled(queries.orders_of_groups())
_LINES = compiled(queries.lines_of_orders())
_HISTORY = compiled(queries.history_of_orders())


async def group_by_id(ids: Sequence[UUID], context: Context) -> list[Any]:
    """The purchase this belongs to."""
    rows = await context.reader.all(_GROUPS, ids=list(ids))
    return align(ids, rows, attrgetter("id"))


async def orders_of(ids: Sequence[UUID], context: Context) -> list[list[Any]]:
    """One order for each seller."""
    rows = await context.reader.all(_ORDERS, ids=list(ids))
    return align_many(ids, rows, attrgetter("group_id"))


async def lines_of(ids: Sequence[UUID], context: Context) -> list[list[Any]]:
    """What was bought, as it was at that moment."""
    rows = await context.reader.all(_LINES, ids=list(ids))
    return align_many(ids, rows, attrgetter("order_id"))


async def history_of(ids: Sequence[UUID], context: Context) -> list[list[Any]]:
    """Changes of status, oldest first."""
    rows = await context.reader.all(_HISTORY, ids=list(ids))
    return align_many(ids, rows, attrgetter("order_id"))
