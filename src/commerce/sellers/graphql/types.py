"""Sellers in the schema."""

from typing import Any, Self
from uuid import UUID

import strawberry

from commerce.kernel import ids
from commerce.kernel.graphql.context import Context
from commerce.kernel.graphql.types import Node
from commerce.kernel.text import pick
from commerce.sellers.types import SellerStatus

SELLER = "sel"
strawberry.enum(SellerStatus, description="Where a seller stands; only an active one sells.")


@strawberry.type(description="A shop on the marketplace.")
class Seller(Node):
    uid: strawberry.Private[UUID]
    id: strawberry.ID
    version: int
    slug: str
    name: str
    description: str = strawberry.field(description="Safe HTML.")
    status: SellerStatus
    house: bool = strawberry.field(description="Whether it is the marketplace's own shop.")

    @classmethod
    def of(cls, row: Any, context: Context) -> Self:
        return cls(
            uid=row.id,
            id=strawberry.ID(ids.encode(SELLER, row.id)),
            version=row.version,
            slug=row.slug,
            name=row.name,
            description=pick(row.description, context.language),
            status=SellerStatus(row.status),
            house=row.house,
        )
