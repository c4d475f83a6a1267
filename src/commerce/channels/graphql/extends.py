"""What channels add to roles that are held in them."""

from commerce.channels import loaders
from commerce.channels.graphql.types import Channel
from commerce.identity.graphql.role_types import RoleGrant
from commerce.kernel.graphql.extend import extend
from commerce.kernel.graphql.fields import batch


@extend(RoleGrant)
class RoleGrantChannel:
    channel: Channel | None = batch(
        loaders.channel_by_id,
        key="row.channel_id",
        make=Channel.of,
        about="The channel it is held in; null for the whole platform.",
    )
