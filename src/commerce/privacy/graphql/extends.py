"""What privacy adds to an account."""

from commerce.identity.graphql.types import Account
from commerce.kernel.graphql.extend import extend
from commerce.kernel.graphql.fields import batch
from commerce.privacy import loaders
from commerce.privacy.graphql.types import AccountExport


@extend(Account)
class AccountExports:
    exports: list[AccountExport] = batch(
        loaders.exports_of, key="row.id", make=AccountExport.of, cost=10
    )
