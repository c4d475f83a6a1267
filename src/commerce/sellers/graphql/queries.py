"""Root query fields of sellers."""

from uuid import UUID

import strawberry

from commerce.kernel import ids
from commerce.kernel.access import PUBLIC
from commerce.kernel.graphql.context import Context
from commerce.kernel.graphql.fields import Info, query
from commerce.kernel.graphql.inputs import storable
from commerce.kernel.graphql.scalars import Cursor
from commerce.kernel.graphql.types import Connection
from commerce.kernel.pages import page_args
from commerce.kernel.tags import listing, single
from commerce.sellers import queries
from commerce.sellers.graphql.inputs import SellerBy
from commerce.sellers.graphql.types import SELLER, Seller
from commerce.sellers.types import SellerStatus


async def fetch_seller(uid: UUID, context: Context) -> Seller | None:
    """A seller that the caller may see."""
    row = await context.reader.first(queries.one(context.actor, seller_id=uid))
    return Seller.of(row, context) if row else None


NODES = {SELLER: fetch_seller}


@strawberry.type
class SellerQuery:
    @query(PUBLIC, shared=single("sellers"))
    async def seller(self, info: Info, by: SellerBy) -> Seller | None:
        """A seller; one that does not sell now is seen by itself and by staff only."""
        context = info.context
        if by.id:
            return await fetch_seller(ids.given(SELLER, by.id), context)
        if not by.slug or not storable(by.slug):
            return None
        row = await context.reader.first(queries.one(context.actor, slug=by.slug))
        return Seller.of(row, context) if row else None

    @query(PUBLIC, shared=listing("sellers"))
    async def sellers(
        self,
        info: Info,
        status: SellerStatus | None = None,
        first: int | None = None,
        after: Cursor | None = None,
        last: int | None = None,
        before: Cursor | None = None,
    ) -> Connection[Seller]:
        """Sellers by name: the active ones, and for staff those in any state."""
        args = page_args(first=first, after=after, last=last, before=before)
        return await Connection[Seller].read(
            queries.visible(info.context.actor, status=status),
            queries.BY_NAME,
            args,
            make=Seller.of,
            context=info.context,
        )
