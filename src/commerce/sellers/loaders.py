"""Batch functions of sellers."""

from collections.abc import Sequence
from operator import attrgetter
from typing import Any
from uuid import UUID

from commerce.kernel.graphql.context import Context
from commerce.kernel.loaders import align
from commerce.kernel.reads import compiled
from commerce.sellers import queries
from commerce.sellers.types import SellerCard, SellerStatus

_BY_IDS = compiled(queries.by_ids())
_CARDS = compiled(queries.cards_by_ids())


async def seller_by_id(ids: Sequence[UUID], context: Context) -> list[Any | None]:
    """The seller, in whatever state: who sold a thing stays known."""
    rows = await context.reader.all(_BY_IDS, ids=list(ids))
    return align(ids, rows, attrgetter("id"))


async def card_of(ids: Sequence[UUID], context: Context) -> list[Any | None]:
    """The seller, in whatever state, without its long texts."""
    rows = await context.reader.all(_CARDS, ids=list(ids))
    return align(ids, rows, attrgetter("id"))


def card(row: Any) -> SellerCard:
    """The seller that came along with a row, by the view of active sellers."""
    return SellerCard(
        row.seller_id,
        row.seller_version,
        row.seller_slug,
        row.seller_name,
        SellerStatus.ACTIVE,
        row.seller_house,
    )
