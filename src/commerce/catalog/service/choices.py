"""Writes options and the choices of variants; keeps the rows that stay the same thing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, select

from commerce.catalog import rules
from commerce.catalog.models import Option, OptionValue, ProductMedia, Variant, VariantValue
from commerce.catalog.service.shared import among, drop
from commerce.catalog.types import NewVariant
from commerce.kernel.db import Tx
from commerce.kernel.ids import new_id
from commerce.media import service as media

UNIQUE = {
    "uq_catalog_variant_sku": ("input", "sku"),
    "uq_catalog_variant_product_id_choice": ("input", "options"),
}


@dataclass(frozen=True, slots=True)
class Options:
    """The options of a product: as rules see them, and the row of each value."""

    coded: tuple[rules.Coded, ...]
    rows: tuple[Mapping[str, UUID], ...]

    def value_ids(self, codes: Sequence[str]) -> list[UUID]:
        """The rows of one value code per option."""
        return [row[code] for row, code in zip(self.rows, codes, strict=True)]


@dataclass(frozen=True, slots=True)
class Written:
    """The variants a product has now, and the ids of those that came, went or changed."""

    variants: list[Variant]
    changed: list[UUID]


async def options_of(tx: Tx, product_id: UUID) -> Options:
    """The options a product has."""
    values = await _values_of(tx, product_id)
    coded, rows = [], []
    for option in await _options(tx, product_id):
        own = values.get(option.id, [])
        inner = tuple(rules.Coded(value.code, value.name) for value in own)
        coded.append(rules.Coded(option.code, option.name, inner))
        rows.append({value.code: value.id for value in own})
    return Options(tuple(coded), tuple(rows))


async def _options(tx: Tx, product_id: UUID) -> list[Option]:
    stmt = select(Option).where(Option.product_id == product_id)
    return await tx.all(stmt.order_by(Option.position, Option.id))


async def _values_of(tx: Tx, product_id: UUID) -> dict[UUID, list[OptionValue]]:
    stmt = (
        select(OptionValue)
        .join(Option, Option.id == OptionValue.option_id)
        .where(Option.product_id == product_id)
        .order_by(OptionValue.position, OptionValue.id)
    )
    found: dict[UUID, list[OptionValue]] = {}
    for value in await tx.all(stmt):
        found.setdefault(value.option_id, []).append(value)
    return found


def variant_row(product_id: UUID, new: NewVariant, position: int) -> Variant:
    """A row for a new variant, without its choice."""
    return Variant(
        id=new_id(),
        product_id=product_id,
        sku=new.sku,
        barcode=new.barcode,
        weight_grams=new.weight_grams,
        requires_shipping=new.requires_shipping,
        position=position,
    )


def attach(tx: Tx, variant_id: UUID, value_ids: Iterable[UUID]) -> None:
    """Give a variant its option values."""
    tx.add(*(VariantValue(variant_id=variant_id, value_id=each) for each in value_ids))


async def choose(tx: Tx, row: Variant, choices: Sequence[tuple[str, str]]) -> None:
    """Change the choice of a variant.

    Raises:
        InvalidInput: it does not fit the options.
        Conflict: another variant has it.
    """
    options = await options_of(tx, row.product_id)
    codes = rules.Finder(options.coded).codes(choices, ("input", "options"))
    row.choice = "/".join(codes)
    await tx.flush(UNIQUE)
    await tx.session.execute(delete(VariantValue).where(VariantValue.variant_id == row.id))
    attach(tx, row.id, options.value_ids(codes))


async def drop_media(tx: Tx, variant_ids: Sequence[UUID]) -> None:
    """Take the pictures of variants away, before these go."""
    if not variant_ids:
        return
    found = await tx.session.scalars(
        delete(ProductMedia)
        .where(among(ProductMedia.variant_id, variant_ids))
        .returning(ProductMedia.file_id)
    )
    await media.drop_files(tx, list(found))


async def write_plan(tx: Tx, product_id: UUID, plan: rules.Plan) -> Written:
    """Make the options and variants of a locked product those of the plan.

    Raises:
        InUse: a variant that would go is still sold.
        Conflict: a SKU belongs to another product.
    """
    variants = await tx.all(
        select(Variant)
        .where(Variant.product_id == product_id)
        .order_by(Variant.position, Variant.id)
    )
    matched = _match(variants, plan)
    kept = {row.id for row in matched if row is not None}
    gone = [row for row in variants if row.id not in kept]
    changed = [row.id for row in gone]
    await drop_media(tx, changed)
    await drop(tx, *gone)
    await _make_room(tx, matched, plan)
    value_ids = await _write_options(tx, product_id, plan.options)
    rows = []
    for at, chosen in enumerate(plan.variants):
        old = matched[at]
        if old is None or not _same(old, chosen, at):
            row = _write_variant(tx, product_id, chosen, at=at, row=old)
            changed.append(row.id)
        else:
            row = old
        rows.append(row)
    await tx.flush(UNIQUE)
    await _forget_values(tx, [row.id for row in matched if row is not None])
    for row, chosen in zip(rows, plan.variants, strict=True):
        pairs = zip(value_ids, chosen.codes, strict=True)
        attach(tx, row.id, [ids[code] for ids, code in pairs])
    await tx.flush()
    return Written(rows, changed)


def _match(variants: Sequence[Variant], plan: rules.Plan) -> list[Variant | None]:
    """The row of each planned variant: the one with its SKU, else one with its choice."""
    by_sku = {row.sku: row for row in variants if row.sku is not None}
    wanted = {chosen.new.sku for chosen in plan.variants}
    by_choice = {row.choice: row for row in variants if row.sku is None or row.sku not in wanted}
    found: list[Variant | None] = []
    for chosen in plan.variants:
        row = by_sku.get(chosen.new.sku) if chosen.new.sku is not None else None
        found.append(row or by_choice.get(chosen.choice))
    return found


async def _make_room(tx: Tx, matched: Sequence[Variant | None], plan: rules.Plan) -> None:
    """Move choices aside that change hands between rows: their constraint looks at each row."""
    for row, chosen in zip(matched, plan.variants, strict=True):
        if row is not None and row.choice != chosen.choice:
            row.choice = f"~{row.id}"
    await tx.flush()


def _same(row: Variant, chosen: rules.Chosen, at: int) -> bool:
    new = chosen.new
    return (row.choice, row.position, row.sku, row.barcode) == (
        chosen.choice,
        at,
        new.sku,
        new.barcode,
    ) and (row.weight_grams, row.requires_shipping) == (new.weight_grams, new.requires_shipping)


def _write_variant(
    tx: Tx, product_id: UUID, chosen: rules.Chosen, *, at: int, row: Variant | None
) -> Variant:
    new = chosen.new
    if row is None:
        row = variant_row(product_id, new, at)
        tx.add(row)
    else:
        row.sku, row.barcode, row.position = new.sku, new.barcode, at
        row.weight_grams, row.requires_shipping = new.weight_grams, new.requires_shipping
        row.version += 1
    row.choice = chosen.choice
    return row


async def _write_options(
    tx: Tx, product_id: UUID, options: Sequence[rules.Coded]
) -> list[Mapping[str, UUID]]:
    """Write options and values by their codes; returns the value rows of each option."""
    rows = {row.code: row for row in await _options(tx, product_id)}
    values = await _values_of(tx, product_id)
    ids: list[Mapping[str, UUID]] = []
    for at, option in enumerate(options):
        row = rows.pop(option.code, None)
        if row is None:
            row = Option(id=new_id(), product_id=product_id, code=option.code)
            tx.add(row)
        row.name, row.position = dict(option.name), at
        await tx.flush()
        ids.append(await _write_option_values(tx, row.id, option, values.get(row.id, [])))
    await drop(tx, *rows.values())
    return ids


async def _write_option_values(
    tx: Tx, option_id: UUID, option: rules.Coded, old: Sequence[OptionValue]
) -> Mapping[str, UUID]:
    rows = {row.code: row for row in old}
    ids = {}
    for at, value in enumerate(option.values):
        row = rows.pop(value.code, None)
        if row is None:
            row = OptionValue(id=new_id(), option_id=option_id, code=value.code)
            tx.add(row)
        row.name, row.position = dict(value.name), at
        ids[value.code] = row.id
    await drop(tx, *rows.values())
    return ids


async def _forget_values(tx: Tx, variant_ids: Sequence[UUID]) -> None:
    if variant_ids:
        await tx.session.execute(
            delete(VariantValue).where(among(VariantValue.variant_id, variant_ids))
        )
