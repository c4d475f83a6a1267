"""Root query fields of shipping."""

from uuid import UUID

import strawberry

from commerce.kernel import ids
from commerce.kernel.access import requires
from commerce.kernel.errors import InvalidInput
from commerce.kernel.graphql.context import Context
from commerce.kernel.graphql.fields import Info, query
from commerce.kernel.graphql.scalars import Cursor
from commerce.kernel.graphql.types import Connection
from commerce.kernel.pages import page_args
from commerce.shipping import queries
from commerce.shipping.graphql.types import METHOD, ZONE, ShippingMethod, ShippingZone
from commerce.shipping.permissions import SHIPPING_READ


async def fetch_zone(uid: UUID, context: Context) -> ShippingZone | None:
    """A zone that the caller may see."""
    if not context.actor.may(SHIPPING_READ):
        return None
    row = await context.reader.first(queries.zone(context.actor, uid))
    return ShippingZone.of(row, context) if row else None


async def fetch_method(uid: UUID, context: Context) -> ShippingMethod | None:
    """A method that the caller may see."""
    if not context.actor.may(SHIPPING_READ):
        return None
    row = await context.reader.first(queries.method(context.actor, uid))
    return ShippingMethod.of(row, context) if row else None


NODES = {ZONE: fetch_zone, METHOD: fetch_method}


@strawberry.type
class ShippingQuery:
    @query(requires(SHIPPING_READ))
    async def shipping_zone(self, info: Info, id: strawberry.ID) -> ShippingZone | None:
        """A zone; a seller sees its own and those that serve all."""
        try:
            return await fetch_zone(ids.decode(ZONE, id), info.context)
        except InvalidInput:
            return None

    @query(requires(SHIPPING_READ))
    async def shipping_zones(
        self,
        info: Info,
        first: int | None = None,
        after: Cursor | None = None,
        last: int | None = None,
        before: Cursor | None = None,
    ) -> Connection[ShippingZone]:
        """Zones, oldest first; a seller sees its own and those that serve all."""
        args = page_args(first=first, after=after, last=last, before=before)
        return await Connection[ShippingZone].read(
            queries.zones(info.context.actor),
            queries.ZONES_BY_AGE,
            args,
            make=ShippingZone.of,
            context=info.context,
        )

    @query(requires(SHIPPING_READ))
    async def shipping_methods(
        self,
        info: Info,
        first: int | None = None,
        after: Cursor | None = None,
        last: int | None = None,
        before: Cursor | None = None,
    ) -> Connection[ShippingMethod]:
        """Ways of delivery in every zone the caller may see, oldest first."""
        args = page_args(first=first, after=after, last=last, before=before)
        return await Connection[ShippingMethod].read(
            queries.methods(info.context.actor),
            queries.METHODS_BY_AGE,
            args,
            make=ShippingMethod.of,
            context=info.context,
        )
