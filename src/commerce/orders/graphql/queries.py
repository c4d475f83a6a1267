"""Root query fields of orders."""

from typing import Any
from uuid import UUID

import strawberry

from commerce.identity.service import hash_of
from commerce.kernel import ids, pages
from commerce.kernel.access import PUBLIC, requires
from commerce.kernel.graphql.context import Context
from commerce.kernel.graphql.fields import Info, query
from commerce.kernel.graphql.scalars import Cursor
from commerce.kernel.graphql.types import Connection
from commerce.kernel.reads import Statement, compiled
from commerce.orders import queries
from commerce.orders.graphql.types import GROUP, ORDER, Order, OrderGroup
from commerce.orders.models import Order as OrderRow
from commerce.orders.permissions import ORDER_READ, visible_to
from commerce.orders.types import OrderStatus

_GROUP_OF_BUYER = compiled(queries.group_of_buyer())
_ORDER_OF_BUYER = compiled(queries.order_of_buyer())
_KEYS = (pages.Key("id", OrderRow.id, pages.identifier, descending=True),)


async def fetch_order(uid: UUID, context: Context) -> Order | None:
    """An order, for its seller and staff."""
    if not context.actor.may(ORDER_READ):
        return None
    stmt = visible_to(context.actor, queries.orders().where(OrderRow.id == uid), ORDER_READ)
    row = await context.reader.first(stmt)
    return Order.of(row, context) if row else None


NODES = {ORDER: fetch_order}


async def _bought(stmt: Statement, uid: UUID, token: str | None, context: Context) -> Any | None:
    """The row that a statement has for the buyer with this token, or with this account."""
    own = context.actor.account_id
    if not token and own is None:
        return None
    asked = {"id": uid, "token_hash": hash_of(token or ""), "account_id": own}
    return await context.reader.first(stmt, **asked)


@strawberry.type
class OrderQuery:
    @query(PUBLIC, shopping=True)
    async def order_group(
        self, info: Info, id: strawberry.ID, token: str | None = None
    ) -> OrderGroup | None:
        """A purchase, for the account that has it, or for whoever holds the token of its cart."""
        context = info.context
        found = await _bought(_GROUP_OF_BUYER, ids.given(GROUP, id), token, context)
        return OrderGroup.of(found, context) if found else None

    @query(PUBLIC)
    async def order(self, info: Info, id: strawberry.ID, token: str | None = None) -> Order | None:
        """An order: for its buyer, by account or by the token of its cart; its seller and staff."""
        context, order_id = info.context, ids.given(ORDER, id)
        row = await _bought(_ORDER_OF_BUYER, order_id, token, context)
        if row is not None or token:
            return Order.of(row, context) if row else None
        return await fetch_order(order_id, context)

    @query(requires(ORDER_READ))
    async def orders(
        self,
        info: Info,
        first: int | None = None,
        after: Cursor | None = None,
        last: int | None = None,
        before: Cursor | None = None,
        status: OrderStatus | None = None,
    ) -> Connection[Order]:
        """Orders, newest first; a seller sees its own."""
        args = pages.page_args(first=first, after=after, last=last, before=before)
        reader = info.context.reader
        stmt = queries.with_status(
            visible_to(info.context.actor, queries.orders(), ORDER_READ), status
        )
        rows = await reader.all(pages.keyset(stmt, _KEYS, args))

        async def count(limit: int) -> int:
            return int(await reader.scalar(queries.counted(stmt, limit)))

        return Connection.of(pages.page(rows, _KEYS, args), make=Order.of, count=count)
