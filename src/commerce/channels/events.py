"""Facts about channels."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from commerce.kernel.events import Event, event


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelChanged(Event):
    """A channel was created or its settings changed."""

    name: ClassVar[str] = "channels.channel_changed"

    channel_id: UUID
