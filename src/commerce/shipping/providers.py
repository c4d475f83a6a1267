"""The slot of providers that rate parcels. A method names its provider and its configuration."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from commerce.kernel.plugins import Slot


@dataclass(frozen=True, slots=True)
class RateQuery:
    """A parcel to be rated: `config` is the method's, weight in grams, money in minor units."""

    config: Mapping[str, Any]
    currency: str
    country: str
    weight_grams: int
    items_minor: int
    quantity: int


@dataclass(frozen=True, slots=True)
class Rate:
    """A price in minor units, and days if the provider knows them better than the method."""

    minor: int
    min_days: int | None = None
    max_days: int | None = None


class ShippingProvider(Protocol):
    """Rates parcels; is never asked inside a transaction.

    `config_schema` is a JSON Schema (2020-12) of the configuration of a method.
    """

    config_schema: Mapping[str, Any]

    async def rates(self, query: RateQuery) -> Rate | None:
        """The rate of a parcel, or None when it cannot be sent this way."""
        ...


SHIPPING: Slot[ShippingProvider] = Slot("shipping")
