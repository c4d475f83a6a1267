"""Root query fields of tax."""

from uuid import UUID

import strawberry

from commerce.kernel.access import PUBLIC
from commerce.kernel.graphql.context import Context
from commerce.kernel.graphql.fields import Info, query
from commerce.kernel.graphql.scalars import CountryCode, Cursor
from commerce.kernel.graphql.types import Connection
from commerce.kernel.pages import page_args
from commerce.tax import queries
from commerce.tax.graphql.types import CLASS, RATE, TaxClass, TaxRate


async def fetch_class(uid: UUID, context: Context) -> TaxClass | None:
    """A class of goods."""
    row = await context.reader.first(queries.class_by_id(uid))
    return TaxClass.of(row, context) if row else None


async def fetch_rate(uid: UUID, context: Context) -> TaxRate | None:
    """A rate."""
    row = await context.reader.first(queries.rate_by_id(uid))
    return TaxRate.of(row, context) if row else None


NODES = {CLASS: fetch_class, RATE: fetch_rate}


@strawberry.type
class TaxQuery:
    @query(PUBLIC)
    async def tax_classes(
        self,
        info: Info,
        first: int | None = None,
        after: Cursor | None = None,
        last: int | None = None,
        before: Cursor | None = None,
    ) -> Connection[TaxClass]:
        """The classes of goods, by code."""
        args = page_args(first=first, after=after, last=last, before=before)
        return await Connection[TaxClass].read(
            queries.classes(),
            queries.CLASSES_BY_CODE,
            args,
            make=TaxClass.of,
            context=info.context,
        )

    @query(PUBLIC)
    async def tax_rates(
        self,
        info: Info,
        country: CountryCode | None = None,
        first: int | None = None,
        after: Cursor | None = None,
        last: int | None = None,
        before: Cursor | None = None,
    ) -> Connection[TaxRate]:
        """The rates of all countries or of one, by country and class."""
        args = page_args(first=first, after=after, last=last, before=before)
        return await Connection[TaxRate].read(
            queries.rates(country),
            queries.RATES_BY_COUNTRY,
            args,
            make=TaxRate.of,
            context=info.context,
        )
