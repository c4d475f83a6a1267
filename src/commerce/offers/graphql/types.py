"""Offers in the schema."""

from datetime import datetime
from typing import Any, Self
from uuid import UUID

import strawberry

from commerce.catalog import loaders as catalog
from commerce.catalog.graphql.types import Product, Variant
from commerce.inventory import loaders as inventory
from commerce.inventory.loaders import Availability
from commerce.kernel.graphql.context import Context
from commerce.kernel.graphql.errors import UserError, exposes
from commerce.kernel.graphql.fields import attribute, batch, public_id
from commerce.kernel.graphql.types import Money, Node, TaxedMoney
from commerce.offers import loaders
from commerce.offers.errors import OfferInUse
from commerce.offers.loaders import MarketPrice, Range
from commerce.offers.types import Condition, OfferStatus
from commerce.sellers import loaders as sellers
from commerce.sellers.graphql.types import Seller

OFFER = "off"
LARGEST_INT = 2**31 - 1
strawberry.enum(Condition, name="OfferCondition", description="The state of the goods.")
strawberry.enum(OfferStatus, description="Whether the seller offers it now.")


def _price(found: MarketPrice, context: Context) -> TaxedMoney:
    return TaxedMoney.of(found.price)


def _compare_at(found: MarketPrice, context: Context) -> Money | None:
    if found.compare_at is None:
        return None
    return Money.of(found.compare_at, found.price.currency)


def _quantity(found: Availability, context: Context) -> int | None:
    return None if found.quantity is None else min(found.quantity, LARGEST_INT)


@strawberry.type(description="What one seller asks for one variant; the thing that is bought.")
class Offer(Node):
    __slots__ = ("row", "uid")

    uid: strawberry.Private[UUID]
    row: strawberry.Private[Any]
    id: strawberry.ID = public_id(OFFER, "uid")
    version: int = attribute("row.version")
    updated_at: datetime = attribute("row.updated_at")
    sku: str = attribute("row.sku", about="The seller's own number for it.")
    condition: Condition = attribute(lambda self, _: Condition(self.row.condition))
    status: OfferStatus = attribute(lambda self, _: OfferStatus(self.row.status))
    handling_days: int = attribute(
        "row.handling_days", about="Days the seller takes until the parcel leaves."
    )
    seller: Seller = batch(sellers.card_of, key="row.seller_id", make=Seller.of_card)
    variant: Variant | None = batch(catalog.variant_by_id, key="row.variant_id", make=Variant.of)
    product: Product | None = batch(catalog.product_by_id, key="row.product_id", make=Product.of)
    price: TaxedMoney | None = batch(loaders.market_price_of, make=_price)
    compare_at: Money | None = batch(
        loaders.market_price_of,
        make=_compare_at,
        about="The price before, to compare with; as it was entered, with or without tax.",
    )
    available: bool = batch(
        inventory.stock_of,
        make=lambda stock, context: stock.some,
        about="Whether there is at least one piece to buy.",
    )
    quantity_available: int | None = batch(
        inventory.stock_of,
        make=_quantity,
        about="How many pieces buyers can get; null when stock is not counted.",
    )

    @classmethod
    def of(cls, row: Any, context: Context) -> Self:
        return cls(uid=row.id, row=row)


@strawberry.type(description="From the lowest to the highest price of what is sold.")
class PriceRange:
    __slots__ = ("high", "low")

    low: strawberry.Private[TaxedMoney]
    high: strawberry.Private[TaxedMoney]
    lowest: TaxedMoney = attribute("low", name="from")
    highest: TaxedMoney = attribute("high", name="to")

    @classmethod
    def of(cls, found: Range, context: Context) -> Self:
        return cls(low=TaxedMoney.of(found.lowest), high=TaxedMoney.of(found.highest))


@exposes(OfferInUse)
@strawberry.type(description="An offer that was bought, or is being bought, stays.")
class OfferInUseError(UserError):
    pass
