"""Root mutation fields of tax."""

from decimal import Decimal

import strawberry

from commerce.kernel.access import requires
from commerce.kernel.errors import InvalidInput
from commerce.kernel.graphql.fields import Info, Payload, mutation, payload
from commerce.kernel.graphql.inputs import code, text
from commerce.kernel.graphql.scalars import CountryCode
from commerce.kernel.graphql.types import TranslationInput
from commerce.tax import service
from commerce.tax.graphql.types import TaxClass, TaxRate
from commerce.tax.permissions import TAX_WRITE

_PARTS_IN_PERCENT = 10_000


@strawberry.input(description="A new class of goods.")
class TaxClassCreateInput:
    code: str
    name: list[TranslationInput]


@strawberry.input(description="The rate of a class in a country.")
class TaxRateSetInput:
    country: CountryCode
    tax_class: str = strawberry.field(description="The code of the class.")
    percent: Decimal = strawberry.field(description="0 to 100, with at most four decimals.")
    expected_version: int | None = None

    def parts(self) -> int:
        """The rate in parts per million."""
        parts = self.percent * _PARTS_IN_PERCENT
        if parts != parts.to_integral_value():
            raise InvalidInput("number", path=("input", "percent"))
        return int(parts)


@payload()
class TaxClassCreatePayload(Payload):
    tax_class: TaxClass | None = None


@payload()
class TaxRateSetPayload(Payload):
    tax_rate: TaxRate | None = None


@strawberry.type
class TaxMutation:
    @mutation(requires(TAX_WRITE), TaxClassCreatePayload)
    async def tax_class_create(
        self, info: Info, input: TaxClassCreateInput
    ) -> TaxClassCreatePayload:
        """Add a class of goods that is taxed alike."""
        class_code, name = code(input.code, "input", "code"), text(input.name, "input", "name")
        async with info.context.db.transaction() as tx:
            row = await service.create_class(tx, class_code, name)
        return TaxClassCreatePayload(tax_class=TaxClass.of(row, info.context))

    @mutation(requires(TAX_WRITE), TaxRateSetPayload)
    async def tax_rate_set(self, info: Info, input: TaxRateSetInput) -> TaxRateSetPayload:
        """Set the rate of a class in a country; prices show it within a second."""
        parts = input.parts()
        async with info.context.db.transaction() as tx:
            row = await service.set_rate(
                tx,
                input.country,
                input.tax_class,
                parts,
                expected_version=input.expected_version,
            )
        return TaxRateSetPayload(tax_rate=TaxRate.of(row, info.context))
