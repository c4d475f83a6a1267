"""What customers add to an account."""

from commerce.customers import loaders
from commerce.customers.graphql.types import AccountAddress, Consent
from commerce.identity.graphql.types import Account
from commerce.kernel.graphql.extend import extend
from commerce.kernel.graphql.fields import batch


@extend(Account)
class AccountBook:
    addresses: list[AccountAddress] = batch(
        loaders.addresses_of, key="row.id", make=AccountAddress.of, cost=10
    )
    consents: list[Consent] = batch(loaders.consents_of, key="row.id", make=Consent.of, cost=10)
