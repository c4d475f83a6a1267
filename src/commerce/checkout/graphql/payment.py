"""The choice of the way of paying: it knows carts and payments, so it lives above both."""

import strawberry

from commerce.cart import service as carts
from commerce.cart.errors import CartClosed
from commerce.cart.graphql import errors as cart_errors
from commerce.cart.graphql.inputs import ref
from commerce.cart.graphql.types import Cart
from commerce.kernel.access import PUBLIC
from commerce.kernel.graphql import inputs
from commerce.kernel.graphql.fields import Info, Payload, mutation, payload
from commerce.kernel.graphql.scalars import JSON
from commerce.payments.errors import PaymentMethodUnavailable, UnknownPaymentMethod
from commerce.payments.graphql import errors as payment_errors
from commerce.payments.providers import PAYMENT

# The payload below carries errors that these modules put into the schema.
EXPOSED = (cart_errors, payment_errors)


@strawberry.input(description="How the buyer wants to pay.")
class CheckoutPaymentSelectInput:
    cart: strawberry.ID
    provider: str = strawberry.field(description="The id of a payment method.")
    token: str | None = None
    data: JSON | None = strawberry.field(
        default=None, description="An object for the provider alone; at most 4000 bytes."
    )
    expected_version: int | None = None


@payload(CartClosed, UnknownPaymentMethod, PaymentMethodUnavailable)
class CheckoutPaymentSelectPayload(Payload):
    cart: Cart | None = None


@strawberry.type
class CheckoutPaymentMutation:
    @mutation(PUBLIC, CheckoutPaymentSelectPayload)
    async def checkout_payment_select(
        self, info: Info, input: CheckoutPaymentSelectInput
    ) -> CheckoutPaymentSelectPayload:
        """Choose how to pay; also while the purchase waits for its payment."""
        context = info.context
        named = ref(input, context.actor)
        given = {} if input.data is None else inputs.json_object(input.data, "input", "data")
        path = ("input", "provider")
        provider = context.registry.find(PAYMENT, input.provider)
        if provider is None:
            raise UnknownPaymentMethod(input.provider, path=path)
        async with context.db.transaction() as tx:
            cart = await carts.edit(tx, named, unpaid=True)
            if not provider.capabilities.takes(cart.currency):
                raise PaymentMethodUnavailable(input.provider, path=path)
            carts.select_payment(cart, input.provider, given)
        return CheckoutPaymentSelectPayload(cart=Cart.of(cart, context))
