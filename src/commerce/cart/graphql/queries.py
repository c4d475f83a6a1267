"""Root query fields of the cart."""

import strawberry

from commerce.cart import service
from commerce.cart.graphql.types import CART, Cart
from commerce.kernel import ids
from commerce.kernel.access import PUBLIC
from commerce.kernel.graphql.fields import Info, query


@strawberry.type
class CartQuery:
    @query(PUBLIC, shopping=True)
    async def cart(self, info: Info, id: strawberry.ID, token: str | None = None) -> Cart | None:
        """A cart, for the account that has it, or for whoever holds its token."""
        context = info.context
        own = context.actor.account_id
        row = await service.find(context.reader, ids.given(CART, id), token, account_id=own)
        return Cart.of(row, context) if row else None
