"""Option names and values of a product: at most three, none for a product without choices."""

from commerce.imports import cells, columns
from commerce.imports.findings import Findings
from commerce.imports.source import Row
from commerce.imports.texts import plain
from commerce.imports.types import ProblemKey

OPTION_LENGTH = 255
# Shopify gives a product without choices one option of this name with this value.
NO_OPTION = "title"
NO_VALUE = "default title"


def read_options(findings: Findings, head: Row, variant_rows: list[Row]) -> tuple[str, ...]:
    """The names of the options, in order; empty when the product has no choices."""
    read = cells.text_up_to(OPTION_LENGTH)
    names = [findings.take(head, column, read, instead="") for column in columns.OPTION_NAMES]
    if _has_no_choice(findings, names, variant_rows):
        return ()
    used = _count(findings, names, variant_rows)
    if used > columns.MAX_OPTIONS:
        column = columns.OPTION_NAMES[columns.MAX_OPTIONS]
        findings.error(head, ProblemKey.TOO_MANY_OPTIONS, column, limit=columns.MAX_OPTIONS)
        return tuple(names[:used])
    _check_names(findings, head, names[:used])
    _check_repeats(findings, names, variant_rows)
    return tuple(names[:used])


def values_of(findings: Findings, row: Row, names: tuple[str, ...]) -> tuple[str, ...]:
    """The value of each option in a variant's row."""
    read = cells.text_up_to(OPTION_LENGTH)
    values = []
    for name, column in zip(names, columns.OPTION_VALUES, strict=False):
        value = findings.take(row, column, read, instead="")
        if name and not value and not findings.text(row, column):
            findings.error(row, ProblemKey.OPTION_VALUE_MISSING, column, option=cells.shown(name))
        values.append(value)
    return tuple(values)


def _has_no_choice(findings: Findings, names: list[str], rows: list[Row]) -> bool:
    if any(names[1:]) or names[0].lower() not in {NO_OPTION, ""}:
        return False
    first, *others = columns.OPTION_VALUES
    return all(
        findings.text(row, first).lower() in {NO_VALUE, ""}
        and not any(findings.text(row, column) for column in others)
        for row in rows
    )


def _count(findings: Findings, names: list[str], rows: list[Row]) -> int:
    """How many options are spoken of, by a name or by a value."""
    pairs = zip(names, columns.OPTION_VALUES, strict=True)
    spoken = [
        place
        for place, (name, column) in enumerate(pairs, start=1)
        if name or any(findings.text(row, column) for row in rows)
    ]
    return max(spoken, default=0)


def _check_names(findings: Findings, head: Row, names: list[str]) -> None:
    for place, name in enumerate(names):
        column = columns.OPTION_NAMES[place]
        if not name:
            findings.error(head, ProblemKey.OPTION_NAME_MISSING, column)
        elif name in names[:place]:
            value = cells.shown(name)
            findings.error(head, ProblemKey.OPTION_NAME_TWICE, column, value=value)


def _check_repeats(findings: Findings, names: list[str], rows: list[Row]) -> None:
    """Later rows may repeat the names of the first row, but not say others."""
    for row in rows:
        for name, column in zip(names, columns.OPTION_NAMES, strict=True):
            again = findings.text(row, column)
            if again and (len(again) > OPTION_LENGTH or plain(again) != name):
                findings.error(
                    row,
                    ProblemKey.OPTION_NAMES_DIFFER,
                    column,
                    value=cells.shown(again),
                    expected=cells.shown(name),
                )
