"""Inputs of offers, their stock and their prices."""

from uuid import UUID

import strawberry

from commerce.catalog.graphql.types import VARIANT
from commerce.inventory.graphql.types import LOCATION
from commerce.kernel import ids
from commerce.kernel.graphql.inputs import line
from commerce.kernel.graphql.types import MoneyInput
from commerce.offers.graphql.types import OFFER
from commerce.offers.types import Condition, NewOffer, OfferPatch

LONGEST_SKU = 100


@strawberry.input(description="A new offer, with its price and stock if they are known.")
class OfferCreateInput:
    variant: strawberry.ID
    sku: str
    seller: strawberry.ID | None = strawberry.field(
        default=None, description="Left out, it is the caller's own shop."
    )
    condition: Condition = Condition.NEW
    handling_days: int = 1
    channel: str | None = strawberry.field(
        default=None, description="The channel of the price; left out, that of the request."
    )
    price: MoneyInput | None = None
    compare_at: MoneyInput | None = None
    stock: int | None = strawberry.field(default=None, description="Pieces on hand.")
    location: strawberry.ID | None = strawberry.field(
        default=None, description="Where they are; left out, the seller's first location."
    )
    tracked: bool = strawberry.field(default=True, description="Untracked stock never runs out.")

    def to_new(self, *, seller_id: UUID, channel_id: UUID | None) -> NewOffer:
        place = self.location
        return NewOffer(
            variant_id=ids.decode(VARIANT, self.variant, path=("input", "variant")),
            seller_id=seller_id,
            sku=line(self.sku, "input", "sku", longest=LONGEST_SKU),
            condition=self.condition,
            handling_days=self.handling_days,
            price=self.price.to_money("input", "price") if self.price else None,
            compare_at=self.compare_at.to_money("input", "compareAt") if self.compare_at else None,
            channel_id=channel_id,
            stock=self.stock,
            location_id=ids.decode(LOCATION, place, path=("input", "location")) if place else None,
            tracked=self.tracked,
        )


@strawberry.input(description="Changes to an offer; what is left out stays.")
class OfferUpdateInput:
    id: strawberry.ID
    sku: str | None = None
    condition: Condition | None = None
    handling_days: int | None = None
    expected_version: int | None = None

    @property
    def uid(self) -> UUID:
        return ids.decode(OFFER, self.id, path=("input", "id"))

    def to_patch(self) -> OfferPatch:
        sku = self.sku
        return OfferPatch(
            sku=None if sku is None else line(sku, "input", "sku", longest=LONGEST_SKU),
            condition=self.condition,
            handling_days=self.handling_days,
        )


@strawberry.input(description="One offer, as it was seen.")
class OfferActionInput:
    id: strawberry.ID
    expected_version: int | None = None

    @property
    def uid(self) -> UUID:
        return ids.decode(OFFER, self.id, path=("input", "id"))


@strawberry.input(description="How many pieces of an offer there are at a location.")
class StockSetInput:
    offer: strawberry.ID
    on_hand: int
    location: strawberry.ID | None = strawberry.field(
        default=None, description="Left out, the seller's first location."
    )
    tracked: bool = strawberry.field(default=True, description="Untracked stock never runs out.")
    note: str = ""


@strawberry.input(description="Pieces of an offer that came to a location, or left it.")
class StockAdjustInput:
    offer: strawberry.ID
    delta: int = strawberry.field(description="Above zero: came; below zero: left.")
    location: strawberry.ID | None = strawberry.field(
        default=None, description="Left out, the seller's first location."
    )
    note: str = ""


@strawberry.input(description="What an offer costs in a channel.")
class PriceListPricesSetInput:
    offer: strawberry.ID
    price: MoneyInput
    compare_at: MoneyInput | None = strawberry.field(
        default=None, description="The price before; left out, there is none to compare with."
    )
    channel: str | None = strawberry.field(
        default=None, description="The slug of the channel; left out, that of the request."
    )
