"""Facts about exports and erasures; no event says anything about the person."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from commerce.kernel.events import Event, SecurityEvent, event


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class ExportRequested(SecurityEvent):
    """Somebody wants all that is kept about them."""

    name: ClassVar[str] = "privacy.export_requested"

    export_id: UUID
    account_id: UUID


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class ExportReady(Event):
    """All that is kept about somebody can be fetched."""

    name: ClassVar[str] = "privacy.export_ready"

    export_id: UUID
    account_id: UUID


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class ExportFetched(SecurityEvent):
    """Somebody has fetched all that is kept about them."""

    name: ClassVar[str] = "privacy.export_fetched"

    export_id: UUID
    account_id: UUID


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureRequested(SecurityEvent):
    """Somebody wants to be erased, and has `days` to think it over."""

    name: ClassVar[str] = "privacy.erasure_requested"

    erasure_id: UUID
    account_id: UUID
    days: int


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureCancelled(SecurityEvent):
    """Somebody has thought better of it: they signed in."""

    name: ClassVar[str] = "privacy.erasure_cancelled"

    erasure_id: UUID
    account_id: UUID


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class AccountErased(SecurityEvent):
    """What is personal about somebody is erased but for `kept` rows that are still needed."""

    name: ClassVar[str] = "privacy.account_erased"

    erasure_id: UUID
    account_id: UUID
    kept: int
