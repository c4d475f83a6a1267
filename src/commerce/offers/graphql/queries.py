"""Root query fields of offers, and of the stock of offers."""

from uuid import UUID

import strawberry

from commerce.catalog.graphql.types import PRODUCT
from commerce.inventory.graphql import lists
from commerce.inventory.graphql.types import StockLevel, StockMovement
from commerce.inventory.permissions import STOCK_READ
from commerce.kernel import ids
from commerce.kernel.access import PUBLIC, requires
from commerce.kernel.errors import BadInput, InvalidInput
from commerce.kernel.graphql.context import Context
from commerce.kernel.graphql.fields import Info, query
from commerce.kernel.graphql.scalars import Cursor
from commerce.kernel.graphql.types import Connection
from commerce.kernel.loaders import load
from commerce.kernel.pages import page_args
from commerce.offers import loaders, queries
from commerce.offers.graphql.types import OFFER, Offer
from commerce.offers.permissions import OFFER_READ
from commerce.offers.queries import Filter
from commerce.offers.types import OfferStatus
from commerce.sellers.graphql.types import SELLER


@strawberry.input(description="Which offers a list is about; what is left out does not narrow it.")
class OfferWhere:
    seller: strawberry.ID | None = None
    product: strawberry.ID | None = None
    status: OfferStatus | None = None

    def to_filter(self) -> Filter:
        return Filter(
            seller_id=_wanted(SELLER, self.seller),
            product_id=_wanted(PRODUCT, self.product),
            status=self.status,
        )


def _wanted(prefix: str, given: strawberry.ID | None) -> UUID | None:
    try:
        return None if given is None else ids.decode(prefix, given)
    except InvalidInput:
        raise BadInput(f"{given} is not an id of this kind") from None


async def fetch_offer(uid: UUID, context: Context) -> Offer | None:
    """An offer that the caller may see."""
    row = await load(loaders.offer_by_id, uid, context)
    return Offer.of(row, context) if row else None


NODES = {OFFER: fetch_offer}


@strawberry.type
class OfferQuery:
    @query(PUBLIC)
    async def offer(self, info: Info, id: strawberry.ID) -> Offer | None:
        """An offer; one that is not sold now is seen by its seller and by staff only."""
        try:
            return await fetch_offer(ids.decode(OFFER, id), info.context)
        except InvalidInput:
            return None

    @query(requires(OFFER_READ))
    async def offers(
        self,
        info: Info,
        where: OfferWhere | None = None,
        first: int | None = None,
        after: Cursor | None = None,
        last: int | None = None,
        before: Cursor | None = None,
    ) -> Connection[Offer]:
        """Offers in every state, newest first; a seller sees its own."""
        args = page_args(first=first, after=after, last=last, before=before)
        wanted = where.to_filter() if where else Filter()
        return await Connection[Offer].read(
            queries.listed(info.context.actor, wanted),
            queries.BY_AGE,
            args,
            make=Offer.of,
            context=info.context,
        )

    @query(requires(STOCK_READ))
    async def stock_levels(
        self,
        info: Info,
        offer: strawberry.ID,
        first: int | None = None,
        after: Cursor | None = None,
        last: int | None = None,
        before: Cursor | None = None,
    ) -> Connection[StockLevel]:
        """The stock of an offer at each location; a seller asks for its own offers."""
        args = page_args(first=first, after=after, last=last, before=before)
        return await lists.levels(await _own(offer, info.context), args, info.context)

    @query(requires(STOCK_READ))
    async def stock_movements(
        self,
        info: Info,
        offer: strawberry.ID,
        first: int | None = None,
        after: Cursor | None = None,
        last: int | None = None,
        before: Cursor | None = None,
    ) -> Connection[StockMovement]:
        """The changes of an offer's stock, latest first; a seller asks for its own offers."""
        args = page_args(first=first, after=after, last=last, before=before)
        return await lists.movements(await _own(offer, info.context), args, info.context)


async def _own(offer: strawberry.ID, context: Context) -> UUID | None:
    """The id of an offer, if it is within the caller's reach."""
    uid = _wanted(OFFER, offer)
    assert uid is not None
    found = await context.reader.first(queries.own(context.actor, STOCK_READ, uid))
    return None if found is None else uid
