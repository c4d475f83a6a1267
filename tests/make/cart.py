"""Factory of carts."""

from typing import Any
from uuid import UUID

from commerce.cart import service
from commerce.cart.models import Cart
from commerce.cart.types import DeliveryQuotes
from commerce.channels.types import Market


class CartFactory:
    """Makes carts."""

    db: Any
    first_channel: Any

    async def cart(
        self,
        lines: list[tuple[Any, int]] | None = None,
        *,
        channel: Any = None,
        currency: str = "UZS",
        **given: Any,
    ) -> tuple[Cart, str]:
        """A cart in the first channel with pieces of offers, and its token."""
        channel = channel or await self.first_channel()
        market = Market(
            channel_id=channel.id,
            channel=channel.slug,
            country=channel.country,
            language="en",
            currency=currency,
            prices_include_tax=channel.prices_include_tax,
        )
        wanted: list[tuple[UUID, int]] = [(offer.id, quantity) for offer, quantity in lines or ()]
        async with self.db.transaction() as tx:
            cart, token = await service.create(tx, market)
            if wanted:
                await service.add_lines(tx, cart, wanted)
            for name, value in given.items():
                setattr(cart, name, value)
        return cart, token

    async def delivery(
        self, cart: tuple[Cart, str], seller_id: UUID, method: Any, minor: int = 1_500_000
    ) -> None:
        """A chosen way of delivery at the price it was quoted for."""
        async with self.db.transaction() as tx:
            quotes = DeliveryQuotes(version=1, chosen={seller_id: (method.id, minor)})
            service.select_delivery(tx, cart[0], quotes)
