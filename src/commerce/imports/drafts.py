"""Makes one product out of its rows, or tells every reason why it cannot be made."""

from dataclasses import dataclass

from commerce.imports import cells, columns
from commerce.imports.findings import Findings
from commerce.imports.options import read_options, values_of
from commerce.imports.source import Row, Source
from commerce.imports.survey import Place, Seen, Survey
from commerce.imports.texts import safe_html, slugify
from commerce.imports.types import ImageDraft, Problem, ProblemKey, ProductDraft, Status
from commerce.imports.variants import VariantReader

NAME_LENGTH = 255
ALT_LENGTH = 512
CATEGORY_LENGTH = 1000
SEO_LENGTH = 1000
BODY_LENGTH = 100_000
MAX_PRODUCT_ROWS = 5_000


@dataclass(frozen=True)
class Workshop:
    """What every product of one file is made with; `exponent` is the currency's decimals."""

    source: Source
    survey: Survey
    seen: Seen
    exponent: int


def build_product(shop: Workshop, rows: list[Row]) -> tuple[ProductDraft | None, list[Problem]]:
    """The product of these rows, None when one of them has an error or it is a gift card."""
    findings = Findings(shop.source)
    for row in rows:
        check_shape(findings, row)
    if len(rows) > MAX_PRODUCT_ROWS:
        key = ProblemKey.TOO_MANY_PRODUCT_ROWS
        findings.error(rows[0], key, columns.HANDLE, limit=MAX_PRODUCT_ROWS)
    if findings.failed:
        return None, findings.problems
    head = next((row for row in rows if findings.text(row, columns.TITLE)), rows[0])
    if findings.take(head, columns.GIFT_CARD, cells.yes_or_no(default=False), instead=False):
        findings.warn(head, ProblemKey.GIFT_CARD, columns.GIFT_CARD)
        return None, findings.problems
    draft = _draft(shop, findings, head, rows)
    return (None if findings.failed else draft), findings.problems


def check_shape(findings: Findings, row: Row) -> None:
    """Note rows with more or fewer cells than the header, and cells with a NUL in them."""
    width, found = findings.source.header.width, len(row.cells)
    if found < width:
        findings.error(row, ProblemKey.TOO_FEW_CELLS, expected=width, found=found)
    elif any(map(str.strip, row.cells[width:])):
        findings.error(row, ProblemKey.TOO_MANY_CELLS, expected=width, found=found)
    for index, text in enumerate(row.cells):
        if "\0" in text:
            findings.error(row, ProblemKey.NUL_CHARACTER, findings.source.header.label(index))


def _draft(shop: Workshop, findings: Findings, head: Row, rows: list[Row]) -> ProductDraft:
    handle = _handle(shop, findings, head, rows)
    title = _title(findings, head, rows)
    variant_rows, image_rows = _kinds(findings, head, rows)
    names = read_options(findings, head, variant_rows)
    reader = VariantReader(findings, shop.survey, shop.seen, handle, shop.exponent)
    variants = tuple(reader.read(row, values_of(findings, row, names)) for row in variant_rows)
    reader.check_twice(variant_rows, variants)
    short = cells.text_up_to(NAME_LENGTH)
    seo = cells.text_up_to(SEO_LENGTH)
    draft = ProductDraft(
        handle=handle,
        title=title,
        description_html=findings.take(head, columns.BODY, _body, instead=""),
        vendor=findings.take(head, columns.VENDOR, short, instead=""),
        product_type=findings.take(head, columns.TYPE, short, instead=""),
        google_category=_category(findings, head),
        tags=findings.take(head, columns.TAGS, cells.tags, instead=()),
        status=findings.take(head, columns.STATUS, cells.status, instead=Status.ACTIVE),
        published=findings.take(
            head, columns.PUBLISHED, cells.yes_or_no(default=True), instead=True
        ),
        seo_title=findings.take(head, columns.SEO_TITLE, seo, instead=""),
        seo_description=findings.take(head, columns.SEO_DESCRIPTION, seo, instead=""),
        options=names,
        variants=variants,
        images=_images(findings, image_rows),
        given=shop.source.header.given,
        file=shop.source.name,
        row=head.number,
    )
    if not findings.failed:
        reader.claim_derived(variant_rows, variants)
    if findings.text(head, columns.STATUS).lower() == cells.UNLISTED:
        findings.warn(head, ProblemKey.STATUS_UNLISTED, columns.STATUS)
    return draft


