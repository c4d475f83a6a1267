"""A draft in the terms of this platform, before it is compared with what is there.

Stock: a quantity in the file is counted stock, so that nothing is oversold, even where Shopify
itself did not count ("Inventory Tracker" empty). Only "continue selling" and an empty quantity
mean stock that never runs out.
"""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from commerce.imports.rules import ALL_FIELDS, category_of
from commerce.imports.types import ProductDraft, Status, VariantDraft
from commerce.kernel import html
from commerce.kernel.text import pick, slugify

STORED = ALL_FIELDS - {"weight_unit", "taxable", "published", "allow_backorder"}
MAX_IMAGES = 100
_LONGEST_REF = 255
_LONGEST_CODE = 90


def settled(draft: ProductDraft, *, category: Sequence[str] = ()) -> ProductDraft:
    """The draft with what this platform would make of it.

    Args:
        draft: as it was read.
        category: the path of names for a product that names none.
    """
    status, given = _status(draft), set(draft.given)
    if given & {"status", "published"}:
        given.add("status")
    if "quantity" in given:
        given.add("tracked")
    else:
        given.discard("tracked")
    named = draft.product_type if category_of(draft) or not category else category[-1]
    draft = replace(
        draft,
        description_html=html.clean(draft.description_html),
        product_type=named,
        status=status,
        variants=tuple(_variant(each) for each in draft.variants),
        given=frozenset(given),
    )
    return _fitting(draft)


def _status(draft: ProductDraft) -> Status:
    hidden = draft.status is Status.ACTIVE and not draft.published
    return Status.DRAFT if hidden else draft.status


def _variant(draft: VariantDraft) -> VariantDraft:
    tracked = draft.quantity is not None and not draft.allow_backorder
    return replace(draft, tracked=tracked, quantity=draft.quantity if tracked else 0)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in its place; `variant` is the index of the variant that shows it."""

    url: str
    alt: str
    variant: int | None


def gallery(draft: ProductDraft) -> list[Picture]:
    """The pictures of the product in their order, then those that only variants show.

    A picture names one variant, so further variants with the same one get a copy at the end.
    """
    wearers: dict[str, list[int]] = {}
    for at, variant in enumerate(draft.variants):
        if variant.image_url:
            wearers.setdefault(variant.image_url, []).append(at)
    pictures = []
    for image in sorted(draft.images, key=lambda each: each.position):
        waiting = wearers.get(image.url)
        pictures.append(Picture(image.url, image.alt, waiting.pop(0) if waiting else None))
    pictures += [Picture(url, "", at) for url, places in wearers.items() for at in places]
    return pictures


def _fitting(draft: ProductDraft) -> ProductDraft:
    """The draft without the pictures that are too many here."""
    pictures = gallery(draft)
    if len(pictures) <= MAX_IMAGES:
        return draft
    kept = pictures[:MAX_IMAGES]
    shown = {each.variant for each in kept}
    return replace(
        draft,
        images=draft.images[:MAX_IMAGES],
        variants=tuple(
            each if at in shown else replace(each, image_url=None)
            for at, each in enumerate(draft.variants)
        ),
    )


def external_ref(seller_slug: str, handle: str) -> str:
    """How a product of a seller's file is found again."""
    ref = f"shopify:{seller_slug}:{handle}"
    if len(ref) <= _LONGEST_REF:
        return ref
    digest = hashlib.sha256(ref.encode()).hexdigest()[:32]
    return f"{ref[: _LONGEST_REF - 33]}-{digest}"


def product_slug(handle: str, seller_slug: str, taken: Collection[str]) -> str | None:
    """The address of a new product: its handle, else with the seller; None to make one up."""
    own = slugify(handle)
    both = slugify(f"{handle[:150]}-{seller_slug}")
    return next((each for each in (own, both) if each and each not in taken), None)


def category_path(draft: ProductDraft, default: Sequence[str]) -> tuple[str, ...]:
    """The names from the root to the category of a settled draft; empty for none."""
    category = category_of(draft)
    if category is None:
        return ()
    if default and category.name == default[-1]:
        return tuple(default)
    return (category.name,)


def same_words(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two lists of brands or tags name the same ones: those have one address each."""
    return {slugify(each) or each for each in one} == {slugify(each) or each for each in other}


def codes(names: Sequence[str], known: Mapping[str, Mapping[str, str]], language: str) -> list[str]:
    """A code for each option or value: that of the known one of this name, else a new one.

    Args:
        names: all different.
        known: translated names by code.
        language: of the names.
    """
    by_name = {pick(name, language): code for code, name in known.items()}
    taken = set(known)
    found = []
    for name in names:
        code = by_name.pop(name, None) or _new_code(name, taken)
        taken.add(code)
        found.append(code)
    return found


def _new_code(name: str, taken: Collection[str]) -> str:
    digest = hashlib.sha256(name.encode()).hexdigest()[:12]
    base = slugify(name)[:_LONGEST_CODE].rstrip("-") or f"x-{digest}"
    return base if base not in taken else f"{base[:70]}-{digest}"
