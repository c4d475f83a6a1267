"""Root mutation fields for the choices of checkout: buyer, addresses, delivery."""

from dataclasses import replace

import strawberry

from commerce.cart import service
from commerce.cart.errors import CartClosed, DeliveryUnavailable
from commerce.cart.graphql import errors, inputs
from commerce.cart.graphql.types import Cart
from commerce.channels import service as channels
from commerce.kernel.access import PUBLIC
from commerce.kernel.graphql.fields import Info, Notice, Payload, mutation, payload
from commerce.kernel.text import texts

# Payloads below carry errors that this module puts into the schema.
EXPOSED = (errors,)
_FAILED = texts(
    en="Some delivery services do not answer now: {codes}.",
    ru="Некоторые службы доставки сейчас не отвечают: {codes}.",
    uz="Baʼzi yetkazib berish xizmatlari hozir javob bermayapti: {codes}.",
)


@payload(CartClosed)
class CheckoutBuyerUpdatePayload(Payload):
    cart: Cart | None = None


@payload(CartClosed)
class CheckoutAddressesUpdatePayload(Payload):
    cart: Cart | None = None


@payload(CartClosed, DeliveryUnavailable)
class CheckoutDeliverySelectPayload(Payload):
    cart: Cart | None = None


@strawberry.type
class CartCheckoutMutation:
    @mutation(PUBLIC, CheckoutBuyerUpdatePayload)
    async def checkout_buyer_update(
        self, info: Info, input: inputs.CheckoutBuyerUpdateInput
    ) -> CheckoutBuyerUpdatePayload:
        """Say how to reach the buyer."""
        ref = inputs.ref(input, info.context.actor)
        contact = inputs.contact(input.email, input.phone)
        async with info.context.db.transaction() as tx:
            cart = await service.edit(tx, ref)
            service.set_contact(cart, contact)
        return CheckoutBuyerUpdatePayload(cart=Cart.of(cart, info.context))

    @mutation(PUBLIC, CheckoutAddressesUpdatePayload)
    async def checkout_addresses_update(
        self, info: Info, input: inputs.CheckoutAddressesUpdateInput
    ) -> CheckoutAddressesUpdatePayload:
        """Say where goods and bill go; the cart is taxed where the goods go."""
        context = info.context
        ref = inputs.ref(input, info.context.actor)
        patch = input.to_patch()
        async with context.db.transaction() as tx:
            cart = await service.edit(tx, ref)
            terms = await channels.terms(context.reader, context.cache, cart.channel_id)
            service.set_addresses(tx, cart, patch, terms)
        return CheckoutAddressesUpdatePayload(cart=Cart.of(cart, context))

    @mutation(PUBLIC, CheckoutDeliverySelectPayload)
    async def checkout_delivery_select(
        self, info: Info, input: inputs.CheckoutDeliverySelectInput
    ) -> CheckoutDeliverySelectPayload:
        """Choose how parcels travel; the price is asked for again and kept."""
        context = info.context
        ref = inputs.ref(input, info.context.actor)
        quotes = await service.quote_delivery(
            context.reader,
            context.cache,
            context.registry,
            context.settings,
            ref,
            input.to_pairs(),
        )
        async with context.db.transaction() as tx:
            cart = await service.edit(tx, replace(ref, expected_version=quotes.version))
            service.select_delivery(tx, cart, quotes)
        result = CheckoutDeliverySelectPayload(cart=Cart.of(cart, context))
        if quotes.failed:
            text = _FAILED.say(context.language, codes=", ".join(quotes.failed))
            result.warnings = [Notice(code="DELIVERY_PROVIDER_FAILED", message=text)]
        return result
