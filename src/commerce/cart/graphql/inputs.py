"""Inputs of cart mutations and their checks of form."""

from collections.abc import Sequence
from typing import Any, Protocol
from uuid import UUID

import strawberry

from commerce.cart.graphql.types import CART, LINE
from commerce.cart.types import AddressPatch, CartRef, ContactPatch, MarketPatch
from commerce.customers.graphql.inputs import AddressInput
from commerce.kernel import ids
from commerce.kernel.access import Actor
from commerce.kernel.errors import InvalidInput, LimitReached
from commerce.kernel.graphql import inputs
from commerce.kernel.graphql.scalars import CountryCode, CurrencyCode, LanguageTag
from commerce.offers.graphql.types import OFFER
from commerce.sellers.graphql.types import SELLER
from commerce.shipping.graphql.types import METHOD

MAX_ITEMS = 200


class Naming(Protocol):
    """An input that says which cart it is about."""

    @property
    def cart(self) -> strawberry.ID: ...

    @property
    def token(self) -> str | None: ...

    @property
    def expected_version(self) -> int | None: ...


def ref(input: Naming, actor: Actor) -> CartRef:
    """Which cart a change is about, and who asks for it."""
    cart_id = ids.decode(CART, input.cart, path=("input", "cart"))
    return CartRef(cart_id, input.token, input.expected_version, actor.account_id)


def contact(email: Any, phone: Any) -> ContactPatch:
    """What was given of the contact; null clears."""
    patch = ContactPatch()
    if email is not strawberry.UNSET:
        patch["email"] = inputs.email(email, "input", "email") if email else None
    if phone is not strawberry.UNSET:
        patch["phone"] = inputs.phone(phone, "input", "phone") if phone else None
    return patch


def _few(items: Sequence[Any], name: str, *, least: int = 1) -> None:
    if len(items) < least:
        raise InvalidInput("empty", path=("input", name))
    if len(items) > MAX_ITEMS:
        raise LimitReached(MAX_ITEMS, path=("input", name))


@strawberry.input(description="Pieces of an offer.")
class CartLineInput:
    offer: strawberry.ID
    quantity: int = 1


def wanted(lines: Sequence[CartLineInput], *, least: int = 1) -> list[tuple[UUID, int]]:
    """Offers with quantities."""
    _few(lines, "lines", least=least)
    return [
        (
            ids.decode(OFFER, line.offer, path=("input", "lines", str(at), "offer")),
            inputs.quantity(line.quantity, "input", "lines", str(at), "quantity"),
        )
        for at, line in enumerate(lines)
    ]


@strawberry.input(description="A new quantity of a line; 0 removes it.")
class CartLineUpdateInput:
    line: strawberry.ID
    quantity: int


def quantities(lines: Sequence[CartLineUpdateInput]) -> dict[UUID, int]:
    """Quantities by line, each line once."""
    _few(lines, "lines")
    found: dict[UUID, int] = {}
    for at, each in enumerate(lines):
        path = ("input", "lines", str(at))
        line_id = ids.decode(LINE, each.line, path=(*path, "line"))
        if line_id in found:
            raise InvalidInput("twice", path=(*path, "line"))
        found[line_id] = inputs.quantity(each.quantity, *path, "quantity", least=0)
    return found


@strawberry.input(description="A new cart.")
class CartCreateInput:
    lines: list[CartLineInput] | None = None
    email: str | None = None
    phone: str | None = None


@strawberry.input(description="What to put into a cart.")
class CartLinesAddInput:
    cart: strawberry.ID
    lines: list[CartLineInput]
    token: str | None = None
    expected_version: int | None = None


@strawberry.input(description="New quantities of lines.")
class CartLinesUpdateInput:
    cart: strawberry.ID
    lines: list[CartLineUpdateInput]
    token: str | None = None
    expected_version: int | None = None


@strawberry.input(description="Lines to take out.")
class CartLinesRemoveInput:
    cart: strawberry.ID
    lines: list[strawberry.ID]
    token: str | None = None
    expected_version: int | None = None

    def to_quantities(self) -> dict[UUID, int]:
        return quantities([CartLineUpdateInput(line=line, quantity=0) for line in self.lines])


@strawberry.input(description="What is not given stays; null clears the contact.")
class CartUpdateInput:
    cart: strawberry.ID
    email: str | None = strawberry.UNSET
    phone: str | None = strawberry.UNSET
    language: LanguageTag | None = None
    currency: CurrencyCode | None = None
    country: CountryCode | None = None
    token: str | None = None
    expected_version: int | None = None

    def to_market(self) -> MarketPatch:
        return MarketPatch(currency=self.currency, country=self.country, language=self.language)


@strawberry.input(description="A note for the sellers.")
class CartNoteUpdateInput:
    cart: strawberry.ID
    note: str
    token: str | None = None
    expected_version: int | None = None


@strawberry.input(description="A cart whose prices are agreed with.")
class CartPriceChangesAcceptInput:
    cart: strawberry.ID
    token: str | None = None
    expected_version: int | None = None


@strawberry.input(description="A cart that its buyer filled as a guest.")
class CartClaimInput:
    cart: strawberry.ID
    token: str
    expected_version: int | None = None


@strawberry.input(description="A cart to throw away.")
class CartDeleteInput:
    cart: strawberry.ID
    token: str | None = None
    expected_version: int | None = None


@strawberry.input(description="How to reach the buyer; what is not given stays, null clears.")
class CheckoutBuyerUpdateInput:
    cart: strawberry.ID
    email: str | None = strawberry.UNSET
    phone: str | None = strawberry.UNSET
    token: str | None = None
    expected_version: int | None = None


@strawberry.input(description="What is not given stays; null clears.")
class CheckoutAddressesUpdateInput:
    cart: strawberry.ID
    shipping_address: AddressInput | None = strawberry.UNSET
    billing_address: AddressInput | None = strawberry.UNSET
    token: str | None = None
    expected_version: int | None = None

    def to_patch(self) -> AddressPatch:
        patch = AddressPatch()
        goods, bill = self.shipping_address, self.billing_address
        if goods is not strawberry.UNSET:
            patch["shipping"] = goods.to_address("input", "shippingAddress") if goods else None
        if bill is not strawberry.UNSET:
            patch["billing"] = bill.to_address("input", "billingAddress") if bill else None
        return patch


@strawberry.input(description="A way to send the parcel of a seller.")
class DeliverySelectionInput:
    seller: strawberry.ID
    method: strawberry.ID


@strawberry.input(description="Ways to send parcels; those of other sellers stay.")
class CheckoutDeliverySelectInput:
    cart: strawberry.ID
    selections: list[DeliverySelectionInput]
    token: str | None = None
    expected_version: int | None = None

    def to_pairs(self) -> list[tuple[UUID, UUID]]:
        _few(self.selections, "selections")
        found: dict[UUID, UUID] = {}
        for at, each in enumerate(self.selections):
            path = ("input", "selections", str(at))
            seller_id = ids.decode(SELLER, each.seller, path=(*path, "seller"))
            if seller_id in found:
                raise InvalidInput("twice", path=(*path, "seller"))
            found[seller_id] = ids.decode(METHOD, each.method, path=(*path, "method"))
        return list(found.items())
