"""Values that cross the border of orders."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from commerce.kernel.money import Taxed


class GroupState(StrEnum):
    """A purchase waits for its payment, then is placed, or is cancelled."""

    AWAITING_PAYMENT = "awaiting_payment"
    PLACED = "placed"
    CANCELLED = "cancelled"


class OrderStatus(StrEnum):
    """Where the order of one seller stands."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    PROCESSING = "processing"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"
    RETURNED = "returned"


# Nothing more is sent, though what was delivered may still come back.
OVER = (OrderStatus.DELIVERED, OrderStatus.CANCELLED, OrderStatus.RETURNED)


@dataclass(frozen=True, slots=True)
class NewLine:
    """An offer as it is bought: names and amounts frozen; `rate` in parts per million."""

    offer_id: UUID
    variant_id: UUID
    product_id: UUID
    sku: str
    name: dict[str, str]
    variant_label: dict[str, str]
    image_url: str | None
    quantity: int
    unit_minor: int
    amount: Taxed
    rate: int


@dataclass(frozen=True, slots=True)
class NewOrder:
    """What one seller has to fulfil."""

    seller_id: UUID
    lines: tuple[NewLine, ...]
    items: Taxed
    delivery: Taxed
    delivery_method_id: UUID | None
    delivery_name: dict[str, str]


@dataclass(frozen=True, slots=True)
class Buyer:
    """Who buys, and where it goes."""

    token_hash: str
    account_id: UUID | None
    language: str
    country: str
    email: str | None
    phone: str | None
    shipping_address: dict[str, Any] | None
    billing_address: dict[str, Any] | None
    note: str


@dataclass(frozen=True, slots=True)
class NewGroup:
    """A whole purchase, ready to be opened; `id` is chosen by the caller."""

    id: UUID
    cart_id: UUID
    channel_id: UUID
    buyer: Buyer
    total: Taxed
    orders: tuple[NewOrder, ...]
    hold_expires_at: datetime
