"""Inputs of customers."""

from uuid import UUID

import strawberry

from commerce.customers.graphql.types import ADDRESS
from commerce.customers.rules import checked
from commerce.customers.types import Address, AddressUse, ConsentKind
from commerce.kernel import ids
from commerce.kernel.graphql import inputs
from commerce.kernel.graphql.scalars import CountryCode

LONGEST_VERSION = 40


@strawberry.input(description="Where goods or a bill go; `addressRules` tells what is required.")
class AddressInput:
    name: str
    country: CountryCode
    city: str
    line1: str
    line2: str | None = None
    region: str | None = None
    district: str | None = None
    postal_code: str | None = None
    phone: str | None = None

    def to_address(self, *path: str) -> Address:
        """The address in its one form.

        Raises:
            InvalidInput: its country is not content with it.
        """
        address = Address(
            name=inputs.line(self.name, *path, "name"),
            country=self.country,
            city=inputs.line(self.city, *path, "city"),
            line1=inputs.line(self.line1, *path, "line1"),
            line2=_optional(self.line2, *path, "line2"),
            region=_optional(self.region, *path, "region"),
            district=_optional(self.district, *path, "district"),
            postal_code=_optional(self.postal_code, *path, "postalCode"),
            phone=inputs.phone(self.phone, *path, "phone") if self.phone else None,
        )
        return checked(address, *path)


def _optional(value: str | None, *path: str) -> str | None:
    return inputs.optional(value or "", *path, longest=200) or None


def _uid(public: strawberry.ID) -> UUID:
    return ids.decode(ADDRESS, public, path=("input", "id"))


@strawberry.input(description="An address for the book.")
class AccountAddressCreateInput:
    address: AddressInput
    default_for: list[AddressUse] = strawberry.field(
        default_factory=list, description="The first address of a book is for everything."
    )


@strawberry.input(description="What one address of the book is to be from now on, as a whole.")
class AccountAddressUpdateInput:
    id: strawberry.ID
    address: AddressInput
    expected_version: int | None = None

    @property
    def uid(self) -> UUID:
        return _uid(self.id)


@strawberry.input(description="An address to take out of the book.")
class AccountAddressDeleteInput:
    id: strawberry.ID

    @property
    def uid(self) -> UUID:
        return _uid(self.id)


@strawberry.input(description="An address of the book, and what it is to be the first choice for.")
class AccountAddressSetDefaultInput:
    id: strawberry.ID
    default_for: list[AddressUse]

    @property
    def uid(self) -> UUID:
        return _uid(self.id)


@strawberry.input(description="What a person agrees to, or not any more.")
class ConsentSetInput:
    kind: ConsentKind
    version: str = strawberry.field(description="Of the words that the person saw.")
    given: bool

    def to_version(self) -> str:
        return inputs.line(self.version, "input", "version", longest=LONGEST_VERSION)
