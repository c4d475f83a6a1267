"""Root query fields of payments."""

import strawberry

from commerce.kernel.access import PUBLIC
from commerce.kernel.graphql.fields import Info, query
from commerce.payments import service
from commerce.payments.graphql import errors  # noqa: F401  # binds the error types
from commerce.payments.graphql.types import PaymentMethod


@strawberry.type
class PaymentQuery:
    @query(PUBLIC)
    async def payment_gateways(self, info: Info) -> list[PaymentMethod]:
        """The ways to pay in the currency of this request."""
        context = info.context
        found = service.methods(context.registry, context.market.currency)
        return [PaymentMethod.of(each, context) for each in found]
