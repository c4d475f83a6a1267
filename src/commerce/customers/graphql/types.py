"""The address book, consents and the rules of addresses in the schema."""

from datetime import datetime
from typing import Any, Self

import strawberry

from commerce.customers.countries import CountryRules, Region
from commerce.customers.rules import fields_of
from commerce.customers.types import AddressUse, ConsentKind
from commerce.kernel.graphql.context import Context
from commerce.kernel.graphql.fields import attribute, public_id
from commerce.kernel.graphql.scalars import CountryCode

ADDRESS = "addr"
strawberry.enum(AddressUse, description="What an address can be the first choice for.")
strawberry.enum(ConsentKind, description="What a person agrees to, or not.")


@strawberry.type(description="An address of one's own address book.")
class AccountAddress:
    __slots__ = ("row",)

    row: strawberry.Private[Any]
    id: strawberry.ID = public_id(ADDRESS)
    version: int = attribute("row.version")
    name: str = attribute(lambda self, _: self.row.address["name"])
    phone: str | None = attribute(lambda self, _: self.row.address["phone"])
    country: CountryCode = attribute(lambda self, _: self.row.address["country"])
    region: str | None = attribute(lambda self, _: self.row.address["region"])
    district: str | None = attribute(lambda self, _: self.row.address["district"])
    city: str = attribute(lambda self, _: self.row.address["city"])
    line1: str = attribute(lambda self, _: self.row.address["line1"])
    line2: str | None = attribute(lambda self, _: self.row.address["line2"])
    postal_code: str | None = attribute(lambda self, _: self.row.address["postal_code"])
    default_shipping: bool = attribute("row.default_shipping", about="First choice for goods.")
    default_billing: bool = attribute("row.default_billing", about="First choice for bills.")

    @classmethod
    def of(cls, row: Any, context: Context) -> Self:
        """The address of a stored row."""
        return cls(row=row)


@strawberry.type(description="That a person agreed to a version of something, or took it back.")
class Consent:
    __slots__ = ("row",)

    row: strawberry.Private[Any]
    kind: ConsentKind = attribute(lambda self, _: ConsentKind(self.row.kind))
    version: str = attribute("row.version", about="Of the words that the person saw.")
    given: bool = attribute("row.given", about="False when it was taken back.")
    at: datetime = attribute("row.at")

    @classmethod
    def of(cls, row: Any, context: Context) -> Self:
        """The consent of a stored row."""
        return cls(row=row)


@strawberry.type(description="A field of an address that is worth asking for.")
class AddressField:
    name: str = strawberry.field(description="As `AddressInput` calls it.")
    required: bool


@strawberry.type(description="A part of a country.")
class AddressRegion:
    code: str = strawberry.field(description="By ISO 3166-2.")
    name: str

    @classmethod
    def of(cls, region: Region, language: str) -> Self:
        return cls(code=region.code, name=region.name.say(language))


@strawberry.type(description="What addresses in a country are held to.")
class AddressRules:
    country: CountryCode
    fields: list[AddressField] = strawberry.field(description="In the order of a form; at most 9.")
    postal_code_pattern: str = strawberry.field(description="A regular expression.")
    postal_code_example: str | None
    regions: list[AddressRegion] = strawberry.field(
        description="To choose from, at most 100; others are taken too. Empty where none are known."
    )
    cities_without_region: list[str] = strawberry.field(
        description="Cities that belong to no region, so that none is required there."
    )

    @classmethod
    def of(cls, country: str, rules: CountryRules, language: str) -> Self:
        return cls(
            country=CountryCode(country),
            fields=[AddressField(name=name, required=must) for name, must in fields_of(rules)],
            postal_code_pattern=rules.postal,
            postal_code_example=rules.example or None,
            regions=[AddressRegion.of(each, language) for each in rules.regions],
            cities_without_region=list(rules.apart),
        )
