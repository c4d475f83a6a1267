"""Root mutation fields of checkout."""

import strawberry

from commerce.cart.errors import OfferUnavailable, TaxUnavailable
from commerce.cart.graphql import errors as cart_errors
from commerce.cart.graphql.types import CART
from commerce.checkout import service
from commerce.checkout.errors import CartIncomplete, PaymentUnderWay, PriceChanged
from commerce.checkout.graphql import errors
from commerce.checkout.types import Completion, Deps
from commerce.inventory.errors import InsufficientStock
from commerce.kernel import ids
from commerce.kernel.access import PUBLIC
from commerce.kernel.graphql import inputs
from commerce.kernel.graphql.context import Context
from commerce.kernel.graphql.errors import expose
from commerce.kernel.graphql.fields import Info, Movable, Payload, mutation, payload
from commerce.kernel.graphql.scalars import IdempotencyKey
from commerce.kernel.loaders import load, remember
from commerce.orders.graphql.types import OrderGroup
from commerce.orders.loaders import group_by_id
from commerce.payments.errors import PaymentDeclined, PaymentInProgress
from commerce.payments.graphql import errors as payment_errors
from commerce.payments.graphql.types import NextAction
from commerce.payments.types import AttemptState

# Payloads below carry errors that these modules put into the schema.
EXPOSED = (errors, cart_errors, payment_errors)


@strawberry.input(description="The cart to buy, as its buyer saw it.")
class CheckoutCompleteInput:
    cart: strawberry.ID
    token: str | None = None
    expected_version: int | None = None
    return_url: str | None = None

    def to_completion(self, context: Context, key: str) -> Completion:
        url = inputs.url(self.return_url, "input", "returnUrl") if self.return_url else None
        return Completion(
            actor=context.actor,
            key=key,
            cart_id=ids.decode(CART, self.cart, path=("input", "cart")),
            token=self.token,
            expected_version=self.expected_version,
            return_url=url,
        )


@payload(
    CartIncomplete,
    OfferUnavailable,
    InsufficientStock,
    PriceChanged,
    PaymentDeclined,
    PaymentInProgress,
    TaxUnavailable,
    moves=True,
)
class CheckoutCompletePayload(Payload):
    """The purchase, and what the buyer has to do next if anything."""

    order_group: OrderGroup | None = None
    next_action: NextAction | None = None
    replayed: bool = False


@strawberry.input(description="A cart whose purchase waits for payment.")
class CartUnlockInput:
    cart: strawberry.ID
    token: str | None = None


@payload(PaymentUnderWay)
class CartUnlockPayload(Payload):
    """Whether the cart can be changed again."""

    unlocked: bool = False


def deps(context: Context) -> Deps:
    """What the services of checkout need."""
    return Deps(context.db, context.registry, context.cache, context.settings)


@strawberry.type
class CheckoutMutation:
    @mutation(PUBLIC, CheckoutCompletePayload, moves=(Movable.MONEY, Movable.STOCK), cost=50)
    async def checkout_complete(
        self, info: Info, input: CheckoutCompleteInput, idempotency_key: IdempotencyKey
    ) -> CheckoutCompletePayload:
        """Turn a cart into orders, one per seller, and collect the money; once per key."""
        context = info.context
        done = await service.complete(deps(context), input.to_completion(context, idempotency_key))
        context.forget()
        if done.group is not None:
            remember(group_by_id, {done.group_id: done.group}, context)
        group = await load(group_by_id, done.group_id, context)
        result = CheckoutCompletePayload(
            order_group=OrderGroup.of(group, context), replayed=done.replayed
        )
        if done.attempt is not None:
            result.next_action = NextAction.of(done.attempt.action)
            if done.attempt.state == AttemptState.CANCELLED:
                reason = done.attempt.decline_code or "declined"
                declined = PaymentDeclined(reason, retryable=done.attempt.retryable)
                result.errors = [expose(declined, context)]
        return result

    @mutation(PUBLIC, CartUnlockPayload)
    async def cart_unlock(self, info: Info, input: CartUnlockInput) -> CartUnlockPayload:
        """Give up a purchase that waits for payment, so that its cart can be changed again."""
        cart_id = ids.decode(CART, input.cart, path=("input", "cart"))
        own = info.context.actor.account_id
        await service.abandon(deps(info.context), cart_id, input.token, account_id=own)
        return CartUnlockPayload(unlocked=True)
