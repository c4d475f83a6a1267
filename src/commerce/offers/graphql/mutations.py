"""Root mutation fields of offers."""

from dataclasses import asdict
from uuid import UUID

import strawberry

from commerce.channels import service as channels
from commerce.inventory.errors import BelowReserved
from commerce.kernel.access import requires
from commerce.kernel.db import Tx
from commerce.kernel.errors import NotFound
from commerce.kernel.graphql.context import Context
from commerce.kernel.graphql.fields import Info, Movable, Payload, mutation, payload
from commerce.kernel.graphql.scalars import IdempotencyKey
from commerce.kernel.idempotency import Request, once
from commerce.offers import service
from commerce.offers.errors import OfferInUse
from commerce.offers.graphql.inputs import OfferActionInput, OfferCreateInput, OfferUpdateInput
from commerce.offers.graphql.queries import fetch_offer
from commerce.offers.graphql.types import Offer
from commerce.offers.permissions import OFFER_WRITE
from commerce.pricing.graphql.types import PRICE_ERRORS
from commerce.sellers.graphql.acting import acting_seller


@payload(BelowReserved, *PRICE_ERRORS, moves=True)
class OfferCreatePayload(Payload):
    offer: Offer | None = None
    replayed: bool = False


@payload()
class OfferUpdatePayload(Payload):
    offer: Offer | None = None


@payload()
class OfferActivatePayload(Payload):
    offer: Offer | None = None


@payload()
class OfferDeactivatePayload(Payload):
    offer: Offer | None = None


@payload(OfferInUse)
class OfferDeletePayload(Payload):
    deleted_id: strawberry.ID | None = None


async def channel_of(context: Context, slug: str | None) -> UUID:
    """The channel with a slug, or that of the request.

    Raises:
        NotFound: there is none.
    """
    if slug is None:
        channel_id: UUID = context.market.channel_id
        return channel_id
    found = await channels.find(context.reader, slug)
    if found is None:
        raise NotFound(path=("input", "channel"))
    return found


@strawberry.type
class OfferMutation:
    @mutation(requires(OFFER_WRITE), OfferCreatePayload, moves=(Movable.STOCK,))
    async def offer_create(
        self, info: Info, input: OfferCreateInput, idempotency_key: IdempotencyKey
    ) -> OfferCreatePayload:
        """Offer a variant, with its price and stock."""
        context = info.context
        seller_id = await acting_seller(context, OFFER_WRITE, input.seller, "input", "seller")
        channel_id = await channel_of(context, input.channel)
        new = input.to_new(seller_id=seller_id, channel_id=channel_id)

        async def work(tx: Tx) -> dict[str, UUID]:
            return {"offer": (await service.create(tx, context.actor, new)).id}

        request = Request(context.actor, idempotency_key, "offerCreate", asdict(new))
        result, replayed = await once(context.db, request, work)
        offer = await fetch_offer(UUID(str(result["offer"])), context)
        return OfferCreatePayload(offer=offer, replayed=replayed)

    @mutation(requires(OFFER_WRITE), OfferUpdatePayload)
    async def offer_update(self, info: Info, input: OfferUpdateInput) -> OfferUpdatePayload:
        """Change the words of an offer; a seller its own."""
        context, uid, patch = info.context, input.uid, input.to_patch()
        async with context.db.transaction() as tx:
            row = await service.update(
                tx, context.actor, uid, patch, expected_version=input.expected_version
            )
        return OfferUpdatePayload(offer=Offer.of(row, context))

    @mutation(requires(OFFER_WRITE), OfferActivatePayload)
    async def offer_activate(self, info: Info, input: OfferActionInput) -> OfferActivatePayload:
        """Sell an offer; a seller its own."""
        context, uid = info.context, input.uid
        async with context.db.transaction() as tx:
            row = await service.activate(
                tx, context.actor, uid, expected_version=input.expected_version
            )
        return OfferActivatePayload(offer=Offer.of(row, context))

    @mutation(requires(OFFER_WRITE), OfferDeactivatePayload)
    async def offer_deactivate(self, info: Info, input: OfferActionInput) -> OfferDeactivatePayload:
        """Take an offer off sale; a seller its own."""
        context, uid = info.context, input.uid
        async with context.db.transaction() as tx:
            row = await service.pause(
                tx, context.actor, uid, expected_version=input.expected_version
            )
        return OfferDeactivatePayload(offer=Offer.of(row, context))

    @mutation(requires(OFFER_WRITE), OfferDeletePayload)
    async def offer_delete(self, info: Info, input: OfferActionInput) -> OfferDeletePayload:
        """Delete an offer that was never bought, with its stock and prices; a seller its own."""
        context, uid = info.context, input.uid
        async with context.db.transaction() as tx:
            await service.delete(tx, context.actor, uid, expected_version=input.expected_version)
        return OfferDeletePayload(deleted_id=input.id)
