"""Sellers in the schema."""

from typing import Any, Self

import strawberry

from commerce.kernel.graphql.context import Context
from commerce.kernel.graphql.fields import attribute, batch, public_id
from commerce.kernel.graphql.types import Node
from commerce.kernel.loaders import remember
from commerce.kernel.text import pick
from commerce.sellers import loaders
from commerce.sellers.types import SellerStatus

SELLER = "sel"
strawberry.enum(SellerStatus, description="Where a seller stands; only an active one sells.")


@strawberry.type(description="A shop on the marketplace.")
class Seller(Node):
    __slots__ = ("row",)

    row: strawberry.Private[Any]
    id: strawberry.ID = public_id(SELLER)
    version: int = attribute("row.version")
    slug: str = attribute("row.slug")
    name: str = attribute("row.name")
    description: str = batch(
        loaders.seller_by_id,
        key="row.id",
        make=lambda row, context: pick(row.description, context.language),
        cost=0,
        about="Safe HTML.",
    )
    status: SellerStatus = attribute(lambda self, _: SellerStatus(self.row.status))
    house: bool = attribute("row.house", about="Whether it is the marketplace's own shop.")

    @classmethod
    def of(cls, row: Any, context: Context) -> Self:
        """The seller of a full row."""
        remember(loaders.seller_by_id, {row.id: row}, context)
        return cls(row=row)

    @classmethod
    def of_card(cls, card: Any, context: Context) -> Self:
        """The seller of what `loaders.card_of` found."""
        return cls(row=card)
