"""Makes the state of the platform after an import, to plan the next one against."""

from commerce.imports.rules import KnownProduct, KnownVariant, category_of
from commerce.imports.types import ProductDraft, VariantDraft


def known_from(draft: ProductDraft) -> KnownProduct:
    """The product as it stands once this draft has been imported."""
    category = category_of(draft)
    return KnownProduct(
        handle=draft.handle,
        title=draft.title,
        description_html=draft.description_html,
        vendor=draft.vendor,
        category=category.slug if category else None,
        tags=draft.tags,
        status=draft.status,
        published=draft.published,
        seo_title=draft.seo_title,
        seo_description=draft.seo_description,
        options=draft.options,
        variants=tuple(_known_variant(variant) for variant in draft.variants),
        images=draft.images,
    )


def _known_variant(variant: VariantDraft) -> KnownVariant:
    return KnownVariant(
        values=variant.values,
        sku=variant.seller_sku,
        barcode=variant.barcode,
        grams=variant.grams,
        weight_unit=variant.weight_unit,
        price_minor=variant.price_minor,
        compare_at_minor=variant.compare_at_minor,
        tracked=variant.tracked,
        quantity=variant.quantity,
        allow_backorder=variant.allow_backorder,
        requires_shipping=variant.requires_shipping,
        taxable=variant.taxable,
        image_url=variant.image_url,
    )
