"""Tax in the schema."""

from decimal import Decimal
from typing import Any, Self

import strawberry

from commerce.kernel import ids
from commerce.kernel.graphql.context import Context
from commerce.kernel.graphql.fields import computed
from commerce.kernel.graphql.scalars import CountryCode
from commerce.kernel.graphql.types import Node
from commerce.kernel.money import percent
from commerce.kernel.text import pick

CLASS = "txc"
RATE = "txr"


@strawberry.type(description="A kind of goods that is taxed alike.")
class TaxClass(Node):
    id: strawberry.ID
    code: str
    name: str

    @classmethod
    def of(cls, row: Any, context: Context) -> Self:
        return cls(
            id=strawberry.ID(ids.encode(CLASS, row.id)),
            code=row.code,
            name=pick(row.name, context.language),
        )


@strawberry.type(description="The rate of a class in a country.")
class TaxRate(Node):
    parts: strawberry.Private[int]
    id: strawberry.ID
    version: int
    country: CountryCode
    tax_class: str = strawberry.field(description="The code of the class.")

    @computed
    def percent(self) -> Decimal:
        """In per cent: 12 for a rate of 12 %."""
        return Decimal(percent(self.parts))

    @classmethod
    def of(cls, row: Any, context: Context) -> Self:
        return cls(
            parts=row.rate,
            id=strawberry.ID(ids.encode(RATE, row.id)),
            version=row.version,
            country=CountryCode(row.country),
            tax_class=row.class_code,
        )
