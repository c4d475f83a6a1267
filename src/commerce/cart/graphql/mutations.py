"""Root mutation fields that change what is in a cart."""

import strawberry

from commerce.cart import service
from commerce.cart.errors import CartClosed, OfferUnavailable
from commerce.cart.graphql import errors, inputs
from commerce.cart.graphql.types import Cart
from commerce.channels import service as channels
from commerce.inventory.errors import InsufficientStock
from commerce.inventory.graphql import types as inventory
from commerce.kernel.access import PUBLIC, SIGNED_IN
from commerce.kernel.graphql.fields import Info, Payload, mutation, payload
from commerce.kernel.graphql.inputs import email, optional, phone
from commerce.kernel.rates import Counted, rate

# Payloads below carry errors that these modules put into the schema.
EXPOSED = (errors, inventory)
CART_CREATE = Counted(rate("cart_create", burst=120, per_minute=60))


@payload(OfferUnavailable, InsufficientStock)
class CartCreatePayload(Payload):
    """The new cart; its token is shown only here, and null when the cart has an account."""

    cart: Cart | None = None
    token: str | None = None


@payload(CartClosed, OfferUnavailable, InsufficientStock)
class CartLinesAddPayload(Payload):
    cart: Cart | None = None


@payload(CartClosed, OfferUnavailable, InsufficientStock)
class CartLinesUpdatePayload(Payload):
    cart: Cart | None = None


@payload(CartClosed)
class CartLinesRemovePayload(Payload):
    cart: Cart | None = None


@payload(CartClosed)
class CartUpdatePayload(Payload):
    cart: Cart | None = None


@payload(CartClosed)
class CartClaimPayload(Payload):
    cart: Cart | None = None


@payload(CartClosed)
class CartNoteUpdatePayload(Payload):
    cart: Cart | None = None


@payload(CartClosed)
class CartPriceChangesAcceptPayload(Payload):
    cart: Cart | None = None


@payload(CartClosed)
class CartDeletePayload(Payload):
    """What was deleted."""

    deleted: strawberry.ID | None = None


@strawberry.type
class CartMutation:
    @mutation(PUBLIC, CartCreatePayload, limit=CART_CREATE)
    async def cart_create(self, info: Info, input: inputs.CartCreateInput) -> CartCreatePayload:
        """Open a cart in the market of the request; a guest keeps the token, shown only now."""
        wanted = inputs.wanted(input.lines or [], least=0)
        mail = email(input.email, "input", "email") if input.email else None
        number = phone(input.phone, "input", "phone") if input.phone else None
        context, own = info.context, info.context.actor.account_id
        async with context.db.transaction() as tx:
            cart, token = await service.create(
                tx, context.market, wanted, email=mail, phone=number, account_id=own
            )
        return CartCreatePayload(cart=Cart.of(cart, context), token=token)

    @mutation(PUBLIC, CartLinesAddPayload, for_others=True)
    async def cart_lines_add(
        self, info: Info, input: inputs.CartLinesAddInput
    ) -> CartLinesAddPayload:
        """Put offers into a cart; pieces of one that is there are added to its line."""
        ref = inputs.ref(input, info.context.actor)
        wanted = inputs.wanted(input.lines)
        async with info.context.db.transaction() as tx:
            cart = await service.edit(tx, ref)
            await service.add_lines(tx, cart, wanted)
        return CartLinesAddPayload(cart=Cart.of(cart, info.context))

    @mutation(PUBLIC, CartLinesUpdatePayload, for_others=True)
    async def cart_lines_update(
        self, info: Info, input: inputs.CartLinesUpdateInput
    ) -> CartLinesUpdatePayload:
        """Set the quantities of lines; 0 removes a line."""
        ref = inputs.ref(input, info.context.actor)
        wanted = inputs.quantities(input.lines)
        async with info.context.db.transaction() as tx:
            cart = await service.edit(tx, ref)
            await service.update_lines(tx, cart, wanted)
        return CartLinesUpdatePayload(cart=Cart.of(cart, info.context))

    @mutation(PUBLIC, CartLinesRemovePayload, for_others=True)
    async def cart_lines_remove(
        self, info: Info, input: inputs.CartLinesRemoveInput
    ) -> CartLinesRemovePayload:
        """Take lines out of a cart."""
        ref = inputs.ref(input, info.context.actor)
        wanted = input.to_quantities()
        async with info.context.db.transaction() as tx:
            cart = await service.edit(tx, ref)
            await service.update_lines(tx, cart, wanted)
        return CartLinesRemovePayload(cart=Cart.of(cart, info.context))

    @mutation(PUBLIC, CartUpdatePayload)
    async def cart_update(self, info: Info, input: inputs.CartUpdateInput) -> CartUpdatePayload:
        """Change contact, language, currency or country; the last two drop chosen deliveries."""
        context = info.context
        ref = inputs.ref(input, info.context.actor)
        contact = inputs.contact(input.email, input.phone)
        async with context.db.transaction() as tx:
            cart = await service.edit(tx, ref)
            terms = await channels.terms(context.reader, context.cache, cart.channel_id)
            service.set_contact(cart, contact)
            await service.change_market(tx, cart, input.to_market(), terms)
        return CartUpdatePayload(cart=Cart.of(cart, context))

    @mutation(SIGNED_IN, CartClaimPayload)
    async def cart_claim(self, info: Info, input: inputs.CartClaimInput) -> CartClaimPayload:
        """Make a guest's cart that of the account that is signed in; its token opens no more."""
        ref = inputs.ref(input, info.context.actor)
        async with info.context.db.transaction() as tx:
            cart = await service.edit(tx, ref)
        return CartClaimPayload(cart=Cart.of(cart, info.context))

    @mutation(PUBLIC, CartNoteUpdatePayload)
    async def cart_note_update(
        self, info: Info, input: inputs.CartNoteUpdateInput
    ) -> CartNoteUpdatePayload:
        """Leave a note for the sellers."""
        ref = inputs.ref(input, info.context.actor)
        note = optional(input.note, "input", "note")
        async with info.context.db.transaction() as tx:
            cart = await service.edit(tx, ref)
            service.set_note(cart, note)
        return CartNoteUpdatePayload(cart=Cart.of(cart, info.context))

    @mutation(PUBLIC, CartPriceChangesAcceptPayload)
    async def cart_price_changes_accept(
        self, info: Info, input: inputs.CartPriceChangesAcceptInput
    ) -> CartPriceChangesAcceptPayload:
        """Agree with the prices of this moment."""
        ref = inputs.ref(input, info.context.actor)
        async with info.context.db.transaction() as tx:
            cart = await service.edit(tx, ref)
            await service.accept_prices(tx, cart)
        return CartPriceChangesAcceptPayload(cart=Cart.of(cart, info.context))

    @mutation(PUBLIC, CartDeletePayload)
    async def cart_delete(self, info: Info, input: inputs.CartDeleteInput) -> CartDeletePayload:
        """Throw a cart away."""
        ref = inputs.ref(input, info.context.actor)
        async with info.context.db.transaction() as tx:
            cart = await service.edit(tx, ref)
            service.throw_away(tx, cart)
        return CartDeletePayload(deleted=input.cart)
