"""Values that cross the border of shipping."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Parcel:
    """What one seller sends: weights in grams, the worth of the goods in minor units."""

    seller_id: UUID
    country: str
    currency: str
    weight_grams: int
    items_minor: int
    quantity: int


@dataclass(frozen=True, slots=True)
class Option:
    """A way to send a parcel, and its price in minor units."""

    method_id: UUID
    code: str
    name: Mapping[str, str]
    minor: int
    currency: str
    tax_class: str
    min_days: int
    max_days: int


@dataclass(frozen=True, slots=True)
class Options:
    """The ways to send a parcel, cheapest first; `failed` are codes whose provider failed."""

    rates: tuple[Option, ...]
    failed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NewZone:
    """Countries to deliver to; without a seller it serves the parcels of all."""

    name: str
    countries: Sequence[str]
    seller_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class ZonePatch:
    """Changes to a zone; None leaves a value as it is."""

    name: str | None = None
    countries: Sequence[str] | None = None


@dataclass(frozen=True, slots=True)
class NewMethod:
    """A way of delivery of a zone; `config` is for its provider."""

    zone_id: UUID
    code: str
    name: Mapping[str, str]
    provider: str
    currency: str
    config: Mapping[str, Any] = field(default_factory=dict)
    tax_class: str = "standard"
    min_days: int = 1
    max_days: int = 3


@dataclass(frozen=True, slots=True)
class MethodPatch:
    """Changes to a method; None leaves a value as it is."""

    name: Mapping[str, str] | None = None
    config: Mapping[str, Any] | None = None
    tax_class: str | None = None
    min_days: int | None = None
    max_days: int | None = None
    active: bool | None = None