def _handle(shop: Workshop, findings: Findings, head: Row, rows: list[Row]) -> str:
    written = findings.text(head, columns.HANDLE)
    first: Place | None = shop.survey.handles_twice.get(written)
    handle = slugify(written)
    if len(written) > NAME_LENGTH:
        key = ProblemKey.TEXT_TOO_LONG
        findings.error(rows[0], key, columns.HANDLE, found=len(written), limit=NAME_LENGTH)
    elif not handle:
        value = cells.shown(written)
        findings.error(rows[0], ProblemKey.HANDLE_UNUSABLE, columns.HANDLE, value=value)
    elif first:
        findings.error(
            rows[0],
            ProblemKey.HANDLE_TWICE,
            columns.HANDLE,
            value=handle,
            first_file=first.file,
            first_row=first.row,
        )
    elif handle != written:
        value = cells.shown(written)
        findings.warn(
            rows[0], ProblemKey.HANDLE_CHANGED, columns.HANDLE, value=value, handle=handle
        )
    return handle


def _category(findings: Findings, head: Row) -> str:
    """Newer exports have a column of their own for it and keep the Google one beside it."""
    read = cells.text_up_to(CATEGORY_LENGTH)
    pair = (columns.PRODUCT_CATEGORY, columns.GOOGLE_CATEGORY)
    own, google = (findings.take(head, column, read, instead="") for column in pair)
    return own or google


def _title(findings: Findings, head: Row, rows: list[Row]) -> str:
    read = cells.text_up_to(NAME_LENGTH)
    before = len(findings.problems)
    title = findings.take(head, columns.TITLE, read, instead="")
    if not title and len(findings.problems) == before:
        findings.error(head, ProblemKey.TITLE_MISSING, columns.TITLE)
    written = findings.text(head, columns.TITLE)
    for row in rows:
        if findings.text(row, columns.TITLE) not in {"", written}:
            findings.error(row, ProblemKey.TITLE_DIFFERS, columns.TITLE, first_row=head.number)
    return title


def _kinds(findings: Findings, head: Row, rows: list[Row]) -> tuple[list[Row], list[Row]]:
    """The rows that carry a variant, and those that carry an image; a row may do both."""
    telling = (columns.PRICE, columns.SKU, *columns.OPTION_VALUES)
    variant_rows = [row for row in rows if any(findings.text(row, name) for name in telling)]
    image_rows = [row for row in rows if findings.text(row, columns.IMAGE)]
    known = {row.number for row in (head, *variant_rows, *image_rows)}
    for row in rows:
        if row.number not in known:
            findings.warn(row, ProblemKey.NOTHING_IN_ROW)
    return variant_rows or [head], image_rows


def _images(findings: Findings, rows: list[Row]) -> tuple[ImageDraft, ...]:
    """The pictures by their stated position, those without one last, each address once."""
    alt = cells.text_up_to(ALT_LENGTH)
    found: dict[str, tuple[int, str]] = {}
    for row in rows:
        url = findings.take(row, columns.IMAGE, cells.web_address, instead=None)
        text = findings.take(row, columns.IMAGE_ALT, alt, instead="")
        if url is not None:
            found.setdefault(url, (_position(findings, row), text))
    ordered = sorted(found.items(), key=lambda item: item[1][0])
    return tuple(
        ImageDraft(url, position, text)
        for position, (url, (_, text)) in enumerate(ordered, start=1)
    )


def _position(findings: Findings, row: Row) -> int:
    text = findings.text(row, columns.IMAGE_POSITION)
    if text.isascii() and text.isdigit() and len(text) < 7:
        return int(text)
    if text:
        value = cells.shown(text)
        findings.warn(row, ProblemKey.POSITION_NOT_A_NUMBER, columns.IMAGE_POSITION, value=value)
    return cells.MAX_QUANTITY


def _body(text: str) -> str:
    # Before, because cleaning costs time; after, because cleaning closes tags and adds rels.
    cleaned = safe_html(text) if len(text) <= BODY_LENGTH else text
    if len(cleaned) > BODY_LENGTH:
        raise cells.BadCell(ProblemKey.TEXT_TOO_LONG, found=len(cleaned), limit=BODY_LENGTH)
    return cleaned
