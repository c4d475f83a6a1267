"""Batch functions of tax."""

from collections.abc import Mapping, Sequence

from commerce.kernel.graphql.context import Context
from commerce.tax import service


async def rates_of(countries: Sequence[str], context: Context) -> list[Mapping[str, int]]:
    """The rates of the country by class, in parts per million; a request has one country."""
    return [await service.rates(context.reader, context.cache, each) for each in countries]
