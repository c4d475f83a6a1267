"""Root query fields of inventory."""

from uuid import UUID

import strawberry

from commerce.inventory import queries
from commerce.inventory.graphql.types import LOCATION, StockLocation
from commerce.inventory.permissions import STOCK_READ
from commerce.kernel import ids
from commerce.kernel.access import requires
from commerce.kernel.errors import InvalidInput
from commerce.kernel.graphql.context import Context
from commerce.kernel.graphql.fields import Info, query
from commerce.kernel.graphql.scalars import Cursor
from commerce.kernel.graphql.types import Connection
from commerce.kernel.pages import page_args


async def fetch_location(uid: UUID, context: Context) -> StockLocation | None:
    """A location within the caller's reach."""
    if not context.actor.may(STOCK_READ):
        return None
    row = await context.reader.first(queries.location(context.actor, uid))
    return StockLocation.of(row, context) if row else None


NODES = {LOCATION: fetch_location}


@strawberry.type
class InventoryQuery:
    @query(requires(STOCK_READ))
    async def stock_location(self, info: Info, id: strawberry.ID) -> StockLocation | None:
        """A location; a seller sees its own."""
        try:
            return await fetch_location(ids.decode(LOCATION, id), info.context)
        except InvalidInput:
            return None

    @query(requires(STOCK_READ))
    async def stock_locations(
        self,
        info: Info,
        first: int | None = None,
        after: Cursor | None = None,
        last: int | None = None,
        before: Cursor | None = None,
    ) -> Connection[StockLocation]:
        """Locations, oldest first; a seller sees its own."""
        args = page_args(first=first, after=after, last=last, before=before)
        return await Connection[StockLocation].read(
            queries.locations(info.context.actor),
            queries.LOCATIONS_BY_AGE,
            args,
            make=StockLocation.of,
            context=info.context,
        )
