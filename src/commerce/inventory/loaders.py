"""Batch functions of inventory."""

from collections.abc import Sequence
from operator import attrgetter
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Uuid, any_, bindparam, select
from sqlalchemy.dialects.postgresql import ARRAY

from commerce.inventory import queries, views
from commerce.kernel.graphql.context import Context
from commerce.kernel.loaders import align
from commerce.kernel.reads import compiled, keyed

_STOCK = views.availability()
_AVAILABLE = compiled(
    select(*_STOCK.c).where(_STOCK.c.offer_id == any_(bindparam("ids", type_=ARRAY(Uuid()))))
)
_LEVELS = compiled(queries.levels_by_id())
_LOCATIONS = compiled(queries.locations_by_id())


class Availability(NamedTuple):
    """What buyers can get of an offer; `quantity` is None when stock is not tracked."""

    quantity: int | None

    @property
    def some(self) -> bool:
        return self.quantity is None or self.quantity > 0


async def stock_of(offer_ids: Sequence[UUID], context: Context) -> list[Availability]:
    """How much buyers can get."""
    rows = keyed(await context.reader.all(_AVAILABLE, ids=list(offer_ids)), "offer_id")
    return [availability(rows.get(offer_id)) for offer_id in offer_ids]


def availability(row: Any | None) -> Availability:
    """What buyers can get, of a row with the columns of the view; None or nulls mean nothing."""
    if row is None or row.tracked is None:
        return Availability(0)
    return Availability(int(row.available) if row.tracked else None)


async def level_by_id(ids: Sequence[UUID], context: Context) -> list[Any | None]:
    """The stock row."""
    rows = await context.reader.all(_LEVELS, ids=list(ids))
    return align(ids, rows, attrgetter("id"))


async def location_by_id(ids: Sequence[UUID], context: Context) -> list[Any | None]:
    """The location."""
    rows = await context.reader.all(_LOCATIONS, ids=list(ids))
    return align(ids, rows, attrgetter("id"))
