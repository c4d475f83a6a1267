"""For which seller a mutation acts."""

from uuid import UUID

import strawberry

from commerce.kernel import ids
from commerce.kernel.errors import InvalidInput, NotFound
from commerce.kernel.graphql.context import Context
from commerce.sellers import loaders
from commerce.sellers.graphql.types import SELLER


async def acting_seller(
    context: Context, permission: str, given: strawberry.ID | None, *path: str
) -> UUID:
    """The seller that was named, or the only one the caller holds a permission for.

    Raises:
        InvalidInput: none was named, and the caller holds it for no one or for several.
        NotFound: there is no such seller, or the caller does not hold it for that one.
    """
    if given is None:
        own = context.actor.sellers_with(permission)
        if len(own) != 1:
            raise InvalidInput("missing", path=path)
        return next(iter(own))
    seller_id = ids.decode(SELLER, given, path=path)
    if not context.actor.acts_for(seller_id, permission):
        raise NotFound(path=path)
    if (await loaders.seller_by_id([seller_id], context))[0] is None:
        raise NotFound(path=path)
    return seller_id
