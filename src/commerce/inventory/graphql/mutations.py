"""Root mutation fields of inventory; those that move stock of offers are in offers."""

import strawberry

from commerce.inventory import service
from commerce.inventory.graphql.types import LOCATION, StockLocation
from commerce.inventory.permissions import STOCK_WRITE
from commerce.kernel import ids
from commerce.kernel.access import requires
from commerce.kernel.graphql.fields import Info, Payload, mutation, payload
from commerce.kernel.graphql.inputs import line
from commerce.kernel.graphql.scalars import CountryCode
from commerce.sellers.graphql.acting import acting_seller


@strawberry.input(description="A new location.")
class StockLocationCreateInput:
    name: str
    country: CountryCode
    seller: strawberry.ID | None = strawberry.field(
        default=None, description="Left out, it is the caller's own shop."
    )


@strawberry.input(description="Changes to a location; what is left out stays.")
class StockLocationUpdateInput:
    id: strawberry.ID
    name: str | None = None
    country: CountryCode | None = None
    active: bool | None = strawberry.field(
        default=None, description="A closed location sells nothing; its reservations stay."
    )
    expected_version: int | None = None

    def to_patch(self) -> service.LocationPatch:
        return service.LocationPatch(
            name=None if self.name is None else line(self.name, "input", "name"),
            country=self.country,
            active=self.active,
        )


@payload()
class StockLocationCreatePayload(Payload):
    location: StockLocation | None = None


@payload()
class StockLocationUpdatePayload(Payload):
    location: StockLocation | None = None


@strawberry.type
class InventoryMutation:
    @mutation(requires(STOCK_WRITE), StockLocationCreatePayload)
    async def stock_location_create(
        self, info: Info, input: StockLocationCreateInput
    ) -> StockLocationCreatePayload:
        """Open a location of a seller."""
        context = info.context
        seller_id = await acting_seller(context, STOCK_WRITE, input.seller, "input", "seller")
        name = line(input.name, "input", "name")
        async with context.db.transaction() as tx:
            row = await service.create_location(
                tx, seller_id=seller_id, name=name, country=input.country
            )
        return StockLocationCreatePayload(location=StockLocation.of(row, context))

    @mutation(requires(STOCK_WRITE), StockLocationUpdatePayload)
    async def stock_location_update(
        self, info: Info, input: StockLocationUpdateInput
    ) -> StockLocationUpdatePayload:
        """Change a location; closing it takes its pieces off sale."""
        context = info.context
        uid = ids.decode(LOCATION, input.id, path=("input", "id"))
        patch = input.to_patch()
        async with context.db.transaction() as tx:
            row = await service.update_location(
                tx, context.actor, uid, patch, expected_version=input.expected_version
            )
        return StockLocationUpdatePayload(location=StockLocation.of(row, context))
