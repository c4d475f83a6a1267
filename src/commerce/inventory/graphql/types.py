"""Inventory in the schema."""

from datetime import datetime
from typing import Any, Self
from uuid import UUID

import strawberry

from commerce.inventory import loaders
from commerce.inventory.errors import BelowReserved, InsufficientStock
from commerce.inventory.types import MovementKind
from commerce.kernel.graphql.context import Context
from commerce.kernel.graphql.errors import UserError, exposes
from commerce.kernel.graphql.fields import attribute, batch, public_id
from commerce.kernel.graphql.scalars import CountryCode
from commerce.kernel.graphql.types import Node
from commerce.sellers import loaders as sellers
from commerce.sellers.graphql.types import Seller

LOCATION = "loc"
LEVEL = "stk"
strawberry.enum(MovementKind, description="Why stock changed.")


@strawberry.type(description="A place where a seller keeps goods.")
class StockLocation(Node):
    __slots__ = ("row",)

    row: strawberry.Private[Any]
    id: strawberry.ID = public_id(LOCATION)
    version: int = attribute("row.version")
    name: str = attribute("row.name")
    country: CountryCode = attribute("row.country")
    active: bool = attribute("row.active", about="Whether goods are sold from here.")
    seller: Seller | None = batch(sellers.seller_by_id, key="row.seller_id", make=Seller.of)

    @classmethod
    def of(cls, row: Any, context: Context) -> Self:
        return cls(row=row)


@strawberry.type(description="Pieces of an offer at a location.")
class StockLevel(Node):
    __slots__ = ("row",)

    row: strawberry.Private[Any]
    id: strawberry.ID = public_id(LEVEL)
    version: int = attribute("row.version")
    on_hand: int = attribute("row.on_hand")
    reserved: int = attribute("row.reserved", about="Kept for buyers who are paying.")
    available: int = attribute(
        lambda self, _: max(0, self.row.on_hand - self.row.reserved),
        about="On hand and not reserved; may be sold.",
    )
    tracked: bool = attribute("row.tracked", about="Untracked stock never runs out.")
    location: StockLocation = batch(
        loaders.location_by_id, key="row.location_id", make=StockLocation.of
    )

    @classmethod
    def of(cls, row: Any, context: Context) -> Self:
        return cls(row=row)


@strawberry.type(description="One change of stock on hand; the sum of all is what is there.")
class StockMovement:
    __slots__ = ("row",)

    row: strawberry.Private[Any]
    kind: MovementKind = attribute(lambda self, _: MovementKind(self.row.kind))
    delta: int = attribute("row.delta")
    on_hand: int = attribute("row.on_hand", about="What was there after it.")
    note: str = attribute("row.note")
    by: str = attribute("row.by", about="Who or what did it.")
    at: datetime = attribute("row.at")
    location: StockLocation = batch(
        loaders.location_by_id, key="row.location_id", make=StockLocation.of
    )

    @classmethod
    def of(cls, row: Any, context: Context) -> Self:
        return cls(row=row)


def _short(error: InsufficientStock, context: Context) -> dict[str, Any]:
    return {
        "offer_uid": error.offer_id,
        "requested": error.requested,
        "available": error.available,
    }


@exposes(InsufficientStock, _short)
@strawberry.type(description="An offer does not have as many pieces as were asked for.")
class InsufficientStockError(UserError):
    offer_uid: strawberry.Private[UUID]
    requested: int
    available: int


@exposes(BelowReserved)
@strawberry.type(description="Stock cannot fall below what is promised to buyers already.")
class BelowReservedError(UserError):
    on_hand: int
    reserved: int
