"""Facts about the switches."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from commerce.kernel.events import SecurityEvent, event


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class SystemFrozen(SecurityEvent):
    """A part of the system was stopped; `scope` says which."""

    name: ClassVar[str] = "audit.system_frozen"

    switch_id: UUID
    scope: str
    reason: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class SystemUnfrozen(SecurityEvent):
    """A part of the system works again."""

    name: ClassVar[str] = "audit.system_unfrozen"

    switch_id: UUID
    scope: str
