"""What carts add to accounts."""

from commerce.cart import loaders
from commerce.cart.graphql.types import Cart
from commerce.identity.graphql.types import Account
from commerce.kernel.graphql.extend import extend
from commerce.kernel.graphql.fields import batch


@extend(Account)
class AccountCart:
    cart: Cart | None = batch(loaders.cart_of_account, key="row.id", make=Cart.of, cost=5)
