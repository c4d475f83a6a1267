"""The columns of a Shopify product CSV: their names in old and new exports, and the header row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

HANDLE = "Handle"
TITLE = "Title"
BODY = "Body (HTML)"
VENDOR = "Vendor"
TYPE = "Type"
PRODUCT_CATEGORY = "Product Category"
GOOGLE_CATEGORY = "Google Shopping / Google Product Category"
TAGS = "Tags"
PUBLISHED = "Published"
STATUS = "Status"
SKU = "Variant SKU"
GRAMS = "Variant Grams"
WEIGHT_UNIT = "Variant Weight Unit"
TRACKER = "Variant Inventory Tracker"
QUANTITY = "Variant Inventory Qty"
POLICY = "Variant Inventory Policy"
PRICE = "Variant Price"
COMPARE_AT = "Variant Compare At Price"
REQUIRES_SHIPPING = "Variant Requires Shipping"
TAXABLE = "Variant Taxable"
BARCODE = "Variant Barcode"
VARIANT_IMAGE = "Variant Image"
IMAGE = "Image Src"
IMAGE_POSITION = "Image Position"
IMAGE_ALT = "Image Alt Text"
GIFT_CARD = "Gift Card"
SEO_TITLE = "SEO Title"
SEO_DESCRIPTION = "SEO Description"

MAX_OPTIONS = 3
# More than Shopify allows, so that a fourth option is told instead of silently dropped.
OPTION_COLUMNS = 9
OPTION_NAMES = tuple(f"Option{number} Name" for number in range(1, OPTION_COLUMNS + 1))
OPTION_VALUES = tuple(f"Option{number} Value" for number in range(1, OPTION_COLUMNS + 1))

REQUIRED = (HANDLE, TITLE, PRICE)

# The column names of the sample file Shopify offers since 2025, in lower case.
ALIASES: Mapping[str, str] = {
    "url handle": HANDLE,
    "description": BODY,
    "published on online store": PUBLISHED,
    "sku": SKU,
    "weight value (grams)": GRAMS,
    "weight unit for display": WEIGHT_UNIT,
    "inventory tracker": TRACKER,
    "inventory quantity": QUANTITY,
    "continue selling when out of stock": POLICY,
    "price": PRICE,
    "compare-at price": COMPARE_AT,
    "requires shipping": REQUIRES_SHIPPING,
    "charge tax": TAXABLE,
    "barcode": BARCODE,
    "variant image url": VARIANT_IMAGE,
    "product image url": IMAGE,
}

# Draft field -> the column that speaks about it.
FIELD_COLUMNS: Mapping[str, str] = {
    "title": TITLE,
    "description_html": BODY,
    "vendor": VENDOR,
    "product_type": TYPE,
    "google_category": GOOGLE_CATEGORY,
    "tags": TAGS,
    "status": STATUS,
    "published": PUBLISHED,
    "seo_title": SEO_TITLE,
    "seo_description": SEO_DESCRIPTION,
    "options": OPTION_NAMES[0],
    "images": IMAGE,
    "values": OPTION_VALUES[0],
    "sku": SKU,
    "barcode": BARCODE,
    "grams": GRAMS,
    "weight_unit": WEIGHT_UNIT,
    "price_minor": PRICE,
    "compare_at_minor": COMPARE_AT,
    "tracked": TRACKER,
    "quantity": QUANTITY,
    "allow_backorder": POLICY,
    "requires_shipping": REQUIRES_SHIPPING,
    "taxable": TAXABLE,
    "image_url": VARIANT_IMAGE,
}

NAMES: Mapping[str, str] = {
    **{
        name.lower(): name
        for name in (
            HANDLE,
            GIFT_CARD,
            PRODUCT_CATEGORY,
            IMAGE_POSITION,
            IMAGE_ALT,
            *FIELD_COLUMNS.values(),
            *OPTION_NAMES,
            *OPTION_VALUES,
        )
    },
    **ALIASES,
}


@dataclass(frozen=True)
class Header:
    """Where each known column stands; unknown columns are not listed."""

    places: Mapping[str, int]
    labels: Mapping[str, str]
    width: int
    twice: tuple[str, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """The required columns the file does not have."""
        return tuple(column for column in REQUIRED if column not in self.places)

    @cached_property
    def given(self) -> frozenset[str]:
        """The draft fields this file has a column for."""
        return frozenset(name for name, column in FIELD_COLUMNS.items() if column in self.places)

    def label(self, index: int) -> str:
        """What the file calls the column at `index`, or its number when it is unknown."""
        for column, place in self.places.items():
            if place == index:
                return self.labels[column]
        return f"#{index + 1}"


def read_header(cells: Sequence[str]) -> Header:
    """Find the known columns by name, whatever their order, case and surrounding blanks."""
    places: dict[str, int] = {}
    labels: dict[str, str] = {}
    twice: list[str] = []
    for index, cell in enumerate(cells):
        column = NAMES.get(cell.strip().lower())
        if column is None:
            continue
        if column in places:
            twice.append(column)
        places.setdefault(column, index)
        labels.setdefault(column, cell.strip())
    return Header(places, labels, width=len(cells), twice=tuple(dict.fromkeys(twice)))
