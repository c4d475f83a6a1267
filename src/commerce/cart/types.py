"""Values that cross the border of the cart."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypedDict
from uuid import UUID

from commerce.customers.types import Address
from commerce.kernel.money import Taxed
from commerce.offers.types import OfferFacts


class CartState(StrEnum):
    """A cart can be changed while it is active; completing, it waits for its payment."""

    ACTIVE = "active"
    COMPLETING = "completing"
    COMPLETED = "completed"


class ProblemKind(StrEnum):
    """What stands between a cart and its purchase."""

    EMPTY = "empty"
    UNAVAILABLE = "unavailable"
    OUT_OF_STOCK = "out_of_stock"
    PRICE_CHANGED = "price_changed"
    ADDRESS_MISSING = "address_missing"
    DELIVERY_MISSING = "delivery_missing"
    DELIVERY_CHANGED = "delivery_changed"
    CONTACT_MISSING = "contact_missing"
    PAYMENT_MISSING = "payment_missing"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing the buyer has to settle; `was` and `now` are minor units."""

    kind: ProblemKind
    offer_id: UUID | None = None
    seller_id: UUID | None = None
    was: int | None = None
    now: int | None = None
    available: int | None = None


@dataclass(frozen=True, slots=True)
class CartLine:
    """A line as it is stored; `seen_minor` is the unit price the buyer accepted."""

    line_id: UUID
    offer_id: UUID
    quantity: int
    seen_minor: int | None


@dataclass(frozen=True, slots=True)
class ChosenDelivery:
    """The method chosen for the parcel of a seller, at the price that was quoted."""

    seller_id: UUID
    method_id: UUID
    name: dict[str, str]
    tax_class: str
    quoted_minor: int


@dataclass(frozen=True, slots=True)
class Contents:
    """Everything stored about one cart that its price and its problems depend on."""

    cart_id: UUID
    version: int
    channel_id: UUID
    currency: str
    country: str
    prices_include_tax: bool
    has_address: bool
    has_contact: bool
    has_payment: bool
    lines: tuple[CartLine, ...]
    deliveries: tuple[ChosenDelivery, ...]


@dataclass(frozen=True, slots=True)
class PricedLine:
    """A line that can be bought, at the price of this moment."""

    line_id: UUID
    offer_id: UUID
    seller_id: UUID
    quantity: int
    facts: OfferFacts
    unit_minor: int
    seen_minor: int | None
    amount: Taxed
    rate: int


@dataclass(frozen=True, slots=True)
class UnavailableLine:
    """A line that cannot be bought now and counts for nothing; `facts` as far as known."""

    line_id: UUID
    offer_id: UUID
    quantity: int
    facts: OfferFacts | None
    seen_minor: int | None

    @property
    def seller_id(self) -> UUID | None:
        return self.facts.seller_id if self.facts else None


@dataclass(frozen=True, slots=True)
class PricedParcel:
    """The lines of one seller with their delivery.

    `items_minor` sums the prices as they are listed, `quoted_minor` is the price of delivery
    as it was quoted.
    """

    seller_id: UUID
    lines: tuple[PricedLine, ...]
    items: Taxed
    method_id: UUID | None
    method_name: dict[str, str]
    delivery: Taxed
    delivery_rate: int
    quoted_minor: int | None
    weight_grams: int
    quantity: int
    items_minor: int
    requires_shipping: bool


@dataclass(frozen=True, slots=True)
class PricedCart:
    """A cart with its amounts: `total` is the sum of the parcels, exactly.

    `estimated` says that the tax provider did not answer and the table of rates was used.
    """

    cart_id: UUID
    version: int
    channel_id: UUID
    currency: str
    country: str
    parcels: tuple[PricedParcel, ...]
    unavailable: tuple[UnavailableLine, ...]
    items: Taxed
    delivery: Taxed
    total: Taxed
    problems: tuple[Problem, ...]
    estimated: bool = False

    @property
    def lines(self) -> list[PricedLine | UnavailableLine]:
        """Every line, in the order they were added."""
        priced = [line for parcel in self.parcels for line in parcel.lines]
        return sorted([*priced, *self.unavailable], key=lambda line: line.line_id)


@dataclass(frozen=True, slots=True)
class CartRef:
    """How a buyer names a cart in a change: by id, and maybe the version seen.

    A guest shows its token; `account_id` is that of somebody who is signed in.
    """

    cart_id: UUID
    token: str | None
    expected_version: int | None = None
    account_id: UUID | None = None


class ContactPatch(TypedDict, total=False):
    """How to reach the buyer; what is not there stays, None is cleared."""

    email: str | None
    phone: str | None


class AddressPatch(TypedDict, total=False):
    """Where it goes; what is not there stays, None is cleared."""

    shipping: Address | None
    billing: Address | None


@dataclass(frozen=True, slots=True)
class MarketPatch:
    """What a cart is priced in; None stays as it is."""

    currency: str | None = None
    country: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class DeliveryQuotes:
    """Prices of wanted methods (minor units) for the parcels of one version of a cart.

    `chosen` are method and price by seller, `failed` codes of methods that gave no answer.
    """

    version: int
    chosen: dict[UUID, tuple[UUID, int]]
    failed: tuple[str, ...] = ()
