"""Values that cross the border of customers."""

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Address:
    """Where goods or a bill go; checked by form before it gets here."""

    name: str
    country: str
    city: str
    line1: str
    phone: str | None = None
    region: str | None = None
    district: str | None = None
    line2: str | None = None
    postal_code: str | None = None

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_dict(cls, stored: dict[str, Any]) -> Self:
        return cls(**stored)


class AddressUse(StrEnum):
    """What an address of the book can be the first choice for."""

    SHIPPING = "shipping"
    BILLING = "billing"


class ConsentKind(StrEnum):
    """What a person agrees to, or not."""

    TERMS = "terms"
    PRIVACY_POLICY = "privacy_policy"
    MARKETING = "marketing"
