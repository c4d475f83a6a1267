"""What an import file says: products, variants, images, and the problems found on the way."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

Fact = str | int


class Severity(StrEnum):
    """An error leaves its product (or its file) out; a warning only tells what was changed."""

    ERROR = "error"
    WARNING = "warning"


class Status(StrEnum):
    """The Status column of newer exports; older ones have none and mean active."""

    ACTIVE = "active"
    DRAFT = "draft"
    ARCHIVED = "archived"


class WeightUnit(StrEnum):
    """The unit Shopify shows a weight in; the weight itself is always exported in grams."""

    KILOGRAM = "kg"
    GRAM = "g"
    POUND = "lb"
    OUNCE = "oz"


class ProblemKey(StrEnum):
    """Every problem a file can have; the words for each are in `messages`."""

    CANNOT_OPEN = "cannot_open"
    NOT_A_FILE = "not_a_file"
    FILE_TOO_LARGE = "file_too_large"
    EMPTY_FILE = "empty_file"
    NO_ROWS = "no_rows"
    NOT_CSV = "not_csv"
    BINARY_FILE = "binary_file"
    NOT_DECODABLE = "not_decodable"
    UNKNOWN_ENCODING = "unknown_encoding"
    BROKEN_QUOTES = "broken_quotes"
    UNCLOSED_QUOTE = "unclosed_quote"
    CELL_TOO_LONG = "cell_too_long"
    TOO_MANY_ROWS = "too_many_rows"
    MISSING_COLUMNS = "missing_columns"
    COLUMN_TWICE = "column_twice"
    TOO_FEW_CELLS = "too_few_cells"
    TOO_MANY_CELLS = "too_many_cells"
    NUL_CHARACTER = "nul_character"
    TEXT_TOO_LONG = "text_too_long"
    HANDLE_MISSING = "handle_missing"
    HANDLE_UNUSABLE = "handle_unusable"
    HANDLE_CHANGED = "handle_changed"
    HANDLE_TWICE = "handle_twice"
    TITLE_MISSING = "title_missing"
    TITLE_DIFFERS = "title_differs"
    TOO_MANY_PRODUCT_ROWS = "too_many_product_rows"
    TOO_MANY_TAGS = "too_many_tags"
    GIFT_CARD = "gift_card"
    NOTHING_IN_ROW = "nothing_in_row"
    NOT_TRUE_OR_FALSE = "not_true_or_false"
    STATUS_UNKNOWN = "status_unknown"
    STATUS_UNLISTED = "status_unlisted"
    POLICY_UNKNOWN = "policy_unknown"
    UNIT_UNKNOWN = "unit_unknown"
    PRICE_MISSING = "price_missing"
    PRICE_NEGATIVE = "price_negative"
    PRICE_NOT_A_NUMBER = "price_not_a_number"
    PRICE_SEPARATOR = "price_separator"
    PRICE_TOO_PRECISE = "price_too_precise"
    PRICE_TOO_LARGE = "price_too_large"
    COMPARE_AT_NOT_HIGHER = "compare_at_not_higher"
    QUANTITY_NEGATIVE = "quantity_negative"
    QUANTITY_NOT_WHOLE = "quantity_not_whole"
    QUANTITY_TOO_LARGE = "quantity_too_large"
    WEIGHT_NOT_A_NUMBER = "weight_not_a_number"
    WEIGHT_TOO_LARGE = "weight_too_large"
    SKU_TWICE = "sku_twice"
    OPTION_NAME_MISSING = "option_name_missing"
    OPTION_NAME_TWICE = "option_name_twice"
    OPTION_NAMES_DIFFER = "option_names_differ"
    OPTION_VALUE_MISSING = "option_value_missing"
    OPTION_VALUES_TWICE = "option_values_twice"
    TOO_MANY_OPTIONS = "too_many_options"
    URL_NOT_HTTP = "url_not_http"
    POSITION_NOT_A_NUMBER = "position_not_a_number"
    TOO_MANY_IMAGES = "too_many_images"
    PRODUCT_REFUSED = "product_refused"
    ALREADY_THERE = "already_there"
    NOT_STORABLE = "not_storable"


@dataclass(frozen=True)
class Problem:
    """One finding, told by file, row and column.

    `row` counts records with the header as row 1, as a spreadsheet shows them; `line` is the
    line of the file that record begins on, as an editor shows it (cells may span lines).
    """

    key: ProblemKey
    severity: Severity
    file: str
    row: int | None = None
    line: int | None = None
    column: str | None = None
    facts: Mapping[str, Fact] = field(default_factory=dict)


@dataclass(frozen=True)
class ImageDraft:
    """A picture of a product; `position` counts from 1 without gaps."""

    url: str
    position: int
    alt: str


@dataclass(frozen=True)
class VariantDraft:
    """One thing to buy.

    `sku` is the one in the file or None; `seller_sku` is always there, derived if need be.
    Prices are minor units of the currency the file was read for. `quantity` is None when the
    file does not tell it.
    """

    values: tuple[str, ...]
    sku: str | None
    seller_sku: str
    barcode: str
    grams: int
    weight_unit: WeightUnit
    price_minor: int
    compare_at_minor: int | None
    tracked: bool
    quantity: int | None
    allow_backorder: bool
    requires_shipping: bool
    taxable: bool
    image_url: str | None
    row: int


@dataclass(frozen=True)
class ProductDraft:
    """One product of the file; `handle` is already a slug, `description_html` already safe.

    `given` names the fields the file has a column for: an absent column says nothing about a
    field, an empty cell says it is empty.
    """

    handle: str
    title: str
    description_html: str
    vendor: str
    product_type: str
    google_category: str
    tags: tuple[str, ...]
    status: Status
    published: bool
    seo_title: str
    seo_description: str
    options: tuple[str, ...]
    variants: tuple[VariantDraft, ...]
    images: tuple[ImageDraft, ...]
    given: frozenset[str]
    file: str
    row: int


@dataclass(frozen=True)
class FileRead:
    """A file was read to its end; `rows` counts its filled rows without the header."""

    file: str
    rows: int


@dataclass(frozen=True)
class ProductLeft:
    """A product was left out because of an error in one of its rows."""

    file: str
    row: int


@dataclass(frozen=True)
class ParseResult:
    """All files together; problems beyond a limit are only counted, in `problems_omitted`."""

    products: tuple[ProductDraft, ...]
    problems: tuple[Problem, ...]
    rows_read: int
    problems_omitted: int = 0


@dataclass(frozen=True)
class ImportRequest:
    """What to import, for whom, and how to read it.

    `seller` is a slug or a public id. `channel` and `currency` say where the prices hold; None
    is the first channel and its own currency. `category` is the path of names for products
    that name none; `language` is that of the texts in the files.
    """

    paths: tuple[Path, ...]
    seller: str
    channel: str | None = None
    currency: str | None = None
    category: tuple[str, ...] = ()
    encoding: str | None = None
    language: str = "en"
    dry_run: bool = False
    report_language: str = "en"
