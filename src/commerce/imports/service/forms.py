"""The options and variants of a product: how the file's choices are spelled, and how they go in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from commerce.catalog import service as catalog
from commerce.catalog.types import NewOption, NewValue, NewVariant, VariantPatch
from commerce.imports import shape
from commerce.imports.rules import Change
from commerce.imports.service.known import Known
from commerce.imports.service.shop import Shop
from commerce.imports.types import ProductDraft, VariantDraft
from commerce.kernel.db import Tx


@dataclass(frozen=True, slots=True)
class Forms:
    """Options as the catalog takes them; `spelled` are the codes of values, by their names."""

    options: tuple[NewOption, ...]
    spelled: tuple[Mapping[str, str], ...]

    def choices(self, values: Sequence[str]) -> tuple[tuple[str, str], ...]:
        """Pairs of option code and value code."""
        pairs = zip(self.options, self.spelled, values, strict=True)
        return tuple((str(option.code), codes[value]) for option, codes, value in pairs)


def forms_of(
    draft: ProductDraft, language: str, options: Sequence[catalog.OptionPortrait] = ()
) -> Forms:
    """Options with the values of the file and those that are there; codes stay what they are."""
    known = {each.code: each for each in options}
    option_codes = shape.codes(draft.options, {c: o.name for c, o in known.items()}, language)
    made, spelled = [], []
    for at, (code, name) in enumerate(zip(option_codes, draft.options, strict=True)):
        old = known.get(code)
        there = dict(old.values) if old else {}
        values = list(dict.fromkeys(variant.values[at] for variant in draft.variants))
        codes = dict(zip(values, shape.codes(values, there, language), strict=True))
        for value, each in codes.items():
            there.setdefault(each, {language: value})
        names = {**(old.name if old else {}), language: name}
        made.append(NewOption(names, tuple(NewValue(n, c) for c, n in there.items()), code))
        spelled.append(codes)
    return Forms(tuple(made), tuple(spelled))


def new_variant(shop: Shop, draft: VariantDraft, forms: Forms) -> NewVariant:
    """A variant of the file. Only the house's SKUs are the catalog's: those of sellers may meet."""
    return NewVariant(
        sku=draft.sku if shop.house else None,
        barcode=draft.barcode or None,
        choices=forms.choices(draft.values),
        weight_grams=draft.grams,
        requires_shipping=draft.requires_shipping,
    )


async def reshape(tx: Tx, shop: Shop, change: Change, known: Known) -> dict[int, UUID]:
    """Bring in new variants and changed choices; returns the ids of new variants by row.

    What is there is kept by a SKU for the time being, as its choice may be another one now.
    """
    forms = forms_of(change.draft, shop.language, known.portrait.options)
    rows = {row.id: row for row in known.portrait.variants}
    moved = _moved(change, rows, forms)
    for variant_id in moved:
        await catalog.update_variant(tx, variant_id, VariantPatch(sku=f"~{variant_id}"))
    told = {each.known.variant_id: each.draft for each in change.variants}
    wanted, places = [], {}
    for variant_id, row in rows.items():
        draft = told.get(variant_id)
        spoken = forms.choices(draft.values) if draft else _choices(row)
        sku = f"~{variant_id}" if variant_id in moved else row.sku
        wanted.append(NewVariant(sku, row.barcode, spoken, row.weight_grams, row.requires_shipping))
    for variant in change.new_variants:
        places[variant.row] = len(wanted)
        wanted.append(new_variant(shop, variant, forms))
    made = await catalog.set_variants(tx, known.portrait.product.id, forms.options, wanted)
    for variant_id in moved:
        patch = VariantPatch(sku=rows[variant_id].sku)
        await catalog.update_variant(tx, variant_id, patch)
    return {row: made[place].id for row, place in places.items()}


def _moved(change: Change, rows: Mapping[UUID, Any], forms: Forms) -> list[UUID]:
    """The variants whose choice is spelled otherwise now."""
    found = []
    for each in change.variants:
        variant_id = each.known.variant_id
        if variant_id is None:
            continue
        spelled = "/".join(code for _, code in forms.choices(each.draft.values))
        if spelled != rows[variant_id].choice:
            found.append(variant_id)
    return found


def _choices(row: Any) -> tuple[tuple[str, str], ...]:
    return tuple((choice["option"], choice["code"]) for choice in row.choices)
