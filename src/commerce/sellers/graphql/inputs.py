"""Inputs of sellers."""

from uuid import UUID

import strawberry

from commerce.kernel import ids
from commerce.kernel.graphql.inputs import html, line, slug
from commerce.kernel.graphql.types import TranslationInput
from commerce.sellers.graphql.types import SELLER
from commerce.sellers.types import NewSeller, SellerPatch


@strawberry.input(one_of=True, description="Names one seller.")
class SellerBy:
    id: strawberry.ID | None = strawberry.UNSET
    slug: str | None = strawberry.UNSET


@strawberry.input(description="A shop that is asked to sell here.")
class SellerInviteInput:
    slug: str
    name: str
    description: list[TranslationInput] | None = None

    def to_new(self) -> NewSeller:
        return NewSeller(
            slug=slug(self.slug, "input", "slug"),
            name=line(self.name, "input", "name"),
            description=html(self.description, "input", "description"),
        )


@strawberry.input(description="Changes to a shop; what is left out stays.")
class SellerUpdateInput:
    id: strawberry.ID
    expected_version: int | None = None
    slug: str | None = None
    name: str | None = None
    description: list[TranslationInput] | None = None

    @property
    def uid(self) -> UUID:
        return ids.decode(SELLER, self.id, path=("input", "id"))

    def to_patch(self) -> SellerPatch:
        return SellerPatch(
            slug=None if self.slug is None else slug(self.slug, "input", "slug"),
            name=None if self.name is None else line(self.name, "input", "name"),
            description=None
            if self.description is None
            else html(self.description, "input", "description"),
        )


@strawberry.input(description="One seller, as it was seen.")
class SellerActionInput:
    id: strawberry.ID
    expected_version: int | None = None

    @property
    def uid(self) -> UUID:
        return ids.decode(SELLER, self.id, path=("input", "id"))
