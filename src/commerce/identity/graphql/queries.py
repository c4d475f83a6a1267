"""Root query fields of identity."""

from uuid import UUID

import strawberry

from commerce.identity import loaders
from commerce.identity.graphql.types import Account
from commerce.identity.names import ACCOUNT
from commerce.kernel.access import PUBLIC
from commerce.kernel.graphql.context import Context
from commerce.kernel.graphql.fields import Info, query


async def fetch_account(uid: UUID, context: Context) -> Account | None:
    """One's own account, and no other."""
    if uid != context.actor.account_id:
        return None
    (row,) = await loaders.account_by_id([uid], context)
    return Account.of(row, context) if row else None


NODES = {ACCOUNT: fetch_account}


@strawberry.type
class AccountQuery:
    @query(PUBLIC, shopping=True)
    async def me(self, info: Info) -> Account | None:
        """The account of whoever asks; null for guests and API tokens."""
        own = info.context.actor.account_id
        return None if own is None else await fetch_account(own, info.context)
