"""Inputs of options and variants."""

from collections.abc import Sequence
from uuid import UUID

import strawberry

from commerce.catalog.graphql.inputs.lookups import Action
from commerce.catalog.graphql.types import PRODUCT, VARIANT
from commerce.catalog.types import Keep, NewOption, NewValue, NewVariant, VariantPatch
from commerce.kernel import ids
from commerce.kernel.errors import InvalidInput
from commerce.kernel.graphql.inputs import count, line, slug, text
from commerce.kernel.graphql.types import TranslationInput

_CODE = 100


def _code(given: str | None, *path: str) -> str | None:
    if given is None:
        return None
    if len(given) > _CODE:
        raise InvalidInput("too_long", path=path)
    return slug(given, *path)


@strawberry.input(description="One choice of an option.")
class ProductOptionValueInput:
    name: list[TranslationInput]
    code: str | None = strawberry.field(default=None, description="Made of the name when missing.")

    def to_new(self, *path: str) -> NewValue:
        return NewValue(text(self.name, *path, "name"), _code(self.code, *path, "code"))


@strawberry.input(description="What the variants of a product differ in.")
class ProductOptionInput:
    name: list[TranslationInput]
    values: list[ProductOptionValueInput]
    code: str | None = strawberry.field(default=None, description="Made of the name when missing.")

    def to_new(self, at: int) -> NewOption:
        path = ("input", "options", str(at))
        values = tuple(
            each.to_new(*path, "values", str(place)) for place, each in enumerate(self.values)
        )
        return NewOption(text(self.name, *path, "name"), values, _code(self.code, *path, "code"))


@strawberry.input(description="The value of one option, each by its code or its name.")
class ChoiceInput:
    option: str
    value: str


def _choices(given: Sequence[ChoiceInput] | None) -> tuple[tuple[str, str], ...]:
    return tuple((each.option, each.value) for each in given or ())


def _sku(given: str | None, *path: str) -> str | None:
    return None if given is None else line(given, *path, longest=100)


def _barcode(given: str | None, *path: str) -> str | None:
    return None if given is None else line(given, *path, longest=64)


@strawberry.input(description="A new variant; it has one value of every option of the product.")
class ProductVariantInput:
    sku: str | None = None
    barcode: str | None = None
    options: list[ChoiceInput] | None = None
    weight_grams: int = 0
    requires_shipping: bool = True

    def to_new(self, *path: str) -> NewVariant:
        return NewVariant(
            sku=_sku(self.sku, *path, "sku"),
            barcode=_barcode(self.barcode, *path, "barcode"),
            choices=_choices(self.options),
            weight_grams=count(self.weight_grams, *path, "weightGrams"),
            requires_shipping=self.requires_shipping,
        )


@strawberry.input(description="A variant to add to a product.")
class ProductVariantCreateInput(ProductVariantInput):
    product: strawberry.ID
    expected_version: int | None = strawberry.field(
        default=None, description="The version of the product that was seen."
    )

    @property
    def product_id(self) -> UUID:
        return ids.decode(PRODUCT, self.product, path=("input", "product"))


@strawberry.input(description="Changes to a variant; what is left out stays.")
class ProductVariantUpdateInput(Action):
    prefix = VARIANT

    sku: str | None = strawberry.field(default=strawberry.UNSET, description="null takes it away.")
    barcode: str | None = strawberry.field(
        default=strawberry.UNSET, description="null takes it away."
    )
    options: list[ChoiceInput] | None = None
    weight_grams: int | None = None
    requires_shipping: bool | None = None
    position: int | None = None

    def to_patch(self) -> VariantPatch:
        grams, position = self.weight_grams, self.position
        return VariantPatch(
            sku=Keep.KEEP if self.sku is strawberry.UNSET else _sku(self.sku, "input", "sku"),
            barcode=Keep.KEEP
            if self.barcode is strawberry.UNSET
            else _barcode(self.barcode, "input", "barcode"),
            choices=None if self.options is None else _choices(self.options),
            weight_grams=None if grams is None else count(grams, "input", "weightGrams"),
            requires_shipping=self.requires_shipping,
            position=None if position is None else count(position, "input", "position"),
        )


@strawberry.input(description="The options and variants of a product, all of them.")
class ProductOptionsSetInput:
    product: strawberry.ID
    options: list[ProductOptionInput]
    variants: list[ProductVariantInput]
    expected_version: int | None = strawberry.field(
        default=None, description="The version of the product that was seen."
    )

    @property
    def product_id(self) -> UUID:
        return ids.decode(PRODUCT, self.product, path=("input", "product"))

    def to_options(self) -> list[NewOption]:
        return [each.to_new(at) for at, each in enumerate(self.options)]

    def to_variants(self) -> list[NewVariant]:
        return [each.to_new("input", "variants", str(at)) for at, each in enumerate(self.variants)]


@strawberry.input(description="Variants to add or, where the SKU is known, to change.")
class ProductVariantBulkUpsertInput:
    product: strawberry.ID
    variants: list[ProductVariantInput]
    expected_version: int | None = strawberry.field(
        default=None, description="The version of the product that was seen."
    )

    @property
    def product_id(self) -> UUID:
        return ids.decode(PRODUCT, self.product, path=("input", "product"))

    def to_variants(self) -> list[NewVariant]:
        return [each.to_new("input", "variants", str(at)) for at, each in enumerate(self.variants)]
