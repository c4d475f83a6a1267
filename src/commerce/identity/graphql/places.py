"""Where a role is to be held."""

import strawberry

from commerce.identity.types import EVERYWHERE, Place
from commerce.kernel import ids

# The domains of sellers and channels, above this one, call their ids so.
SELLER, CHANNEL = "sel", "chn"


@strawberry.input(one_of=True, description="One place of the platform.")
class PlaceInput:
    seller: strawberry.ID | None = strawberry.UNSET
    channel: strawberry.ID | None = strawberry.UNSET

    @staticmethod
    def of(given: "PlaceInput | None") -> Place:
        """The place that is named, or the whole platform.

        Raises:
            InvalidInput: it cannot be one.
        """
        if given is None:
            return EVERYWHERE
        if given.seller:
            seller_id = ids.decode(SELLER, given.seller, path=("input", "place", "seller"))
            return Place(seller_id=seller_id)
        path = ("input", "place", "channel")
        return Place(channel_id=ids.decode(CHANNEL, given.channel or "", path=path))
