"""Fetching anything by its id: domains say what each prefix of an id stands for.

A fetch sees what the root fields of its domain show to the caller. Carts, and orders for
buyers, have no fetch: they open with their token only.
"""

import asyncio
from collections import ChainMap
from collections.abc import Awaitable, Callable, Mapping
from typing import TypeAlias
from uuid import UUID

import strawberry

from commerce.catalog.graphql import nodes as catalog
from commerce.channels.graphql import queries as channels
from commerce.identity.graphql import queries as identity
from commerce.inventory.graphql import queries as inventory
from commerce.kernel.access import PUBLIC
from commerce.kernel.errors import BadInput
from commerce.kernel.graphql.context import Context
from commerce.kernel.graphql.fields import Info, query
from commerce.kernel.graphql.types import Node
from commerce.kernel.ids import given, prefix_of
from commerce.offers.graphql import queries as offers
from commerce.orders.graphql import queries as orders
from commerce.payments.graphql import nodes as payments
from commerce.sellers.graphql import queries as sellers
from commerce.shipping.graphql import queries as shipping
from commerce.tax.graphql import queries as tax

MOST_IDS = 100
Fetch: TypeAlias = Callable[[UUID, Context], Awaitable[Node | None]]
_DOMAINS = (
    catalog, channels, identity, inventory, offers, orders, payments, sellers, shipping, tax,
)  # fmt: skip


def _gather(parts: "tuple[Mapping[str, Fetch], ...]") -> Mapping[str, Fetch]:
    """All prefixes in one mapping.

    Raises:
        TypeError: two domains claim the same.
    """
    found = ChainMap(*(dict(part) for part in parts))
    if len(found) != sum(map(len, parts)):
        raise TypeError("two domains claim the same prefix of ids")
    return dict(found)


NODES = _gather(tuple(domain.NODES for domain in _DOMAINS))


@strawberry.type
class NodeQuery:
    @query(PUBLIC)
    async def node(self, info: Info, id: strawberry.ID) -> Node | None:
        """Anything by its id; null when there is no such thing or the caller may not see it."""
        return await _fetch(id, info.context)

    @query(PUBLIC)
    async def nodes(self, info: Info, ids: list[strawberry.ID]) -> list[Node | None]:
        """Things by their ids, in the same order; at most 100."""
        if len(ids) > MOST_IDS:
            raise BadInput(f"at most {MOST_IDS} ids")
        wanted = list(dict.fromkeys(ids))
        fetched = await asyncio.gather(*(_fetch(each, info.context) for each in wanted))
        found = dict(zip(wanted, fetched, strict=True))
        return [found[each] for each in ids]


async def _fetch(public: str, context: Context) -> Node | None:
    prefix = prefix_of(public)
    fetch = NODES.get(prefix)
    return None if fetch is None else await fetch(given(prefix, public), context)
