"""Root query fields of the cart."""

import strawberry

from commerce.cart import service
from commerce.cart.graphql.types import CART, Cart
from commerce.kernel import ids
from commerce.kernel.access import PUBLIC
from commerce.kernel.graphql.fields import Info, query


@strawberry.type
class CartQuery:
    @query(PUBLIC)
    async def cart(self, info: Info, id: strawberry.ID, token: str) -> Cart | None:
        """A cart, for whoever holds its token."""
        row = await service.find(info.context.reader, ids.given(CART, id), token)
        return Cart.of(row, info.context) if row else None
