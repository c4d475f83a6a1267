"""Root query fields of customers."""

import strawberry

from commerce.customers.graphql.types import AddressRules
from commerce.customers.rules import rules_of
from commerce.kernel.access import PUBLIC
from commerce.kernel.graphql.fields import Info, query
from commerce.kernel.graphql.scalars import CountryCode


@strawberry.type
class AddressQuery:
    @query(PUBLIC)
    async def address_rules(self, info: Info, country: CountryCode) -> AddressRules | None:
        """What addresses in a country are held to; null when there is no such country."""
        rules = rules_of(country)
        return AddressRules.of(country, rules, info.context.language) if rules else None
