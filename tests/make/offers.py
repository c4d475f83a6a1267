"""Factories of offers with their price and stock, and of locations."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from commerce.channels.models import Channel
from commerce.inventory import service as inventory
from commerce.inventory.models import Location, Stock
from commerce.kernel.money import Money
from commerce.offers.models import Offer
from commerce.pricing import service as pricing


class OfferFactory:
    """Makes offers, prices, stock and locations."""

    serial: Any
    put: Any
    db: Any
    channel: Any
    seller: Any
    variant: Any

    async def first_channel(self) -> Any:
        """The oldest channel, made when there is none."""
        async with self.db.transaction() as tx:
            found = await tx.one_or_none(select(Channel).order_by(Channel.created_at).limit(1))
        return found or await self.channel()

    async def location(self, seller: Any = None, **given: Any) -> Location:
        """A place of a seller."""
        seller = seller or await self.seller()
        values = {"seller_id": seller.id, "name": f"Store {self.serial()}", "country": "UZ"}
        row = Location(**values | given)
        await self.put(row)
        return row

    async def offer(
        self,
        *,
        variant: Any = None,
        seller: Any = None,
        stock: int | None = 10,
        price: int | None = 1_000_000,
        **given: Any,
    ) -> Offer:
        """An active offer; `stock` in pieces (None: no stock row), `price` in minor so'm."""
        extra = {name: given.pop(name, None) for name in ("compare_at", "channel", "tracked")}
        variant = variant or await self.variant()
        seller = seller or await self.seller()
        values = {
            "product_id": variant.product_id,
            "variant_id": variant.id,
            "seller_id": seller.id,
            "sku": f"SKU-{self.serial()}",
        }
        row = Offer(**values | given)
        await self.put(row)
        if stock is not None:
            await self.stock(row, stock, tracked=extra["tracked"] is not False)
        if price is not None:
            await self.price(row, price, compare_at=extra["compare_at"], channel=extra["channel"])
        return row

    async def stock(
        self, offer: Offer, on_hand: int, *, location: Any = None, tracked: bool = True
    ) -> Stock:
        """So many pieces at a location, or at the seller's first."""
        async with self.db.transaction() as tx:
            place: UUID = (
                location.id if location else await inventory.default_location(tx, offer.seller_id)
            )
            return await inventory.set_stock(
                tx, offer.id, place, on_hand, by="test", tracked=tracked
            )

    async def price(
        self,
        offer: Offer,
        minor: int,
        *,
        currency: str = "UZS",
        compare_at: int | None = None,
        channel: Any = None,
    ) -> None:
        """A price in a channel, or in the first."""
        channel = channel or await self.first_channel()
        before = None if compare_at is None else Money(compare_at, currency)
        async with self.db.transaction() as tx:
            await pricing.set_price(tx, offer.id, channel.id, Money(minor, currency), before)
