"""What an import would do: create, update field by field, or nothing; and the category rule."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from commerce.imports.texts import slugify
from commerce.imports.types import ImageDraft, ProductDraft, Status, VariantDraft, WeightUnit

Value = str | int | bool | None | tuple[str, ...]

PRODUCT_FIELDS = (
    *("title", "description_html", "vendor", "category", "tags", "status", "published"),
    *("seo_title", "seo_description", "options", "images"),
)
VARIANT_FIELDS = (
    *("values", "sku", "barcode", "grams", "weight_unit", "price_minor", "compare_at_minor"),
    *("tracked", "quantity", "allow_backorder", "requires_shipping", "taxable", "image_url"),
)
ALL_FIELDS = frozenset((*PRODUCT_FIELDS, *VARIANT_FIELDS))


class ChangeKind(StrEnum):
    """What happens to one product."""

    CREATE = "create"
    UPDATE = "update"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class Category:
    """A category by its slug; the name is used when it has to be made."""

    slug: str
    name: str


@dataclass(frozen=True)
class KnownVariant:
    """A variant as the platform has it now, in the words of the import.

    `price_minor`, `tracked` and `quantity` are None where nothing is written yet.
    """

    values: tuple[str, ...]
    sku: str
    barcode: str
    grams: int
    weight_unit: WeightUnit
    price_minor: int | None
    compare_at_minor: int | None
    tracked: bool | None
    quantity: int | None
    allow_backorder: bool
    requires_shipping: bool
    taxable: bool
    image_url: str | None
    variant_id: UUID | None = None


@dataclass(frozen=True)
class KnownProduct:
    """A product as the platform has it now; `category` is a slug."""

    handle: str
    title: str
    description_html: str
    vendor: str
    category: str | None
    tags: tuple[str, ...]
    status: Status
    published: bool
    seo_title: str
    seo_description: str
    options: tuple[str, ...]
    variants: tuple[KnownVariant, ...]
    images: tuple[ImageDraft, ...]


@dataclass(frozen=True)
class FieldChange:
    """One field that differs; `sku` is None for a field of the product itself."""

    field: str
    old: Value
    new: Value
    sku: str | None = None


@dataclass(frozen=True)
class VariantChange:
    """A variant of the file with the one it means, and the names of the fields that differ."""

    draft: VariantDraft
    known: KnownVariant
    fields: frozenset[str]


@dataclass(frozen=True)
class Change:
    """What the import would do to one product.

    `variants` are those that are there already, `new_variants` are added, `kept` are the SKUs
    that the file does not speak of and that stay.
    """

    kind: ChangeKind
    draft: ProductDraft
    fields: tuple[FieldChange, ...] = ()
    variants: tuple[VariantChange, ...] = ()
    new_variants: tuple[VariantDraft, ...] = ()
    kept: tuple[str, ...] = ()


def category_of(draft: ProductDraft) -> Category | None:
    """The product type, else the last part of the Google category, else nothing.

    Google also allows a bare number for a category, which names nothing to a buyer.
    """
    last = draft.google_category.rsplit(">", 1)[-1].strip()
    for name in (draft.product_type, "" if last.isdigit() else last):
        if slug := slugify(name):
            return Category(slug, name)
    return None


def plan(
    draft: ProductDraft, known: KnownProduct | None, *, stored: frozenset[str] = ALL_FIELDS
) -> Change:
    """Compare a draft with the product of the same handle.

    Only fields the file has a column for and the platform stores are compared. A draft without
    a category or a SKU leaves those of the platform alone; variants are never removed.

    Args:
        draft: the product in the file.
        known: the product on the platform, None when there is none.
        stored: the fields the platform keeps at all.
    """
    if known is None:
        return Change(ChangeKind.CREATE, draft, new_variants=draft.variants)
    compared = _compared(draft) & stored
    pairs, added, kept = _match(draft.variants, known.variants)
    changes = [*_differences(_product_values(draft), _known_values(known), compared)]
    variants = []
    for new, old in pairs:
        spoken = compared if new.sku else compared - {"sku"}
        found = [*_differences(_variant_values(new), _variant_values(old), spoken, sku=old.sku)]
        changes += found
        variants.append(VariantChange(new, old, frozenset(each.field for each in found)))
    kind = ChangeKind.UPDATE if changes or added else ChangeKind.UNCHANGED
    return Change(kind, draft, tuple(changes), tuple(variants), added, kept)


def _compared(draft: ProductDraft) -> frozenset[str]:
    category = {"category"} if category_of(draft) else set()
    return draft.given | category


def _differences(
    new: Mapping[str, Value],
    old: Mapping[str, Value],
    compared: Iterable[str],
    *,
    sku: str | None = None,
) -> Iterator[FieldChange]:
    wanted = frozenset(compared)
    for field, value in new.items():
        if field in wanted and value != old[field]:
            yield FieldChange(field, old[field], value, sku)


def _product_values(draft: ProductDraft) -> dict[str, Value]:
    category = category_of(draft)
    own = {"category": category.slug if category else None, "images": _pictures(draft.images)}
    return {name: own[name] if name in own else getattr(draft, name) for name in PRODUCT_FIELDS}


def _known_values(known: KnownProduct) -> dict[str, Value]:
    values: dict[str, Value] = {name: getattr(known, name) for name in PRODUCT_FIELDS}
    return {**values, "images": _pictures(known.images)}


def _variant_values(variant: VariantDraft | KnownVariant) -> dict[str, Value]:
    return {name: getattr(variant, name) for name in VARIANT_FIELDS}


def _pictures(images: tuple[ImageDraft, ...]) -> tuple[str, ...]:
    """Pictures in their order, each as one line; the place in the order is the position."""
    ordered = sorted(images, key=lambda image: image.position)
    return tuple(f"{image.url} ({image.alt})" if image.alt else image.url for image in ordered)


def _match(
    drafts: tuple[VariantDraft, ...], known: tuple[KnownVariant, ...]
) -> tuple[list[tuple[VariantDraft, KnownVariant]], tuple[VariantDraft, ...], tuple[str, ...]]:
    """Pair variants by SKU, then by option values; give the new and the left-over ones too."""
    by_sku = {variant.sku: variant for variant in known}
    found = {
        draft.row: by_sku.pop(draft.seller_sku) for draft in drafts if draft.seller_sku in by_sku
    }
    by_values = {variant.values: variant for variant in by_sku.values()}
    for draft in drafts:
        if draft.row not in found and draft.values in by_values:
            found[draft.row] = by_values.pop(draft.values)
    pairs = [(draft, found[draft.row]) for draft in drafts if draft.row in found]
    added = tuple(draft for draft in drafts if draft.row not in found)
    matched = {variant.sku for variant in found.values()}
    kept = tuple(variant.sku for variant in known if variant.sku not in matched)
    return pairs, added, kept
