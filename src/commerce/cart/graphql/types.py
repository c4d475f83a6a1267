"""The cart in the schema."""

from datetime import datetime
from typing import Any, Self
from uuid import UUID

import strawberry

from commerce.cart import loaders, service
from commerce.cart.graphql.enums import CartState
from commerce.cart.graphql.problems import CartProblem
from commerce.cart.types import PricedCart, PricedLine, PricedParcel, UnavailableLine
from commerce.kernel import ids
from commerce.kernel.graphql.context import Context
from commerce.kernel.graphql.fields import batch, personal
from commerce.kernel.graphql.scalars import CountryCode, CurrencyCode, LanguageTag
from commerce.kernel.graphql.types import Money, TaxedMoney
from commerce.kernel.money import percent
from commerce.kernel.text import pick
from commerce.offers.graphql.types import Offer
from commerce.offers.loaders import offer_by_id
from commerce.sellers.graphql.types import Seller
from commerce.sellers.loaders import seller_by_id
from commerce.shipping.graphql.types import METHOD
from commerce.shipping.types import Option
from commerce.shipping.types import Parcel as Shipment

CART = "cart"
LINE = "line"
_KIND = "cart.cart"


@strawberry.type(description="Where goods or a bill go.")
class CartAddress:
    name: str
    phone: str | None
    country: CountryCode
    region: str | None
    district: str | None
    city: str
    line1: str
    line2: str | None
    postal_code: str | None

    @classmethod
    def of(cls, stored: dict[str, Any]) -> Self:
        return cls(**{"district": None} | stored)


@strawberry.type(description="An offer in a cart.")
class CartLine:
    offer_id: strawberry.Private[UUID]
    id: strawberry.ID
    name: str = strawberry.field(description="Of the product.")
    variant_label: str
    sku: str
    image_url: str | None
    product_slug: str
    quantity: int
    unit_price: Money | None = strawberry.field(description="None while it cannot be bought.")
    total: TaxedMoney | None = strawberry.field(description="None while it cannot be bought.")
    tax_percent: str | None
    seen_price: Money | None = strawberry.field(description="What the buyer saw and accepted.")
    available: bool = strawberry.field(description="Whether all of it can be bought now.")
    problem: CartProblem | None = strawberry.field(description="The gravest, if there is any.")
    offer: Offer | None = batch(offer_by_id, key="offer_id", make=Offer.of)

    @classmethod
    def of(cls, found: tuple[PricedCart, PricedLine | UnavailableLine], context: Context) -> Self:
        cart, line = found
        priced = line if isinstance(line, PricedLine) else None
        short = [each for each in cart.problems if each.offer_id == line.offer_id]
        seen = line.seen_minor
        left = priced.facts.available if priced else 0
        facts = line.facts
        return cls(
            offer_id=line.offer_id,
            id=strawberry.ID(ids.encode(LINE, line.line_id)),
            name=pick(facts.product_name, context.language) if facts else "",
            variant_label=pick(facts.variant_label, context.language) if facts else "",
            sku=facts.sku if facts else "",
            image_url=facts.image_url if facts else None,
            product_slug=facts.product_slug if facts else "",
            quantity=line.quantity,
            unit_price=Money.of(priced.unit_minor, cart.currency) if priced else None,
            total=TaxedMoney.of(priced.amount) if priced else None,
            tax_percent=percent(priced.rate) if priced else None,
            seen_price=None if seen is None else Money.of(seen, cart.currency),
            available=left is None or left >= line.quantity,
            problem=CartProblem.of((cart, short[0]), context) if short else None,
        )


@strawberry.type(description="A way to send a parcel.")
class DeliveryOption:
    method: strawberry.ID
    code: str
    name: str
    price: Money = strawberry.field(description="With or without tax, as the channel's prices.")
    min_days: int
    max_days: int

    @classmethod
    def of(cls, option: Option, context: Context) -> Self:
        return cls(
            method=strawberry.ID(ids.encode(METHOD, option.method_id)),
            code=option.code,
            name=pick(option.name, context.language),
            price=Money.of(option.minor, option.currency),
            min_days=option.min_days,
            max_days=option.max_days,
        )


