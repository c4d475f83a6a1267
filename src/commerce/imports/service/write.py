"""Writes one product of an import: a new one, or only what differs."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from commerce.catalog import service as catalog
from commerce.catalog.types import Keep, NewProduct, ProductPatch, VariantPatch
from commerce.imports import queries, shape
from commerce.imports.rules import Change, VariantChange
from commerce.imports.service.forms import forms_of, new_variant, reshape
from commerce.imports.service.known import Known
from commerce.imports.service.shop import Shop
from commerce.imports.types import ProductDraft, Status, VariantDraft
from commerce.inventory import service as inventory
from commerce.kernel.access import SYSTEM
from commerce.kernel.db import Tx
from commerce.offers import service as offers
from commerce.offers.types import NewOffer, OfferPatch
from commerce.pricing import service as pricing

BY = "import"
_WORDS = {
    "title": "name",
    "description_html": "description",
    "seo_title": "seo_title",
    "seo_description": "seo_description",
}


async def create(tx: Tx, shop: Shop, draft: ProductDraft, slug: str | None) -> None:
    """Add a product with its variants, pictures, and the seller's offers of them.

    Raises:
        DomainError: a rule of the catalog, of offers, prices or stock says no.
    """
    forms = forms_of(draft, shop.language)
    product = await catalog.create_product(
        tx,
        NewProduct(
            name={shop.language: draft.title},
            slug=slug,
            description=_text(shop, draft.description_html),
            brand_id=await catalog.ensure_brand(tx, draft.vendor) if draft.vendor else None,
            category_ids=await _category_ids(tx, shop, draft),
            tags=draft.tags,
            seo_title=_text(shop, draft.seo_title),
            seo_description=_text(shop, draft.seo_description),
            external_ref=shape.external_ref(shop.seller, draft.handle),
            options=forms.options,
            variants=tuple(new_variant(shop, each, forms) for each in draft.variants),
        ),
    )
    ids = await tx.all(queries.variant_ids(product.id))
    for variant_id, variant in zip(ids, draft.variants, strict=True):
        await _offer(tx, shop, variant_id, variant)
    await _set_pictures(tx, shop, product.id, draft, ids)
    await _set_status(tx, product.id, draft.status, was=Status.DRAFT)


async def update(tx: Tx, shop: Shop, change: Change, known: Known) -> None:
    """Write what differs, and nothing else.

    Raises:
        DomainError: a rule says no, or somebody changed the product meanwhile.
    """
    draft, row = change.draft, known.portrait.product
    own = {field.field: field for field in change.fields if field.sku is None}
    patch = await _patch(tx, shop, change, known, names=set(own))
    if patch != ProductPatch():
        await catalog.update_product(tx, row.id, patch, expected_version=row.version)
    added: Mapping[int, UUID] = {}
    spelled = any("values" in each.fields for each in change.variants)
    if change.new_variants or spelled or "options" in own:
        added = await reshape(tx, shop, change, known)
    for each in change.variants:
        await _update_variant(tx, shop, each, known)
    for variant in change.new_variants:
        await _offer(tx, shop, added[variant.row], variant)
    pictured = any("image_url" in each.fields for each in change.variants)
    pictured = pictured or any(each.image_url for each in change.new_variants)
    if "images" in own or pictured:
        places = _places(change, added)
        told = _with_known_pictures(change)
        ids = [places[each.row] for each in told.variants]
        await _set_pictures(tx, shop, row.id, told, ids)
    if "status" in own:
        await _set_status(tx, row.id, draft.status, was=Status(row.status))


def _text(shop: Shop, words: str) -> dict[str, str]:
    return {shop.language: words} if words else {}


async def _category_ids(tx: Tx, shop: Shop, draft: ProductDraft) -> tuple[UUID, ...]:
    path = shape.category_path(draft, shop.category)
    return (await catalog.ensure_category(tx, path, language=shop.language),) if path else ()


async def _offer(tx: Tx, shop: Shop, variant_id: UUID, draft: VariantDraft) -> None:
    compare_at = draft.compare_at_minor
    await offers.create(
        tx,
        replace(SYSTEM, name=BY),
        NewOffer(
            variant_id=variant_id,
            seller_id=shop.seller_id,
            sku=draft.seller_sku,
            price=shop.money(draft.price_minor),
            compare_at=None if compare_at is None else shop.money(compare_at),
            channel_id=shop.channel_id,
            stock=draft.quantity,
            location_id=shop.location_id,
            tracked=draft.tracked,
        ),
    )


async def _set_pictures(
    tx: Tx, shop: Shop, product_id: UUID, draft: ProductDraft, ids: list[UUID]
) -> None:
    pictures = [
        (each.url, _text(shop, each.alt), None if each.variant is None else ids[each.variant])
        for each in shape.gallery(draft)
    ]
    await catalog.set_media(tx, product_id, pictures)


async def _set_status(tx: Tx, product_id: UUID, status: Status, *, was: Status) -> None:
    if status is was:
        return
    moves = {
        Status.ACTIVE: catalog.publish,
        Status.DRAFT: catalog.unpublish,
        Status.ARCHIVED: catalog.archive,
    }
    await moves[status](tx, product_id)


async def _patch(
    tx: Tx, shop: Shop, change: Change, known: Known, *, names: set[str]
) -> ProductPatch:
    draft, row = change.draft, known.portrait.product
    words: dict[str, Any] = {}
    for name in names & set(_WORDS):
        kept = {**getattr(row, _WORDS[name])}
        kept.pop(shop.language, None)
        words[_WORDS[name]] = {**kept, **_text(shop, getattr(draft, name))}
    brand: UUID | Keep | None = Keep.KEEP
    if "vendor" in names:
        brand = await catalog.ensure_brand(tx, draft.vendor) if draft.vendor else None
    categories = None
    if "category" in names:
        others = tuple(each.id for each in known.portrait.categories[1:])
        categories = (*await _category_ids(tx, shop, draft), *others)
    tags = draft.tags if "tags" in names else None
    return ProductPatch(**words, brand_id=brand, category_ids=categories, tags=tags)


async def _update_variant(tx: Tx, shop: Shop, change: VariantChange, known: Known) -> None:
    draft, fields, variant_id = change.draft, change.fields, change.known.variant_id
    if variant_id is None:
        return
    words: dict[str, Any] = {}
    if "barcode" in fields:
        words["barcode"] = draft.barcode or None
    if "grams" in fields:
        words["weight_grams"] = draft.grams
    if "requires_shipping" in fields:
        words["requires_shipping"] = draft.requires_shipping
    if "sku" in fields and shop.house:
        words["sku"] = draft.sku
    if words:
        await catalog.update_variant(tx, variant_id, VariantPatch(**words))
    offer = known.offers.get(variant_id)
    if offer is None:
        await _offer(tx, shop, variant_id, draft)
    else:
        await _update_offer(tx, shop, change, offer.offer_id)


async def _update_offer(tx: Tx, shop: Shop, change: VariantChange, offer_id: UUID) -> None:
    draft, fields = change.draft, change.fields
    if "sku" in fields:
        patch = OfferPatch(sku=draft.seller_sku)
        await offers.update(tx, SYSTEM, offer_id, patch, expected_version=None)
    if fields & {"price_minor", "compare_at_minor"}:
        before = draft.compare_at_minor
        await pricing.set_price(
            tx,
            offer_id,
            shop.channel_id,
            shop.money(draft.price_minor),
            None if before is None else shop.money(before),
        )
    if fields & {"tracked", "quantity"} and shop.location_id is not None:
        await inventory.set_stock(
            tx,
            offer_id,
            shop.location_id,
            draft.quantity or 0,
            tracked=draft.tracked,
            by=BY,
        )


def _places(change: Change, added: Mapping[int, UUID]) -> dict[int, UUID]:
    """The id of each variant of the file by its row."""
    known = {each.draft.row: each.known.variant_id for each in change.variants}
    return {**{row: key for row, key in known.items() if key is not None}, **added}


def _with_known_pictures(change: Change) -> ProductDraft:
    """The draft, with the pictures that stay where the file has no column for them."""
    draft = change.draft
    if "image_url" in draft.given:
        return draft
    shown = {each.draft.row: each.known.image_url for each in change.variants}
    variants = tuple(replace(each, image_url=shown.get(each.row)) for each in draft.variants)
    return replace(draft, variants=variants)
