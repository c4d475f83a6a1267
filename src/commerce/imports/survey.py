"""The first pass over a file: where each handle ends, and what stands in it twice.

Two passes keep the second one small: a product's rows are held only until its last row, so
a handle whose rows stand apart is put together without the whole file in memory.
"""

from dataclasses import dataclass, field

from commerce.imports.columns import HANDLE, SKU
from commerce.imports.source import Row, Source, rows_of
from commerce.imports.texts import plain, slugify

SKU_LENGTH = 100


@dataclass(frozen=True, slots=True)
class Place:
    """A file and a row in it, to point at."""

    file: str
    row: int


@dataclass
class Seen:
    """Where each slug and each SKU stood first, over every file so far."""

    slugs: dict[str, Place] = field(default_factory=dict)
    skus: dict[str, Place] = field(default_factory=dict)


@dataclass
class Survey:
    """What the first pass found out about one file."""

    rows: int = 0
    last_row: dict[str, int] = field(default_factory=dict)
    handles_twice: dict[str, Place] = field(default_factory=dict)
    skus_twice: dict[int, Place] = field(default_factory=dict)


def cell(source: Source, row: Row, column: str) -> str:
    """The stripped text of one cell; empty when the column or the cell is not there."""
    index = source.header.places.get(column)
    return row.cells[index].strip() if index is not None and index < len(row.cells) else ""


def survey_file(source: Source, seen: Seen) -> Survey:
    """Read the file once, remembering places only.

    Raises:
        Unreadable: when some part of the file cannot be read, so that nothing of it is taken.
    """
    survey, own = Survey(), Seen()
    for row in rows_of(source):
        survey.rows += 1
        handle = cell(source, row, HANDLE)
        if handle:
            _note_handle(survey, (seen, own), handle, Place(source.name, row.number))
        written = cell(source, row, SKU)
        if len(written) <= SKU_LENGTH and (sku := plain(written)):
            _note_sku(survey, (seen, own), sku, Place(source.name, row.number))
    # Only now: what a refused file holds is no reason to refuse a corrected copy of it.
    seen.slugs.update(own.slugs)
    seen.skus.update(own.skus)
    return survey


def _note_handle(survey: Survey, seen: tuple[Seen, Seen], handle: str, place: Place) -> None:
    if handle not in survey.last_row:
        earlier, own = seen
        slug = slugify(handle)
        first = earlier.slugs.get(slug) or own.slugs.setdefault(slug, place)
        if first is not place:
            survey.handles_twice[handle] = first
    survey.last_row[handle] = place.row


def _note_sku(survey: Survey, seen: tuple[Seen, Seen], sku: str, place: Place) -> None:
    earlier, own = seen
    first = earlier.skus.get(sku) or own.skus.setdefault(sku, place)
    if first is not place:
        survey.skus_twice[place.row] = first
