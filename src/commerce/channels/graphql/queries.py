"""Root query fields of channels."""

from uuid import UUID

import strawberry

from commerce.channels import queries
from commerce.channels.graphql.types import CHANNEL, Channel
from commerce.kernel.access import PUBLIC
from commerce.kernel.graphql.context import Context
from commerce.kernel.graphql.fields import Info, query
from commerce.kernel.reads import compiled
from commerce.kernel.tags import listing, single

_ACTIVE = compiled(queries.active())
_BY_SLUG = compiled(queries.by_slug())
_BY_ID = compiled(queries.active_by_id())


async def fetch_channel(uid: UUID, context: Context) -> Channel | None:
    """An active channel."""
    row = await context.reader.first(_BY_ID, id=uid)
    return Channel.of(row, context) if row else None


NODES = {CHANNEL: fetch_channel}


@strawberry.type
class ChannelQuery:
    @query(PUBLIC, shared=single("channels"))
    async def channel(self, info: Info, slug: str | None = None) -> Channel | None:
        """A channel by its slug; without one, the channel of this request."""
        market = info.context.found_market
        wanted = slug if slug is not None or market is None else market.channel
        row = await info.context.reader.first(_BY_SLUG, slug=wanted)
        return Channel.of(row, info.context) if row else None

    @query(PUBLIC, shared=listing("channels"))
    async def channels(self, info: Info) -> list[Channel]:
        """All active channels, at most 50."""
        rows = await info.context.reader.all(_ACTIVE)
        return [Channel.of(row, info.context) for row in rows]
