"""Opens a file as a stream of records, or says why it cannot be one."""

import codecs
import csv
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from commerce.imports.cells import shown
from commerce.imports.columns import NAMES, Header, read_header
from commerce.imports.types import Fact, Problem, ProblemKey, Severity

MAX_BYTES = 64 * 1024 * 1024
MAX_ROWS = 500_000
MAX_RECORD = 4_000_000
MAX_HEADER = 65_536
CHUNK = 1 << 20

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
SIGNATURES = (
    (b"PK\x03\x04", "Excel (xlsx) / ZIP"),
    (b"\xd0\xcf\x11\xe0", "Excel (xls)"),
    (b"%PDF", "PDF"),
    (b"\x1f\x8b", "GZIP"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
)


class Unreadable(Exception):
    """The whole file is refused; carries the one problem to tell."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.key.value)
        self.problem = problem


class EndlessRecord(Exception):
    """A record longer than any product; its closing quote or its line end is missing."""


@dataclass
class Lines:
    """The lines of a file, with a budget of characters that the reader renews per record."""

    stream: TextIO
    left: int = MAX_RECORD

    def __iter__(self) -> "Lines":
        return self

    def __next__(self) -> str:
        line = self.stream.readline(self.left + 1)
        self.left -= len(line)
        if self.left < 0:
            raise EndlessRecord
        if not line:
            raise StopIteration
        return line


@dataclass(frozen=True, slots=True)
class Row:
    """A record: its number (header is 1), the line it begins on, its cells."""

    number: int
    line: int
    cells: list[str]


@dataclass(frozen=True)
class Source:
    """A file that looks like a product CSV: how to decode and split it, and its columns."""

    path: Path
    name: str
    encoding: str
    delimiter: str
    header: Header


def refuse(file: str, key: ProblemKey, **facts: Fact) -> Unreadable:
    """The exception for a problem of the file as a whole."""
    return Unreadable(Problem(key, Severity.ERROR, file, facts=facts))


def open_source(path: Path, *, encoding: str | None = None, max_bytes: int = MAX_BYTES) -> Source:
    """Look at the size, the first bytes and the header of a file.

    A byte order mark wins over `encoding`; without either the file must be UTF-8.

    Raises:
        Unreadable: when the file is no product CSV, with the reason.
    """
    name = shown(path.name)
    head = _head(path, name, max_bytes)
    _check_kind(head, name)
    chosen = _encoding(head, encoding, name)
    delimiter = _delimiter(path, chosen, name)
    for row in _records(path, name, chosen, delimiter):
        header = read_header(row.cells)
        _check_header(header, row, name)
        return Source(path, name, chosen, delimiter, header)
    raise refuse(name, ProblemKey.EMPTY_FILE)


def rows_of(source: Source) -> Iterator[Row]:
    """Every filled record after the header; blank ones are counted but not given.

    Raises:
        Unreadable: at the first place that cannot be decoded or split into cells.
    """
    records = _records(source.path, source.name, source.encoding, source.delimiter)
    next(records, None)
    yield from records


def _head(path: Path, name: str, max_bytes: int) -> bytes:
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise refuse(name, ProblemKey.NOT_A_FILE)
        if found.st_size > max_bytes:
            raise refuse(name, ProblemKey.FILE_TOO_LARGE, size=found.st_size, limit=max_bytes)
        with path.open("rb") as stream:
            return stream.read(4096)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise refuse(name, ProblemKey.CANNOT_OPEN, reason=reason) from error


def _check_kind(head: bytes, name: str) -> None:
    if not head.strip():
        raise refuse(name, ProblemKey.EMPTY_FILE)
    for signature, kind in SIGNATURES:
        if head.startswith(signature):
            raise refuse(name, ProblemKey.NOT_CSV, kind=kind)
    if head.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"<"):
        raise refuse(name, ProblemKey.NOT_CSV, kind="HTML / XML")


def _encoding(head: bytes, wanted: str | None, name: str) -> str:
    for mark, encoding in BYTE_ORDER_MARKS:
        if head.startswith(mark):
            return encoding
    encoding = wanted or "utf-8"
    try:
        b"a".decode(encoding)
    except LookupError as error:
        raise refuse(name, ProblemKey.UNKNOWN_ENCODING, encoding=shown(encoding)) from error
    except UnicodeError:
        return encoding
    return encoding


def _delimiter(path: Path, encoding: str, name: str) -> str:
    """The comma, unless the first line has more known columns when split at semicolons."""
    try:
        with path.open(encoding=encoding, newline="") as stream:
            lines = iter(lambda: stream.readline(MAX_HEADER), "")
            first = next((line for line in lines if line.strip()), "")
    except UnicodeError as error:
        raise _undecodable(path, encoding, name) from error
    known = {
        sign: sum(cell.strip(' "\r\n\t').lower() in NAMES for cell in first.split(sign))
        for sign in (",", ";")
    }
    return ";" if known[";"] > known[","] else ","


def _check_header(header: Header, row: Row, name: str) -> None:
    if any("\0" in cell for cell in row.cells):
        raise refuse(name, ProblemKey.BINARY_FILE)
    if header.missing:
        raise refuse(name, ProblemKey.MISSING_COLUMNS, columns=", ".join(header.missing))
    if header.twice:
        raise refuse(name, ProblemKey.COLUMN_TWICE, columns=", ".join(header.twice))


def _records(path: Path, name: str, encoding: str, delimiter: str) -> Iterator[Row]:
    # The limit belongs to the whole process; it is only ever raised, so nobody else can notice.
    csv.field_size_limit(max(csv.field_size_limit(), MAX_RECORD + 1))
    number = line = 0
    try:
        with path.open(encoding=encoding, newline="") as stream:
            lines = Lines(stream)
            reader = csv.reader(lines, delimiter=delimiter, strict=True)
            while True:
                number, line = number + 1, reader.line_num + 1
                lines.left = MAX_RECORD
                cells = next(reader, None)
                if cells is None:
                    return
                if number > MAX_ROWS:
                    raise refuse(name, ProblemKey.TOO_MANY_ROWS, limit=MAX_ROWS)
                if any(map(str.strip, cells)):
                    yield Row(number, line, cells)
    except UnicodeError as error:
        raise _undecodable(path, encoding, name) from error
    except EndlessRecord as error:
        key = ProblemKey.CELL_TOO_LONG
        raise Unreadable(Problem(key, Severity.ERROR, name, row=number, line=line)) from error
    except csv.Error as error:
        unclosed = "unexpected end" in str(error)
        key = ProblemKey.UNCLOSED_QUOTE if unclosed else ProblemKey.BROKEN_QUOTES
        raise Unreadable(Problem(key, Severity.ERROR, name, row=number, line=line)) from error
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise refuse(name, ProblemKey.CANNOT_OPEN, reason=reason) from error


def _undecodable(path: Path, encoding: str, name: str) -> Unreadable:
    """Decode once more, by hand, to name the first byte that does not fit."""
    bare = "utf-8" if encoding == "utf-8-sig" else encoding
    decoder = codecs.getincrementaldecoder(bare)()
    read = 0
    with path.open("rb") as stream:
        while True:
            chunk = stream.read(CHUNK)
            begin = read - len(decoder.getstate()[0])
            try:
                decoder.decode(chunk, final=not chunk)
            except UnicodeError as error:
                offset = begin + (error.start if isinstance(error, UnicodeDecodeError) else 0)
                facts: dict[str, Fact] = {"encoding": bare, "offset": offset}
                return refuse(name, ProblemKey.NOT_DECODABLE, **facts)
            if not chunk:
                return refuse(name, ProblemKey.NOT_DECODABLE, encoding=bare, offset=read)
            read += len(chunk)
