"""Lists of stock that the domain of offers shows after it has checked whose offer it is."""

from uuid import UUID

from commerce.inventory import queries
from commerce.inventory.graphql.types import StockLevel, StockMovement
from commerce.kernel.graphql.context import Context
from commerce.kernel.graphql.types import Connection
from commerce.kernel.pages import PageArgs


async def levels(offer_id: UUID | None, args: PageArgs, context: Context) -> Connection[StockLevel]:
    """The stock of an offer at each location; without an offer there is none."""
    return await Connection[StockLevel].read(
        queries.levels_at(offer_id),
        queries.LEVELS_BY_AGE,
        args,
        make=StockLevel.of,
        context=context,
    )


async def movements(
    offer_id: UUID | None, args: PageArgs, context: Context
) -> Connection[StockMovement]:
    """The changes of an offer's stock, latest first; without an offer there are none."""
    return await Connection[StockMovement].read(
        queries.movements(offer_id),
        queries.MOVEMENTS_BY_AGE,
        args,
        make=StockMovement.of,
        context=context,
    )
