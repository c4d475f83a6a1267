"""Facts about what people keep with us; no event has an address in it."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from commerce.kernel.events import Event, event


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class AddressBookChanged(Event):
    """An address came into somebody's book, was changed, or left it."""

    name: ClassVar[str] = "customers.address_book_changed"

    account_id: UUID


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentChanged(Event):
    """Somebody agreed to a version of something, or took it back."""

    name: ClassVar[str] = "customers.consent_changed"

    account_id: UUID
    kind: str
    version: str
    given: bool
