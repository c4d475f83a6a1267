"""Search in the schema."""

from typing import Any, Self
from uuid import UUID

import strawberry

from commerce.catalog import loaders
from commerce.catalog.graphql.types import Product
from commerce.kernel.graphql.context import Context
from commerce.kernel.graphql.fields import batch
from commerce.kernel.text import pick


@strawberry.type(description="What a buyer may mean.")
class SearchSuggestion:
    product_uid: strawberry.Private[UUID]
    text: str = strawberry.field(description="The name of a product.")
    product: Product | None = batch(loaders.product_by_id, key="product_uid", make=Product.of)

    @classmethod
    def of(cls, row: Any, context: Context) -> Self:
        return cls(product_uid=row.product_id, text=pick(row.name, context.language))
