"""What sellers add to roles that are held in them, and to what is about them."""

from commerce.identity.graphql.api_keys import ApiKey
from commerce.identity.graphql.role_types import RoleGrant
from commerce.identity.graphql.staff import Invitation
from commerce.kernel.graphql.extend import extend
from commerce.kernel.graphql.fields import batch
from commerce.sellers import loaders
from commerce.sellers.graphql.types import Seller


@extend(RoleGrant)
class RoleGrantSeller:
    seller: Seller | None = batch(
        loaders.seller_by_id,
        key="row.seller_id",
        make=Seller.of,
        about="The seller it is held in; null for the platform.",
    )


@extend(Invitation)
class InvitationSeller:
    seller: Seller | None = batch(
        loaders.seller_by_id,
        key="row.seller_id",
        make=Seller.of,
        about="The seller one is to work for; null for the platform.",
    )


@extend(ApiKey)
class ApiKeySeller:
    seller: Seller | None = batch(
        loaders.seller_by_id,
        key="row.seller_id",
        make=Seller.of,
        about="The seller it acts for; null for the platform.",
    )
