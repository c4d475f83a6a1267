"""Carts that lack nothing but the last click, made in bulk."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from commerce.cart.models import Cart, Delivery, Line
from commerce.identity.service import hash_of, new_secret
from commerce.kernel.clock import now
from commerce.kernel.ids import encode, new_id
from commerce.offers.models import Offer
from commerce.pricing.models import Price
from tests.flows.journey import COMPLETE, HOME, Journey, key
from tests.make import Make


class Market:
    """A channel with tax and one courier, committed."""

    def __init__(self, make: Make) -> None:
        self.make = make
        self.channel: Any = None
        self.method: Any = None

    async def open(self) -> "Market":
        self.channel = await self.make.channel()
        await self.make.tax_rate()
        self.method = await self.make.shipping_method()
        return self

    async def carts(
        self,
        count: int,
        lines: Sequence[tuple[UUID, int]],
        script: str = "accept",
        *,
        provider: str = "simulator",
    ) -> list[dict[str, str]]:
        """So many ready carts with the same lines; each as `{cart, token}`."""
        facts = await self._facts([offer for offer, _ in lines])
        made = []
        async with self.make.db.transaction() as tx:
            for _ in range(count):
                token = new_secret("umc_")
                cart = self._cart(token, provider, script)
                tx.add(cart)
                await tx.flush()
                for offer_id, quantity in lines:
                    seller_id, price = facts[offer_id]
                    tx.add(
                        Line(
                            cart_id=cart.id,
                            offer_id=offer_id,
                            quantity=quantity,
                            seen_minor=price,
                        )
                    )
                for seller_id in {facts[offer_id][0] for offer_id, _ in lines}:
                    tx.add(
                        Delivery(
                            cart_id=cart.id,
                            seller_id=seller_id,
                            method_id=self.method.id,
                            quoted_minor=15_000_00,
                        )
                    )
                made.append({"cart": encode("cart", cart.id), "token": token})
        return made

    async def _facts(self, offers: list[UUID]) -> dict[UUID, tuple[UUID, int]]:
        async with self.make.db.transaction() as tx:
            rows = await tx.all(
                select(Offer.id, Offer.seller_id, Price.amount)
                .join(Price, Price.offer_id == Offer.id)
                .where(Offer.id.in_(offers))
            )
        return {row[0]: (row[1], row[2]) for row in rows}

    def _cart(self, token: str, provider: str, script: str) -> Cart:
        return Cart(
            id=new_id(),
            token_hash=hash_of(token),
            channel_id=self.channel.id,
            currency="UZS",
            country="UZ",
            language="en",
            email="aziza@example.uz",
            shipping_address={**HOME, "region": None, "line2": None}
            | {"postal_code": HOME["postalCode"]},
            payment_provider=provider,
            payment_data={"script": script},
            expires_at=now() + timedelta(days=1),
        )


async def complete(shop: Any, ref: dict[str, str], with_key: str | None = None) -> dict[str, Any]:
    """The last click over HTTP."""
    data = await shop.gql(COMPLETE, input=ref, key=with_key or key())
    return dict(data["checkoutComplete"])


def journey(shop: Any) -> Journey:
    """A guest over HTTP."""
    return Journey(shop.gql)


PROVIDERS = ("simulator", "cash_on_delivery")
"""One that is asked between two transactions, and one for which a single one is enough."""
INVARIANTS = {
    "nothing is reserved or sold that is not there": """
        select count(*) from inventory_stock
        where tracked and (on_hand < 0 or reserved < 0 or reserved > on_hand)""",
    "what is reserved is what is held": """
        select count(*) from inventory_stock s where s.reserved <> coalesce((
          select sum(r.quantity) from inventory_reservation r
          where r.stock_id = s.id and r.state = 'held'), 0)""",
    "what is there is what came and went": """
        select count(*) from inventory_stock s where s.on_hand <> coalesce((
          select sum(m.delta) from inventory_movement m where m.stock_id = s.id), 0)""",
    "one living purchase for a cart": """
        select count(*) from (select cart_id from orders_group where state <> 'cancelled'
          group by cart_id having count(*) > 1) twice""",
    "one settled attempt for a payment": """
        select count(*) from (select payment_id from payments_attempt where state = 'settled'
          group by payment_id having count(*) > 1) twice""",
    "placed purchases are paid, or collected later": """
        select count(*) from orders_group g join payments_payment p on p.payable_id = g.id
        where g.state = 'placed' and p.captured <> p.amount and not exists (
          select 1 from payments_attempt a where a.payment_id = p.id and a.collect_later)""",
    "totals are the sum of their orders": """
        select count(*) from orders_group g where (g.net + g.tax) <> (
          select sum(items_net + items_tax + delivery_net + delivery_tax)
          from orders_order o where o.group_id = g.id)""",
    "no order without lines": """
        select count(*) from orders_order o
        where not exists (select 1 from orders_line l where l.order_id = o.id)""",
    "every placed order told it once": """
        select count(*) from orders_group g where g.state = 'placed' and 1 <> (
          select count(*) from kernel_outbox e
          where e.name = 'orders.order_group_placed' and e.subject_id = g.id)""",
}


def check_invariants(shop: Any) -> None:
    """The books must balance, whatever happened."""
    broken = {name: shop.value(sql) for name, sql in INVARIANTS.items() if shop.value(sql)}
    assert broken == {}