@strawberry.type(description="What one seller sends.")
class CartParcel:
    seller_id: strawberry.Private[UUID]
    shipment: strawberry.Private[Shipment | None]
    seller: Seller | None = batch(seller_by_id, key="seller_id", make=Seller.of)
    lines: list[CartLine]
    items: TaxedMoney
    delivery: TaxedMoney = strawberry.field(description="As quoted when it was chosen.")
    delivery_method: strawberry.ID | None
    delivery_name: str
    requires_shipping: bool
    weight_grams: int
    delivery_options: list[DeliveryOption] | None = batch(
        loaders.delivery_options, key="shipment", make=DeliveryOption.of, cost=5
    )
    delivery_failures: list[str] | None = batch(loaders.delivery_failures, key="shipment", cost=5)

    @classmethod
    def of(cls, found: tuple[PricedCart, PricedParcel], context: Context) -> Self:
        cart, parcel = found
        method = parcel.method_id
        sent = service.shipment(parcel, country=cart.country, currency=cart.currency)
        return cls(
            seller_id=parcel.seller_id,
            shipment=sent if parcel.requires_shipping else None,
            lines=[CartLine.of((cart, line), context) for line in parcel.lines],
            items=TaxedMoney.of(parcel.items),
            delivery=TaxedMoney.of(parcel.delivery),
            delivery_method=strawberry.ID(ids.encode(METHOD, method)) if method else None,
            delivery_name=pick(parcel.method_name, context.language),
            requires_shipping=parcel.requires_shipping,
            weight_grams=parcel.weight_grams,
        )


@strawberry.type(description="What a cart costs: the sum of what can be bought now.")
class CartTotals:
    items: TaxedMoney
    delivery: TaxedMoney
    total: TaxedMoney
    estimated: bool = strawberry.field(
        description="Whether tax was taken from the table because its provider did not answer."
    )

    @classmethod
    def of(cls, cart: PricedCart, context: Context) -> Self:
        return cls(
            items=TaxedMoney.of(cart.items),
            delivery=TaxedMoney.of(cart.delivery),
            total=TaxedMoney.of(cart.total),
            estimated=cart.estimated,
        )


@strawberry.type(description="What a buyer intends to buy: an account's, or a guest's by token.")
class Cart:
    uid: strawberry.Private[UUID]
    buyer: strawberry.Private[Any]
    id: strawberry.ID
    version: int
    state: CartState
    currency: CurrencyCode
    country: CountryCode = strawberry.field(description="Where it is taxed and delivered.")
    language: LanguageTag
    email: str | None = personal("buyer.email", kind=_KIND)
    phone: str | None = personal("buyer.phone", kind=_KIND)
    note: str = personal("buyer.note", kind=_KIND)
    shipping_address: CartAddress | None = personal(
        "buyer.shipping_address", kind=_KIND, make=CartAddress.of
    )
    billing_address: CartAddress | None = personal(
        "buyer.billing_address", kind=_KIND, make=CartAddress.of
    )
    payment_provider: str | None
    created_at: datetime
    updated_at: datetime
    expires_at: datetime
    lines: list[CartLine] = batch(loaders.lines_of, make=CartLine.of)
    parcels: list[CartParcel] = batch(loaders.parcels_of, make=CartParcel.of)
    totals: CartTotals = batch(loaders.priced_of, make=CartTotals.of)
    problems: list[CartProblem] = batch(loaders.problems_of, make=CartProblem.of)

    @classmethod
    def of(cls, row: Any, context: Context) -> Self:
        return cls(
            uid=row.id,
            id=strawberry.ID(ids.encode(CART, row.id)),
            version=row.version,
            state=CartState(row.state),
            currency=row.currency,
            country=row.country,
            language=row.language,
            buyer=row,
            payment_provider=row.payment_provider,
            created_at=row.created_at,
            updated_at=row.updated_at,
            expires_at=row.expires_at,
        )
