"""Orders in the schema."""

from datetime import datetime
from typing import Any, Self
from uuid import UUID

import strawberry

from commerce.kernel import ids
from commerce.kernel.graphql.context import Context
from commerce.kernel.graphql.fields import batch, personal
from commerce.kernel.graphql.types import Money, Node, TaxedMoney
from commerce.kernel.money import Taxed, percent
from commerce.kernel.text import pick
from commerce.orders import loaders
from commerce.orders.rules import NEXT
from commerce.orders.types import GroupState, OrderStatus
from commerce.payments.graphql.types import Payment
from commerce.payments.loaders import payment_of_payable
from commerce.sellers.graphql.types import Seller
from commerce.sellers.loaders import seller_by_id

GROUP = "og"
ORDER = "ord"
LINE = "oln"
_KIND = "orders.group"

strawberry.enum(GroupState, name="OrderGroupState", description="Where a purchase stands.")
strawberry.enum(OrderStatus, description="Where the order of one seller stands.")


@strawberry.type(description="An offer as it was bought.")
class OrderLine:
    id: strawberry.ID
    sku: str
    name: str
    variant_label: str
    image_url: str | None
    quantity: int
    unit_price: Money
    total: TaxedMoney
    tax_percent: str

    @classmethod
    def of(cls, row: Any, context: Context) -> Self:
        return cls(
            id=strawberry.ID(ids.encode(LINE, row.id)),
            sku=row.sku,
            name=pick(row.name, context.language),
            variant_label=pick(row.variant_label, context.language),
            image_url=row.image_url,
            quantity=row.quantity,
            unit_price=Money.of(row.unit_minor, row.currency),
            total=TaxedMoney.of(Taxed(row.net, row.tax, row.currency)),
            tax_percent=percent(row.tax_rate),
        )


@strawberry.type(description="One change of an order's status.")
class OrderChange:
    became: OrderStatus
    reason: str
    at: datetime

    @classmethod
    def of(cls, row: Any, context: Context) -> Self:
        return cls(became=OrderStatus(row.became), reason=row.reason, at=row.at)


@strawberry.type(description="The part of a purchase that one seller fulfils.")
class Order(Node):
    uid: strawberry.Private[UUID]
    group_id: strawberry.Private[UUID]
    seller_id: strawberry.Private[UUID]
    id: strawberry.ID
    version: int
    created_at: datetime
    updated_at: datetime
    number: str
    status: OrderStatus
    items: TaxedMoney
    delivery: TaxedMoney
    total: TaxedMoney
    delivery_name: str
    available_transitions: list[OrderStatus]
    lines: list[OrderLine] = batch(loaders.lines_of, make=OrderLine.of)
    history: list[OrderChange] = batch(loaders.history_of, make=OrderChange.of)
    seller: Seller | None = batch(seller_by_id, key="seller_id", make=Seller.of)

    @classmethod
    def of(cls, row: Any, context: Context) -> Self:
        items = Taxed(row.items_net, row.items_tax, row.currency)
        delivery = Taxed(row.delivery_net, row.delivery_tax, row.currency)
        status = OrderStatus(row.status)
        return cls(
            uid=row.id,
            group_id=row.group_id,
            seller_id=row.seller_id,
            id=strawberry.ID(ids.encode(ORDER, row.id)),
            version=row.version,
            created_at=row.created_at,
            updated_at=row.updated_at,
            number=row.number,
            status=status,
            items=TaxedMoney.of(items),
            delivery=TaxedMoney.of(delivery),
            total=TaxedMoney.of(items + delivery),
            delivery_name=pick(row.delivery_name, context.language),
            available_transitions=sorted(NEXT[status]),
        )


@strawberry.type(description="Where goods or a bill go.")
class OrderAddress:
    name: str
    phone: str | None
    country: str
    region: str | None
    district: str | None
    city: str
    line1: str
    line2: str | None
    postal_code: str | None

    @classmethod
    def of(cls, stored: dict[str, Any]) -> Self:
        return cls(
            name=stored["name"],
            phone=stored.get("phone"),
            country=stored["country"],
            region=stored.get("region"),
            district=stored.get("district"),
            city=stored["city"],
            line1=stored["line1"],
            line2=stored.get("line2"),
            postal_code=stored.get("postal_code"),
        )


@strawberry.type(description="One purchase: one cart, one payment, an order for each seller.")
class OrderGroup(Node):
    uid: strawberry.Private[UUID]
    buyer: strawberry.Private[Any]
    id: strawberry.ID
    version: int
    created_at: datetime
    number: str
    state: GroupState
    email: str | None = personal("buyer.email", kind=_KIND)
    phone: str | None = personal("buyer.phone", kind=_KIND)
    shipping_address: OrderAddress | None = personal(
        "buyer.shipping_address", kind=_KIND, make=OrderAddress.of
    )
    billing_address: OrderAddress | None = personal(
        "buyer.billing_address", kind=_KIND, make=OrderAddress.of
    )
    note: str = personal("buyer.note", kind=_KIND)
    total: TaxedMoney
    placed_at: datetime | None
    cancelled_at: datetime | None
    hold_expires_at: datetime
    orders: list[Order] = batch(loaders.orders_of, make=Order.of)
    payment: Payment | None = batch(payment_of_payable, make=Payment.of)

    @classmethod
    def of(cls, row: Any, context: Context) -> Self:
        return cls(
            uid=row.id,
            id=strawberry.ID(ids.encode(GROUP, row.id)),
            version=row.version,
            created_at=row.created_at,
            number=str(row.serial),
            state=GroupState(row.state),
            buyer=row,
            total=TaxedMoney.of(Taxed(row.net, row.tax, row.currency)),
            placed_at=row.placed_at,
            cancelled_at=row.cancelled_at,
            hold_expires_at=row.hold_expires_at,
        )
