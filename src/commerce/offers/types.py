"""Values that cross the border of offers."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from commerce.kernel.money import Money


class Condition(StrEnum):
    """The state of the goods."""

    NEW = "new"
    REFURBISHED = "refurbished"
    USED = "used"


class OfferStatus(StrEnum):
    """Whether the seller offers it now."""

    ACTIVE = "active"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class OfferTerms:
    """Whether and for how much an offer is sold in one channel and currency.

    `sellable` says that offer, product and seller are active; `price_minor` is None without
    a price there; `available` is None when stock is not tracked.
    """

    offer_id: UUID
    seller_id: UUID
    tax_class: str
    weight_grams: int
    requires_shipping: bool
    sellable: bool
    price_minor: int | None
    available: int | None


@dataclass(frozen=True, slots=True)
class OfferFacts(OfferTerms):
    """All that a cart shows of an offer."""

    product_id: UUID
    variant_id: UUID
    sku: str
    product_name: dict[str, str]
    product_slug: str
    variant_label: dict[str, str]
    image_url: str | None


@dataclass(frozen=True, slots=True)
class NewOffer:
    """An offer to be; without a price it is not sold yet, without stock it has none.

    `price` needs `channel_id`. `stock` is in pieces, at `location_id` or the seller's first
    location; untracked stock never runs out.
    """

    variant_id: UUID
    seller_id: UUID
    sku: str
    condition: Condition = Condition.NEW
    handling_days: int = 1
    price: Money | None = None
    compare_at: Money | None = None
    channel_id: UUID | None = None
    stock: int | None = None
    location_id: UUID | None = None
    tracked: bool = True


@dataclass(frozen=True, slots=True)
class OfferPatch:
    """Changes to an offer; None leaves a value as it is."""

    sku: str | None = None
    condition: Condition | None = None
    handling_days: int | None = None
