"""Whose products an import brings, and where their prices hold."""

from dataclasses import dataclass
from uuid import UUID

from commerce.channels import service as channels
from commerce.imports.types import ImportRequest
from commerce.inventory import service as inventory
from commerce.kernel.cache import Cache
from commerce.kernel.db import Database
from commerce.kernel.errors import BadInput
from commerce.kernel.graphql.context import Wanted
from commerce.kernel.money import Money
from commerce.sellers import service as sellers


@dataclass(frozen=True, slots=True)
class Shop:
    """The seller with its place of stock, the channel with the currency, and the language.

    `house` says that the seller is the marketplace itself; `location_id` is None in a dry run
    for a seller that has no place yet; `category` is the path for products that name none.
    """

    seller_id: UUID
    seller: str
    house: bool
    location_id: UUID | None
    channel_id: UUID
    currency: str
    language: str
    category: tuple[str, ...]

    def money(self, minor: int) -> Money:
        """A price of the file."""
        return Money(minor, self.currency)


async def shop_of(db: Database, cache: Cache, request: ImportRequest) -> Shop:
    """What the request names.

    Raises:
        BadInput: there is no such seller or channel, or it does not sell in the currency.
    """
    reader = db.reader()
    wanted = Wanted(channel=request.channel, currency=request.currency)
    market = await channels.resolve(reader, cache, wanted)
    if market is None:
        raise BadInput("this shop has no channel yet")
    seller = await sellers.find(reader, request.seller)
    if seller is None:
        raise BadInput(f"there is no seller {request.seller}")
    location_id = await inventory.find_location(reader, seller.id)
    if location_id is None and not request.dry_run:
        async with db.transaction() as tx:
            location_id = await inventory.default_location(tx, seller.id, country=market.country)
    return Shop(
        seller_id=seller.id,
        seller=seller.slug,
        house=seller.house,
        location_id=location_id,
        channel_id=market.channel_id,
        currency=market.currency,
        language=request.language,
        category=request.category,
    )
