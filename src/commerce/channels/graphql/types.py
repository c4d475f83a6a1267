"""Channels in the schema."""

from typing import Any, Self
from uuid import UUID

import strawberry

from commerce.kernel import ids
from commerce.kernel.graphql.context import Context
from commerce.kernel.graphql.scalars import CountryCode, CurrencyCode, LanguageTag
from commerce.kernel.graphql.types import Node
from commerce.kernel.text import pick

CHANNEL = "chn"


@strawberry.type(description="A market: the currencies, countries and languages it serves.")
class Channel(Node):
    uid: strawberry.Private[UUID]
    id: strawberry.ID
    version: int
    slug: str
    name: str
    currencies: list[CurrencyCode]
    countries: list[CountryCode]
    languages: list[LanguageTag]
    prices_include_tax: bool

    @classmethod
    def of(cls, row: Any, context: Context) -> Self:
        return cls(
            uid=row.id,
            id=strawberry.ID(ids.encode(CHANNEL, row.id)),
            version=row.version,
            slug=row.slug,
            name=pick(row.name, context.language),
            currencies=row.currencies,
            countries=row.countries,
            languages=row.languages,
            prices_include_tax=row.prices_include_tax,
        )
