"""Values that cross the border of channels."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Market:
    """What one request is answered in: a channel with its country, language and currency."""

    channel_id: UUID
    channel: str
    country: str
    language: str
    currency: str
    prices_include_tax: bool


@dataclass(frozen=True, slots=True)
class Terms:
    """What a channel serves, and how its prices are meant."""

    channel_id: UUID
    currencies: tuple[str, ...]
    countries: tuple[str, ...]
    prices_include_tax: bool
