"""Reads product CSV files exported by Shopify: one product at a time, with every problem told.

A product with an error in any of its rows is left out whole, so that nothing is half-written;
all other products of the file are given. Only a file that cannot be read to its end (wrong
encoding, broken quotes, missing columns) is refused as a whole, before its first product.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from commerce.imports.columns import HANDLE
from commerce.imports.drafts import MAX_PRODUCT_ROWS, Workshop, build_product, check_shape
from commerce.imports.findings import Findings
from commerce.imports.source import MAX_BYTES, Row, Source, Unreadable, open_source, rows_of
from commerce.imports.survey import Seen, cell, survey_file
from commerce.imports.types import (
    FileRead,
    ParseResult,
    Problem,
    ProblemKey,
    ProductDraft,
    ProductLeft,
    Severity,
)

MAX_PROBLEMS = 10_000
Found = ProductDraft | Problem | ProductLeft | FileRead


def read_products(
    paths: Sequence[Path],
    *,
    exponent: int,
    encoding: str | None = None,
    max_bytes: int = MAX_BYTES,
) -> Iterator[Found]:
    """Give products and problems as they are found, file after file; each file is read twice.

    Args:
        paths: the files; a handle or a SKU may stand only once in all of them together.
        exponent: decimals of the currency of the prices (2 for UZS and USD, 0 for JPY).
        encoding: of files without a byte order mark; UTF-8 when not given.
        max_bytes: larger files are refused before they are read.
    """
    seen = Seen()
    for path in paths:
        try:
            source = open_source(path, encoding=encoding, max_bytes=max_bytes)
            survey = survey_file(source, seen)
            if not survey.rows:
                yield Problem(ProblemKey.NO_ROWS, Severity.ERROR, source.name)
            yield from _products(Workshop(source, survey, seen, exponent))
            yield FileRead(source.name, survey.rows)
        except Unreadable as unreadable:
            yield unreadable.problem


def parse(
    paths: Sequence[Path],
    *,
    exponent: int,
    encoding: str | None = None,
    max_bytes: int = MAX_BYTES,
) -> ParseResult:
    """Like `read_products`, with everything in memory at once."""
    products: list[ProductDraft] = []
    problems: list[Problem] = []
    rows = omitted = 0
    for found in read_products(paths, exponent=exponent, encoding=encoding, max_bytes=max_bytes):
        if isinstance(found, ProductDraft):
            products.append(found)
        elif isinstance(found, FileRead):
            rows += found.rows
        elif isinstance(found, Problem) and len(problems) < MAX_PROBLEMS:
            problems.append(found)
        elif isinstance(found, Problem):
            omitted += 1
    return ParseResult(tuple(products), tuple(problems), rows, omitted)


def _products(shop: Workshop) -> Iterator[ProductDraft | Problem | ProductLeft]:
    """Collect the rows of each handle until its last one, then make the product."""
    waiting: dict[str, list[Row]] = {}
    for row in rows_of(shop.source):
        handle = cell(shop.source, row, HANDLE)
        if not handle:
            yield from _without_handle(shop.source, row)
            continue
        rows = waiting.setdefault(handle, [])
        if len(rows) <= MAX_PRODUCT_ROWS:
            rows.append(row)
        if shop.survey.last_row.get(handle) == row.number:
            product, problems = build_product(shop, waiting.pop(handle))
            yield from problems
            if product:
                yield product
            elif any(problem.severity is Severity.ERROR for problem in problems):
                yield ProductLeft(shop.source.name, row.number)


def _without_handle(source: Source, row: Row) -> list[Problem]:
    findings = Findings(source)
    check_shape(findings, row)
    if not findings.failed:
        findings.error(row, ProblemKey.HANDLE_MISSING, HANDLE)
    return findings.problems
