"""What orders add to accounts."""

from typing import Any

from commerce.identity.graphql.types import Account
from commerce.kernel.graphql.context import Context
from commerce.kernel.graphql.extend import extend
from commerce.kernel.graphql.fields import batch
from commerce.kernel.graphql.types import Connection
from commerce.orders import loaders
from commerce.orders.graphql.types import OrderGroup


def _connection(found: loaders.Purchases, context: Context) -> Any:
    return Connection.of(found.page, make=OrderGroup.of, count=found.count)


@extend(Account)
class AccountOrders:
    orders: Connection[OrderGroup] = batch(loaders.purchases_of, key="row.id", make=_connection)
