"""Root mutation fields of shipping."""

from uuid import UUID

import strawberry

from commerce.kernel.access import requires
from commerce.kernel.graphql.context import Context
from commerce.kernel.graphql.fields import Info, Payload, mutation, payload
from commerce.kernel.graphql.inputs import line
from commerce.sellers.graphql.acting import acting_seller
from commerce.shipping import service
from commerce.shipping.errors import ConfigInvalid
from commerce.shipping.graphql.inputs import (
    ShippingMethodCreateInput,
    ShippingMethodDeleteInput,
    ShippingMethodUpdateInput,
    ShippingZoneCreateInput,
    ShippingZoneDeleteInput,
    ShippingZoneUpdateInput,
)
from commerce.shipping.graphql.types import ShippingMethod, ShippingZone
from commerce.shipping.permissions import SHIPPING_WRITE
from commerce.shipping.types import NewZone


@payload()
class ShippingZoneCreatePayload(Payload):
    zone: ShippingZone | None = None


@payload()
class ShippingZoneUpdatePayload(Payload):
    zone: ShippingZone | None = None


@payload()
class ShippingZoneDeletePayload(Payload):
    deleted_id: strawberry.ID | None = None


@payload(ConfigInvalid)
class ShippingMethodCreatePayload(Payload):
    method: ShippingMethod | None = None


@payload(ConfigInvalid)
class ShippingMethodUpdatePayload(Payload):
    method: ShippingMethod | None = None


@payload()
class ShippingMethodDeletePayload(Payload):
    deleted_id: strawberry.ID | None = None


@strawberry.type
class ShippingMutation:
    @mutation(requires(SHIPPING_WRITE), ShippingZoneCreatePayload)
    async def shipping_zone_create(
        self, info: Info, input: ShippingZoneCreateInput
    ) -> ShippingZoneCreatePayload:
        """Open a zone of a seller or, for staff, of the whole marketplace."""
        seller_id = await _zone_seller(info.context, input.seller)
        new = NewZone(line(input.name, "input", "name"), input.countries, seller_id)
        async with info.context.db.transaction() as tx:
            row = await service.create_zone(tx, new)
        return ShippingZoneCreatePayload(zone=ShippingZone.of(row, info.context))

    @mutation(requires(SHIPPING_WRITE), ShippingZoneUpdatePayload)
    async def shipping_zone_update(
        self, info: Info, input: ShippingZoneUpdateInput
    ) -> ShippingZoneUpdatePayload:
        """Change a zone; a seller its own."""
        context, uid, patch = info.context, input.uid, input.to_patch()
        async with context.db.transaction() as tx:
            row = await service.update_zone(
                tx, context.actor, uid, patch, expected_version=input.expected_version
            )
        return ShippingZoneUpdatePayload(zone=ShippingZone.of(row, context))

    @mutation(requires(SHIPPING_WRITE), ShippingZoneDeletePayload)
    async def shipping_zone_delete(
        self, info: Info, input: ShippingZoneDeleteInput
    ) -> ShippingZoneDeletePayload:
        """Delete a zone with its methods; a seller its own."""
        uid = input.uid
        async with info.context.db.transaction() as tx:
            await service.delete_zone(tx, info.context.actor, uid)
        return ShippingZoneDeletePayload(deleted_id=input.id)

    @mutation(requires(SHIPPING_WRITE), ShippingMethodCreatePayload)
    async def shipping_method_create(
        self, info: Info, input: ShippingMethodCreateInput
    ) -> ShippingMethodCreatePayload:
        """Add a way of delivery to a zone; its provider checks the configuration."""
        context, new = info.context, input.to_new()
        async with context.db.transaction() as tx:
            row = await service.create_method(tx, context.registry, context.actor, new)
        return ShippingMethodCreatePayload(method=ShippingMethod.of(row, context))

    @mutation(requires(SHIPPING_WRITE), ShippingMethodUpdatePayload)
    async def shipping_method_update(
        self, info: Info, input: ShippingMethodUpdateInput
    ) -> ShippingMethodUpdatePayload:
        """Change a way of delivery; a seller its own."""
        context, uid, patch = info.context, input.uid, input.to_patch()
        async with context.db.transaction() as tx:
            row = await service.update_method(
                tx,
                context.actor,
                uid,
                patch,
                registry=context.registry,
                expected_version=input.expected_version,
            )
        return ShippingMethodUpdatePayload(method=ShippingMethod.of(row, context))

    @mutation(requires(SHIPPING_WRITE), ShippingMethodDeletePayload)
    async def shipping_method_delete(
        self, info: Info, input: ShippingMethodDeleteInput
    ) -> ShippingMethodDeletePayload:
        """Delete a way of delivery; a seller its own."""
        uid = input.uid
        async with info.context.db.transaction() as tx:
            await service.delete_method(tx, info.context.actor, uid)
        return ShippingMethodDeletePayload(deleted_id=input.id)


async def _zone_seller(context: Context, given: strawberry.ID | None) -> UUID | None:
    if given is None and context.actor.may_everywhere(SHIPPING_WRITE):
        return None
    return await acting_seller(context, SHIPPING_WRITE, given, "input", "seller")
