"""Inventory in the schema."""

from datetime import datetime
from typing import Any, Self
from uuid import UUID

import strawberry

from commerce.inventory import loaders
from commerce.inventory.errors import BelowReserved, InsufficientStock
from commerce.inventory.types import MovementKind
from commerce.kernel import ids
from commerce.kernel.graphql.context import Context
from commerce.kernel.graphql.errors import UserError, exposes
from commerce.kernel.graphql.fields import batch
from commerce.kernel.graphql.scalars import CountryCode
from commerce.kernel.graphql.types import Node
from commerce.sellers import loaders as sellers
from commerce.sellers.graphql.types import Seller

LOCATION = "loc"
LEVEL = "stk"
strawberry.enum(MovementKind, description="Why stock changed.")


@strawberry.type(description="A place where a seller keeps goods.")
class StockLocation(Node):
    uid: strawberry.Private[UUID]
    seller_uid: strawberry.Private[UUID]
    id: strawberry.ID
    version: int
    name: str
    country: CountryCode
    active: bool = strawberry.field(description="Whether goods are sold from here.")
    seller: Seller | None = batch(sellers.seller_by_id, key="seller_uid", make=Seller.of)

    @classmethod
    def of(cls, row: Any, context: Context) -> Self:
        return cls(
            uid=row.id,
            seller_uid=row.seller_id,
            id=strawberry.ID(ids.encode(LOCATION, row.id)),
            version=row.version,
            name=row.name,
            country=CountryCode(row.country),
            active=row.active,
        )


@strawberry.type(description="Pieces of an offer at a location.")
class StockLevel(Node):
    uid: strawberry.Private[UUID]
    offer_uid: strawberry.Private[UUID]
    location_uid: strawberry.Private[UUID]
    id: strawberry.ID
    version: int
    on_hand: int
    reserved: int = strawberry.field(description="Kept for buyers who are paying.")
    available: int = strawberry.field(description="On hand and not reserved; may be sold.")
    tracked: bool = strawberry.field(description="Untracked stock never runs out.")
    location: StockLocation = batch(
        loaders.location_by_id, key="location_uid", make=StockLocation.of
    )

    @classmethod
    def of(cls, row: Any, context: Context) -> Self:
        return cls(
            uid=row.id,
            offer_uid=row.offer_id,
            location_uid=row.location_id,
            id=strawberry.ID(ids.encode(LEVEL, row.id)),
            version=row.version,
            on_hand=row.on_hand,
            reserved=row.reserved,
            available=max(0, row.on_hand - row.reserved),
            tracked=row.tracked,
        )


@strawberry.type(description="One change of stock on hand; the sum of all is what is there.")
class StockMovement:
    location_uid: strawberry.Private[UUID]
    kind: MovementKind
    delta: int
    on_hand: int = strawberry.field(description="What was there after it.")
    note: str
    by: str = strawberry.field(description="Who or what did it.")
    at: datetime
    location: StockLocation = batch(
        loaders.location_by_id, key="location_uid", make=StockLocation.of
    )

    @classmethod
    def of(cls, row: Any, context: Context) -> Self:
        return cls(
            location_uid=row.location_id,
            kind=MovementKind(row.kind),
            delta=row.delta,
            on_hand=row.on_hand,
            note=row.note,
            by=row.by,
            at=row.at,
        )


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
