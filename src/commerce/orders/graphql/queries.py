"""Root query fields of orders."""

from uuid import UUID

import strawberry

from commerce.identity.service import hash_of
from commerce.kernel import ids, pages
from commerce.kernel.access import PUBLIC, requires
from commerce.kernel.graphql.context import Context
from commerce.kernel.graphql.fields import Info, query
from commerce.kernel.graphql.scalars import Cursor
from commerce.kernel.graphql.types import Connection
from commerce.kernel.reads import compiled
from commerce.orders import queries
from commerce.orders.graphql.types import GROUP, ORDER, Order, OrderGroup
from commerce.orders.models import Order as OrderRow
from commerce.orders.permissions import ORDER_READ, visible_to
from commerce.orders.types import OrderStatus

_GROUP_BY_TOKEN = compiled(queries.group_by_token())
_ORDER_BY_TOKEN = compiled(queries.order_by_token())
_KEYS = (pages.Key("id", OrderRow.id, pages.identifier, descending=True),)


async def fetch_order(uid: UUID, context: Context) -> Order | None:
    """An order, for its seller and staff."""
    if not context.actor.may(ORDER_READ):
        return None
    stmt = visible_to(context.actor, queries.orders().where(OrderRow.id == uid), ORDER_READ)
    row = await context.reader.first(stmt)
    return Order.of(row, context) if row else None


NODES = {ORDER: fetch_order}


@strawberry.type
class OrderQuery:
    @query(PUBLIC)
    async def order_group(self, info: Info, id: strawberry.ID, token: str) -> OrderGroup | None:
        """A purchase, for whoever holds the token of its cart."""
        found = await info.context.reader.first(
            _GROUP_BY_TOKEN, id=ids.given(GROUP, id), token_hash=hash_of(token)
        )
        return OrderGroup.of(found, info.context) if found else None

    @query(PUBLIC)
    async def order(self, info: Info, id: strawberry.ID, token: str | None = None) -> Order | None:
        """An order: for whoever holds the token of its cart, or for its seller and staff."""
        order_id = ids.given(ORDER, id)
        if token:
            row = await info.context.reader.first(
                _ORDER_BY_TOKEN, id=order_id, token_hash=hash_of(token)
            )
            return Order.of(row, info.context) if row else None
        return await fetch_order(order_id, info.context)

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
