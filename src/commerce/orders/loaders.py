"""Batch reads of orders."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any
from uuid import UUID

from commerce.kernel import pages
from commerce.kernel.graphql.context import Context
from commerce.kernel.graphql.scalars import Cursor
from commerce.kernel.loaders import align, align_many
from commerce.kernel.reads import compiled
from commerce.orders import queries
from commerce.orders.models import OrderGroup

_GROUPS = compiled(queries.groups_by_id())
_ORDERS = compiled(queries.orders_of_groups())
_LINES = compiled(queries.lines_of_orders())
_HISTORY = compiled(queries.history_of_orders())
_PAGE = 20
_KEYS = (pages.Key("id", OrderGroup.id, pages.identifier, descending=True),)


@dataclass(frozen=True, slots=True)
class Purchases:
    """One page of the purchases of an account, and what counts them all up to a limit."""

    page: pages.Page
    count: Callable[[int], Awaitable[int]]


async def _none(limit: int) -> int:
    return 0


_NOTHING = Purchases(pages.Page([], (), has_next=False, has_previous=False), _none)


async def purchases_of(
    ids: Sequence[UUID],
    context: Context,
    *,
    first: int | None = None,
    after: Cursor | None = None,
    last: int | None = None,
    before: Cursor | None = None,
) -> list[Purchases]:
    """What was bought, newest first, 20 unless said otherwise; shown to its buyer alone."""
    if first is None and last is None:
        first = _PAGE
    args = pages.page_args(first=first, after=after, last=last, before=before)
    own = context.actor.account_id
    if own is None or own not in ids:
        return [_NOTHING] * len(ids)
    found = await _purchases(own, args, context)
    return [found if each == own else _NOTHING for each in ids]


async def _purchases(own: UUID, args: pages.PageArgs, context: Context) -> Purchases:
    stmt = queries.groups_of_buyer()
    rows = await context.reader.all(pages.keyset(stmt, _KEYS, args), account_id=own)

    async def count(limit: int) -> int:
        return int(await context.reader.scalar(pages.counting(stmt, limit), account_id=own))

    return Purchases(pages.page(rows, _KEYS, args), count)


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
