"""Batch functions of pricing."""

from collections.abc import Sequence
from operator import attrgetter
from typing import Any
from uuid import UUID

from commerce.kernel.graphql.context import Context
from commerce.kernel.loaders import align
from commerce.kernel.reads import compiled
from commerce.pricing import queries

_PRICES_OF = compiled(queries.prices_of())


async def price_of(offer_ids: Sequence[UUID], context: Context) -> list[Any | None]:
    """The price in the channel and currency of the request, as it was set."""
    market = context.market
    rows = await context.reader.all(
        _PRICES_OF, ids=list(offer_ids), channel=market.channel_id, currency=market.currency
    )
    return align(offer_ids, rows, attrgetter("offer_id"))
