"""What the platform knows of the products of a batch, in the words of the import."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from commerce.catalog import service as catalog
from commerce.imports import queries, shape
from commerce.imports.rules import KnownProduct, KnownVariant, category_of
from commerce.imports.service.shop import Shop
from commerce.imports.texts import slugify
from commerce.imports.types import ImageDraft, ProductDraft, Status, WeightUnit
from commerce.kernel.reads import Reader, compiled
from commerce.kernel.text import pick

_OFFERS = compiled(queries.offers_of())


@dataclass(slots=True)
class Known:
    """A product with the offers the seller makes of it, by variant."""

    portrait: catalog.Portrait
    offers: dict[UUID, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Snapshot:
    """The known products of a batch by their reference, and which slugs are taken."""

    products: dict[str, Known]
    slugs: set[str]


async def look(reader: Reader, shop: Shop, drafts: Sequence[ProductDraft]) -> Snapshot:
    """Read what is known of these products; eight statements for any number."""
    refs = [shape.external_ref(shop.seller, draft.handle) for draft in drafts]
    wanted = {shape.product_slug(draft.handle, shop.seller, ()) for draft in drafts}
    slugs = await catalog.taken_slugs(reader, [slug for slug in wanted if slug])
    found = await catalog.portraits(reader, refs)
    products = {ref: Known(portrait) for ref, portrait in found.items()}
    by_id = {known.portrait.product.id: known for known in products.values()}
    rows = await reader.all(
        _OFFERS,
        ids=list(by_id),
        seller=shop.seller_id,
        channel=shop.channel_id,
        currency=shop.currency,
        location=shop.location_id,
    )
    for row in rows:
        by_id[row.product_id].offers[row.variant_id] = row
    return Snapshot(products, slugs)


def in_words(known: Known, draft: ProductDraft, language: str) -> KnownProduct:
    """The known product, told so that what means the same as in the draft reads the same."""
    portrait, product = known.portrait, known.portrait.product
    brand = product.brand or ""
    tags = tuple(portrait.tags)
    images = _images(portrait, {image.url for image in draft.images}, language)
    return KnownProduct(
        handle=draft.handle,
        title=product.name.get(language, ""),
        description_html=product.description.get(language, ""),
        vendor=draft.vendor if shape.same_words([brand], [draft.vendor]) else brand,
        category=_category(portrait, draft),
        tags=draft.tags if shape.same_words(tags, draft.tags) else tags,
        status=Status(product.status),
        published=draft.published,
        seo_title=product.seo_title.get(language, ""),
        seo_description=product.seo_description.get(language, ""),
        options=tuple(pick(option.name, language) for option in portrait.options),
        variants=tuple(_variant(known, row, language) for row in portrait.variants),
        images=images,
    )


def _category(portrait: catalog.Portrait, draft: ProductDraft) -> str | None:
    wanted = category_of(draft)
    for row in portrait.categories:
        if wanted is not None and wanted.name in row.name.values():
            return wanted.slug
    return next((slugify(pick(row.name, "en")) for row in portrait.categories), None)


def _images(portrait: catalog.Portrait, named: set[str], language: str) -> tuple[ImageDraft, ...]:
    """The pictures of the product itself, each once; a variant's own are told with the variant."""
    found: dict[str, str] = {}
    for row in portrait.media:
        if row.variant_id is None or row.url in named:
            found.setdefault(row.url, row.alt.get(language, ""))
    return tuple(ImageDraft(url, at, alt) for at, (url, alt) in enumerate(found.items(), start=1))


def _variant(known: Known, row: Any, language: str) -> KnownVariant:
    offer = known.offers.get(row.id)
    tracked = offer.tracked if offer else None
    pictures = (each.url for each in known.portrait.media if each.variant_id == row.id)
    return KnownVariant(
        values=tuple(pick(choice["name"], language) for choice in row.choices),
        sku=offer.sku if offer else "",
        barcode=row.barcode or "",
        grams=row.weight_grams,
        weight_unit=WeightUnit.KILOGRAM,
        price_minor=offer.amount if offer else None,
        compare_at_minor=offer.compare_at if offer else None,
        tracked=tracked,
        quantity=0 if tracked is False else offer.on_hand if offer else None,
        allow_backorder=False,
        requires_shipping=row.requires_shipping,
        taxable=True,
        image_url=next(pictures, None),
        variant_id=row.id,
    )
