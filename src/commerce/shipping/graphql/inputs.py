"""Inputs of shipping."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import strawberry

from commerce.kernel import ids
from commerce.kernel.errors import InvalidInput
from commerce.kernel.graphql.inputs import code, line, text
from commerce.kernel.graphql.scalars import JSON, CountryCode, CurrencyCode
from commerce.kernel.graphql.types import TranslationInput
from commerce.shipping.graphql.types import METHOD, ZONE
from commerce.shipping.types import MethodPatch, NewMethod, ZonePatch


@strawberry.input(description="A new zone.")
class ShippingZoneCreateInput:
    name: str
    countries: list[CountryCode]
    seller: strawberry.ID | None = strawberry.field(
        default=None, description="Left out by staff, the zone serves the parcels of all."
    )


@strawberry.input(description="Changes to a zone; what is left out stays.")
class ShippingZoneUpdateInput:
    id: strawberry.ID
    name: str | None = None
    countries: list[CountryCode] | None = None
    expected_version: int | None = None

    @property
    def uid(self) -> UUID:
        return ids.decode(ZONE, self.id, path=("input", "id"))

    def to_patch(self) -> ZonePatch:
        return ZonePatch(
            name=None if self.name is None else line(self.name, "input", "name"),
            countries=self.countries,
        )


@strawberry.input(description="The zone to delete, with its methods.")
class ShippingZoneDeleteInput:
    id: strawberry.ID

    @property
    def uid(self) -> UUID:
        return ids.decode(ZONE, self.id, path=("input", "id"))


@strawberry.input(description="A new way of delivery.")
class ShippingMethodCreateInput:
    zone: strawberry.ID
    code: str
    name: list[TranslationInput]
    provider: str
    currency: CurrencyCode
    config: JSON
    tax_class: str = "standard"
    min_days: int = 1
    max_days: int = 3

    def to_new(self) -> NewMethod:
        return NewMethod(
            zone_id=ids.decode(ZONE, self.zone, path=("input", "zone")),
            code=code(self.code, "input", "code"),
            name=text(self.name, "input", "name"),
            provider=line(self.provider, "input", "provider", longest=64),
            currency=self.currency,
            config=_object(self.config),
            tax_class=code(self.tax_class, "input", "taxClass"),
            min_days=self.min_days,
            max_days=self.max_days,
        )


@strawberry.input(description="Changes to a way of delivery; what is left out stays.")
class ShippingMethodUpdateInput:
    id: strawberry.ID
    name: list[TranslationInput] | None = None
    config: JSON | None = None
    tax_class: str | None = None
    min_days: int | None = None
    max_days: int | None = None
    active: bool | None = None
    expected_version: int | None = None

    @property
    def uid(self) -> UUID:
        return ids.decode(METHOD, self.id, path=("input", "id"))

    def to_patch(self) -> MethodPatch:
        tax_class = self.tax_class
        return MethodPatch(
            name=None if self.name is None else text(self.name, "input", "name"),
            config=None if self.config is None else _object(self.config),
            tax_class=None if tax_class is None else code(tax_class, "input", "taxClass"),
            min_days=self.min_days,
            max_days=self.max_days,
            active=self.active,
        )


@strawberry.input(description="The way of delivery to delete.")
class ShippingMethodDeleteInput:
    id: strawberry.ID

    @property
    def uid(self) -> UUID:
        return ids.decode(METHOD, self.id, path=("input", "id"))


def _object(given: object) -> Mapping[str, Any]:
    if not isinstance(given, dict):
        raise InvalidInput("object", path=("input", "config"))
    return given
