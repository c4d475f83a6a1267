"""Root mutation fields of orders."""

import strawberry

from commerce.kernel import ids
from commerce.kernel.access import requires
from commerce.kernel.errors import IllegalTransition
from commerce.kernel.graphql.fields import Info, Payload, mutation, payload
from commerce.orders import service
from commerce.orders.graphql.types import ORDER, Order
from commerce.orders.permissions import ORDER_WRITE
from commerce.orders.types import OrderStatus


@strawberry.input(description="The next step of an order.")
class OrderTransitionInput:
    id: strawberry.ID
    status: OrderStatus
    expected_version: int | None = None


@payload(IllegalTransition)
class OrderTransitionPayload(Payload):
    order: Order | None = None


@strawberry.type
class OrderMutation:
    @mutation(requires(ORDER_WRITE), OrderTransitionPayload)
    async def order_transition(
        self, info: Info, input: OrderTransitionInput
    ) -> OrderTransitionPayload:
        """Move an order on: to processing, shipped, delivered."""
        order_id = ids.decode(ORDER, input.id, path=("input", "id"))
        async with info.context.db.transaction() as tx:
            row = await service.advance(
                tx,
                info.context.actor,
                order_id,
                wanted=input.status,
                expected_version=input.expected_version,
            )
        return OrderTransitionPayload(order=Order.of(row, info.context))
