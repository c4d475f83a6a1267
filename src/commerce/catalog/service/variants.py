"""Use cases of options and variants."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select

from commerce.catalog import rules
from commerce.catalog.errors import LastVariant
from commerce.catalog.events import ProductChanged, VariantChanged
from commerce.catalog.models import Product, Variant
from commerce.catalog.service import choices
from commerce.catalog.service.index import reindex
from commerce.catalog.service.shared import drop
from commerce.catalog.types import Keep, NewOption, NewVariant, VariantPatch
from commerce.kernel.db import Tx, bump, check_version
from commerce.kernel.errors import DomainError


async def set_variants(
    tx: Tx,
    product_id: UUID,
    options: Sequence[NewOption],
    variants: Sequence[NewVariant],
    *,
    expected_version: int | None = None,
) -> list[Variant]:
    """Give a product these options and variants and no others.

    A variant that is there already, by its SKU or else by its choice, keeps its id, so what
    is sold under it goes on.

    Raises:
        NotFound: there is no such product.
        StaleVersion: somebody else changed it.
        InvalidInput: options and variants do not fit together.
        LimitReached: too many of them.
        InUse: one that would go is still sold.
        Conflict: a SKU belongs to another product.
    """
    plan = rules.plan(options, variants)
    product = await tx.get(Product, product_id, lock=True, path=("input", "product"))
    bump(product, expected_version)
    written = await choices.write_plan(tx, product_id, plan)
    for variant_id in written.changed:
        tx.emit(VariantChanged(variant_id=variant_id, product_id=product_id))
    await reindex(tx, [product_id])
    tx.emit(ProductChanged(product_id=product_id))
    return written.variants


async def create_variant(
    tx: Tx, product_id: UUID, new: NewVariant, *, expected_version: int | None = None
) -> Variant:
    """Add a variant to a product; `expected_version` is the product's.

    Raises:
        NotFound: there is no such product.
        StaleVersion: somebody else changed it.
        InvalidInput: its choice does not fit the options.
        LimitReached: the product has 2048 variants.
        Conflict: the SKU or the choice is taken.
    """
    product = await tx.get(Product, product_id, lock=True, path=("input", "product"))
    bump(product, expected_version)
    options = await choices.options_of(tx, product_id)
    codes = rules.Finder(options.coded).codes(new.choices, ("input", "options"))
    count, last = await tx.one_or_none(
        select(func.count(Variant.id), func.max(Variant.position)).where(
            Variant.product_id == product_id
        )
    )
    rules.at_most(range(count + 1), rules.MAX_VARIANTS, "input")
    row = choices.variant_row(product_id, new, (last if last is not None else -1) + 1)
    row.choice = "/".join(codes)
    tx.add(row)
    await tx.flush(choices.UNIQUE)
    choices.attach(tx, row.id, options.value_ids(codes))
    await _changed(tx, row)
    return row


async def update_variant(
    tx: Tx, variant_id: UUID, patch: VariantPatch, *, expected_version: int | None = None
) -> Variant:
    """Change a variant.

    Raises:
        NotFound: there is none.
        StaleVersion: somebody else changed it.
        InvalidInput: its choice does not fit the options.
        Conflict: the SKU or the choice is taken.
    """
    row = await _locked(tx, variant_id)
    bump(row, expected_version)
    if patch.sku is not Keep.KEEP:
        row.sku = patch.sku
    if patch.barcode is not Keep.KEEP:
        row.barcode = patch.barcode
    for name in ("weight_grams", "requires_shipping", "position"):
        value = getattr(patch, name)
        if value is not None:
            setattr(row, name, value)
    if patch.choices is not None:
        await choices.choose(tx, row, patch.choices)
    await tx.flush(choices.UNIQUE)
    await _changed(tx, row)
    return row


async def upsert_variants(
    tx: Tx, product_id: UUID, variants: Sequence[NewVariant], *, expected_version: int | None = None
) -> list[UUID]:
    """Add variants, or change those of the product with the same SKU; all of them or none.

    Raises:
        NotFound, StaleVersion, InvalidInput, LimitReached, Conflict: see `create_variant`; the
            path names the variant.
    """
    rules.at_most(variants, rules.MAX_BULK, "input", "variants")
    product = await tx.get(Product, product_id, lock=True, path=("input", "product"))
    check_version(product, expected_version)
    stmt = select(Variant.sku, Variant.id).where(Variant.product_id == product_id)
    known = {row.sku: row.id for row in await tx.all(stmt) if row.sku is not None}
    done = []
    for at, new in enumerate(variants):
        try:
            done.append(await _upsert(tx, product_id, new, known.get(new.sku)))
        except DomainError as error:
            error.path = ["input", "variants", str(at), *error.path[1:]]
            raise
    return done


async def _upsert(tx: Tx, product_id: UUID, new: NewVariant, known: UUID | None) -> UUID:
    if known is None:
        return (await create_variant(tx, product_id, new)).id
    patch = VariantPatch(
        sku=new.sku,
        barcode=new.barcode,
        choices=new.choices or None,
        weight_grams=new.weight_grams,
        requires_shipping=new.requires_shipping,
    )
    return (await update_variant(tx, known, patch)).id


async def delete_variant(tx: Tx, variant_id: UUID, *, expected_version: int | None = None) -> UUID:
    """Delete a variant that nothing sells; returns the id of its product.

    Raises:
        NotFound: there is none.
        StaleVersion: somebody else changed it.
        LastVariant: the product has no other.
        InUse: something sells it.
    """
    row = await _locked(tx, variant_id)
    bump(row, expected_version)
    product_id = row.product_id
    count = await tx.one_or_none(
        select(func.count(Variant.id)).where(Variant.product_id == product_id)
    )
    if count == 1:
        raise LastVariant(path=("input", "id"))
    await choices.drop_media(tx, [variant_id])
    await drop(tx, row)
    await _changed(tx, row)
    return product_id


async def _locked(tx: Tx, variant_id: UUID) -> Variant:
    """The variant, its product locked first: one order of locks, one change at a time."""
    found = await tx.get(Variant, variant_id, path=("input", "id"))
    product = await tx.get(Product, found.product_id, lock=True)
    bump(product, None)
    return await tx.get(Variant, variant_id, lock=True, path=("input", "id"))


async def _changed(tx: Tx, row: Variant) -> None:
    await reindex(tx, [row.product_id])
    tx.emit(VariantChanged(variant_id=row.id, product_id=row.product_id))
    tx.emit(ProductChanged(product_id=row.product_id))
