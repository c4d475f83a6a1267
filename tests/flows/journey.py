"""A guest's way from an empty cart to an order, as calls of the public API."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from commerce.kernel.ids import encode, new_id

Call = Callable[..., Awaitable[dict[str, Any]]]

ERRORS = "errors { __typename ... on UserError { code message path } }"
CREATE = f"""
mutation ($input: CartCreateInput!) {{
  cartCreate(input: $input) {{ cart {{ id version }} token {ERRORS} }}
}}"""
ADDRESS = f"""
mutation ($input: CheckoutAddressesUpdateInput!) {{
  checkoutAddressesUpdate(input: $input) {{
    cart {{ parcels {{ seller {{ id }} deliveryOptions {{ method code price {{ amount }} }} }} }}
    {ERRORS}
  }}
}}"""
DELIVERY = f"""
mutation ($input: CheckoutDeliverySelectInput!) {{
  checkoutDeliverySelect(input: $input) {{ cart {{ version }} {ERRORS} }}
}}"""
PAYMENT = f"""
mutation ($input: CheckoutPaymentSelectInput!) {{
  checkoutPaymentSelect(input: $input) {{ cart {{ version }} {ERRORS} }}
}}"""
COMPLETE = """
mutation ($input: CheckoutCompleteInput!, $key: IdempotencyKey!) {
  checkoutComplete(input: $input, idempotencyKey: $key) {
    orderGroup {
      id number state total { net { amount } tax { amount } gross { amount minorUnits } }
      orders {
        id number status seller { name } lines { sku name quantity total { gross { amount } } }
      }
    }
    nextAction { kind url }
    replayed
    errors {
      __typename
      ... on UserError { code message path }
      ... on InsufficientStockError { requested available }
      ... on CartIncompleteError { missing }
    }
  }
}"""
GROUP = """
query ($id: ID!, $token: String!) { orderGroup(id: $id, token: $token) { id state number } }"""
HOME = {
    "name": "Aziza Karimova",
    "country": "UZ",
    "city": "Toshkent",
    "line1": "Amir Temur koʻchasi 1",
    "postalCode": "100000",
    "phone": "+998901234567",
}


def key() -> str:
    """A fresh idempotency key."""
    return str(new_id())


def clean(payload: dict[str, Any]) -> dict[str, Any]:
    """A payload that must not have errors."""
    assert payload["errors"] == [], payload["errors"]
    return payload


@dataclass
class Journey:
    """One guest with one cart."""

    call: Call
    cart: str = ""
    token: str = ""
    email: str = "aziza@example.uz"
    ref: dict[str, str] = field(default_factory=dict)

    async def fill(self, lines: Sequence[tuple[UUID, int]]) -> "Journey":
        """A cart with offers in it."""
        given = [{"offer": encode("off", offer), "quantity": n} for offer, n in lines]
        values = {"lines": given, "email": self.email}
        payload = clean((await self.call(CREATE, input=values))["cartCreate"])
        self.cart, self.token = payload["cart"]["id"], payload["token"]
        self.ref = {"cart": self.cart, "token": self.token}
        return self

    async def deliver(self) -> "Journey":
        """Address, and the cheapest delivery for each parcel."""
        values = {**self.ref, "shippingAddress": HOME}
        payload = clean((await self.call(ADDRESS, input=values))["checkoutAddressesUpdate"])
        chosen = [
            {"seller": parcel["seller"]["id"], "method": parcel["deliveryOptions"][0]["method"]}
            for parcel in payload["cart"]["parcels"]
        ]
        values = {**self.ref, "selections": chosen}
        clean((await self.call(DELIVERY, input=values))["checkoutDeliverySelect"])
        return self

    async def pay_by(self, provider: str, **data: Any) -> "Journey":
        """Choose a way to pay."""
        values = {**self.ref, "provider": provider, "data": data}
        clean((await self.call(PAYMENT, input=values))["checkoutPaymentSelect"])
        return self

    async def ready(self, lines: Sequence[tuple[UUID, int]], script: str = "accept") -> "Journey":
        """Everything but the last click; the simulator will act by `script`."""
        await self.fill(lines)
        await self.deliver()
        return await self.pay_by("simulator", script=script)

    async def complete(self, with_key: str | None = None, **more: Any) -> dict[str, Any]:
        """The last click."""
        values = {**self.ref, **more}
        data = await self.call(COMPLETE, input=values, key=with_key or key())
        return dict(data["checkoutComplete"])
