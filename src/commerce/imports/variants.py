"""Variants of a product: price, stock, weight, and the seller's SKU."""

from dataclasses import dataclass
from hashlib import sha256

from commerce.imports import cells, columns
from commerce.imports.findings import Findings
from commerce.imports.source import Row
from commerce.imports.survey import SKU_LENGTH, Place, Seen, Survey
from commerce.imports.texts import slugify
from commerce.imports.types import Fact, ProblemKey, VariantDraft, WeightUnit

BARCODE_LENGTH = 64
STEM_LENGTH = 64


def derived_sku(handle: str, values: tuple[str, ...]) -> str:
    """A seller SKU for a variant that has none: the same for the same handle and values.

    A product without options gets its handle. Otherwise a readable stem is followed by a
    digest of the exact values, since "Red" and "Red!" have one slug.
    """
    stem = slugify(" ".join((handle, *values)))
    if not values and len(stem) <= STEM_LENGTH:
        return stem
    digest = sha256("\x1f".join((handle, *values)).encode()).hexdigest()[:8]
    return f"{stem[:STEM_LENGTH].rstrip('-')}-{digest}"


@dataclass(frozen=True)
class VariantReader:
    """Reads the variants of the product `handle`; `exponent` is the currency's decimals."""

    findings: Findings
    survey: Survey
    seen: Seen
    handle: str
    exponent: int

    def read(self, row: Row, values: tuple[str, ...]) -> VariantDraft:
        """The variant of one row; what is wrong with it goes to the findings."""
        take = self.findings.take
        price = take(row, columns.PRICE, cells.price_in(self.exponent), instead=0)
        sku = take(row, columns.SKU, cells.text_up_to(SKU_LENGTH), instead="") or None
        yes = cells.yes_or_no(default=True)
        barcode = cells.text_up_to(BARCODE_LENGTH)
        unit = WeightUnit.KILOGRAM
        return VariantDraft(
            values=values,
            sku=sku,
            seller_sku=self._seller_sku(row, sku, values),
            barcode=take(row, columns.BARCODE, barcode, instead=""),
            grams=take(row, columns.GRAMS, cells.grams, instead=0),
            weight_unit=take(row, columns.WEIGHT_UNIT, cells.weight_unit, instead=unit),
            price_minor=price,
            compare_at_minor=self._compare_at(row, price),
            tracked=bool(self.findings.text(row, columns.TRACKER)),
            quantity=take(row, columns.QUANTITY, cells.quantity, instead=None),
            allow_backorder=take(row, columns.POLICY, cells.backorder, instead=False),
            requires_shipping=take(row, columns.REQUIRES_SHIPPING, yes, instead=True),
            taxable=take(row, columns.TAXABLE, yes, instead=True),
            image_url=take(row, columns.VARIANT_IMAGE, cells.web_address, instead=None),
            row=row.number,
        )

    def check_twice(self, rows: list[Row], variants: tuple[VariantDraft, ...]) -> None:
        """Note every variant whose values an earlier one of the product has."""
        first: dict[tuple[str, ...], int] = {}
        for row, variant in zip(rows, variants, strict=True):
            earlier = first.setdefault(variant.values, row.number)
            if earlier != row.number and all(variant.values):
                value = cells.shown(" / ".join(variant.values))
                column = columns.OPTION_VALUES[0]
                key = ProblemKey.OPTION_VALUES_TWICE
                self.findings.error(row, key, column, value=value, first_row=earlier)

    def claim_derived(self, rows: list[Row], variants: tuple[VariantDraft, ...]) -> None:
        """Note derived SKUs that some seller wrote by hand; to be asked for sound products only."""
        for row, variant in zip(rows, variants, strict=True):
            here = Place(self.findings.source.name, row.number)
            first = here
            if variant.sku is None:
                first = self.seen.skus.setdefault(variant.seller_sku, here)
            if first is not here:
                self._sku_twice(row, variant.seller_sku, first)

    def _seller_sku(self, row: Row, sku: str | None, values: tuple[str, ...]) -> str:
        if sku is None:
            return derived_sku(self.handle, values)
        if first := self.survey.skus_twice.get(row.number):
            self._sku_twice(row, sku, first)
        return sku

    def _sku_twice(self, row: Row, sku: str, first: Place) -> None:
        facts: dict[str, Fact] = {"first_file": first.file, "first_row": first.row}
        value = cells.shown(sku)
        self.findings.error(row, ProblemKey.SKU_TWICE, columns.SKU, value=value, **facts)

    def _compare_at(self, row: Row, price: int) -> int | None:
        read = cells.optional_price_in(self.exponent)
        compare_at = self.findings.take(row, columns.COMPARE_AT, read, instead=None)
        if compare_at is None or compare_at > price:
            return compare_at
        value = cells.shown(self.findings.text(row, columns.COMPARE_AT))
        self.findings.warn(row, ProblemKey.COMPARE_AT_NOT_HIGHER, columns.COMPARE_AT, value=value)
        return None
