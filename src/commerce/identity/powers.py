"""What the grants of an account add up to; pure."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from commerce.kernel.access import (
    Held,
    channel_permissions,
    permissions_of,
    seller_permissions,
)


@dataclass(frozen=True, slots=True)
class Powers:
    """Permissions for the platform, for sellers, and for channels."""

    platform: frozenset[str] = frozenset()
    sellers: Held = field(default_factory=dict)
    channels: Held = field(default_factory=dict)

    def within(self, wanted: frozenset[str], seller_id: UUID | None) -> frozenset[str]:
        """As much of what is wanted as is held for the platform, or for this seller."""
        own = self.sellers.get(seller_id, frozenset()) if seller_id else frozenset()
        return wanted & (self.platform | own)


NONE = Powers()


def permissions_in(key: str | None, listed: Sequence[str]) -> frozenset[str]:
    """What a role allows: a built-in one by code, another one what it lists."""
    return permissions_of(key) if key is not None else frozenset(listed)


def powers_of(grants: Iterable[Sequence[Any]]) -> Powers:
    """What grants add up to; each is key and permissions of its role, seller and channel.

    For a place counts only what can be held for a place: a role may list more than that.
    """
    platform: set[str] = set()
    sellers: defaultdict[UUID, frozenset[str]] = defaultdict(frozenset)
    channels: defaultdict[UUID, frozenset[str]] = defaultdict(frozenset)
    for key, listed, seller_id, channel_id in grants:
        names = permissions_in(key, listed)
        if seller_id is not None:
            sellers[UUID(seller_id)] |= names & seller_permissions()
        elif channel_id is not None:
            channels[UUID(channel_id)] |= names & channel_permissions()
        else:
            platform |= names
    return Powers(frozenset(platform), dict(sellers), dict(channels))
