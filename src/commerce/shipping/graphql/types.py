"""Shipping in the schema."""

from typing import Any, Self
from uuid import UUID

import strawberry

from commerce.kernel import ids
from commerce.kernel.graphql.context import Context
from commerce.kernel.graphql.errors import UserError, exposes
from commerce.kernel.graphql.fields import batch
from commerce.kernel.graphql.scalars import JSON, CountryCode, CurrencyCode
from commerce.kernel.graphql.types import Node
from commerce.kernel.text import pick
from commerce.sellers import loaders as sellers
from commerce.sellers.graphql.types import Seller
from commerce.shipping import loaders
from commerce.shipping.errors import ConfigInvalid

ZONE = "shz"
METHOD = "shp"


@strawberry.type(description="A way of delivery; its provider rates each parcel.")
class ShippingMethod(Node):
    uid: strawberry.Private[UUID]
    zone_uid: strawberry.Private[UUID]
    id: strawberry.ID
    version: int
    code: str
    name: str
    provider: str
    currency: CurrencyCode
    config: JSON = strawberry.field(description="What the provider is told; see its schema.")
    tax_class: str = strawberry.field(description="The code of the tax class of its price.")
    min_days: int
    max_days: int
    active: bool

    @classmethod
    def of(cls, row: Any, context: Context) -> Self:
        return cls(
            uid=row.id,
            zone_uid=row.zone_id,
            id=strawberry.ID(ids.encode(METHOD, row.id)),
            version=row.version,
            code=row.code,
            name=pick(row.name, context.language),
            provider=row.provider,
            currency=CurrencyCode(row.currency),
            config=JSON(row.config),
            tax_class=row.tax_class,
            min_days=row.min_days,
            max_days=row.max_days,
            active=row.active,
        )


@strawberry.type(description="Countries that a set of methods delivers to.")
class ShippingZone(Node):
    uid: strawberry.Private[UUID]
    seller_uid: strawberry.Private[UUID | None]
    id: strawberry.ID
    version: int
    name: str
    countries: list[CountryCode]
    methods: list[ShippingMethod] = batch(loaders.methods_of, make=ShippingMethod.of)
    seller: Seller | None = batch(sellers.seller_by_id, key="seller_uid", make=Seller.of)

    @classmethod
    def of(cls, row: Any, context: Context) -> Self:
        return cls(
            uid=row.id,
            seller_uid=row.seller_id,
            id=strawberry.ID(ids.encode(ZONE, row.id)),
            version=row.version,
            name=row.name,
            countries=row.countries,
        )


@exposes(ConfigInvalid)
@strawberry.type(description="The configuration of a method is not what its provider understands.")
class ConfigInvalidError(UserError):
    provider: str
    detail: str
