"""Values that cross the border of sellers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID


class SellerStatus(StrEnum):
    """Where a seller stands; only an active one sells."""

    APPLIED = "applied"
    ACTIVE = "active"
    PAUSED = "paused"
    CLOSED = "closed"


class SellerCard(NamedTuple):
    """A seller without its long texts, as it stands beside an offer."""

    id: UUID
    version: int
    slug: str
    name: str
    status: str
    house: bool


@dataclass(frozen=True, slots=True)
class NewSeller:
    """A shop to be; `house` marks the marketplace's own, of which there is one."""

    slug: str
    name: str
    description: Mapping[str, str] = field(default_factory=dict)
    house: bool = False


@dataclass(frozen=True, slots=True)
class SellerPatch:
    """Changes to a shop; None leaves a value as it is."""

    slug: str | None = None
    name: str | None = None
    description: Mapping[str, str] | None = None
