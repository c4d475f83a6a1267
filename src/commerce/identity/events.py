"""Facts about tokens."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from commerce.kernel.events import SecurityEvent, event


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class TokenCreated(SecurityEvent):
    """A token was made; the secret is in no event."""

    name: ClassVar[str] = "identity.token_created"

    token_id: UUID
    role: str
    seller_id: UUID | None


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class TokenRevoked(SecurityEvent):
    """A token is not good any more."""

    name: ClassVar[str] = "identity.token_revoked"

    token_id: UUID
