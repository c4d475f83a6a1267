"""Facts about tax."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from commerce.kernel.events import Event, event


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class TaxRateChanged(Event):
    """A class has another rate (parts per million) in a country."""

    name: ClassVar[str] = "tax.tax_rate_changed"

    rate_id: UUID
    country: str
    class_code: str
    rate: int


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class TaxClassCreated(Event):
    """There is a new class of goods."""

    name: ClassVar[str] = "tax.tax_class_created"

    class_id: UUID
    code: str
