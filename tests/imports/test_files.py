"""A file that cannot be read as a whole is refused with one clear problem."""

import csv
import gzip
import sys
import tracemalloc
from collections.abc import Mapping
from pathlib import Path

import pytest

from commerce.imports.shopify import parse, read_products
from commerce.imports.source import MAX_BYTES
from commerce.imports.types import Fact, FileRead, Problem, ProblemKey, ProductDraft, Severity
from tests.imports.files import HEADER, product, write, write_lines

K = ProblemKey
SHORT = ("Handle", "Title", "Variant Price")


def refused(path: Path, *, encoding: str | None = None) -> Problem:
    """The one problem of a file nothing is taken from."""
    result = parse([path], exponent=2, encoding=encoding)
    assert (result.products, result.rows_read) == ((), 0)
    (problem,) = result.problems
    assert (problem.severity, problem.file) == (Severity.ERROR, path.name)
    return problem


@pytest.mark.parametrize(
    ("content", "key", "facts"),
    [
        (b"", K.EMPTY_FILE, {}),
        (b"\n\n  \n", K.EMPTY_FILE, {}),
        (b"\xef\xbb\xbf", K.EMPTY_FILE, {}),
        (b"\xff\xfe", K.EMPTY_FILE, {}),
        (b"PK\x03\x04rest", K.NOT_CSV, {"kind": "Excel (xlsx) / ZIP"}),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", K.NOT_CSV, {"kind": "Excel (xls)"}),
        (b"%PDF-1.7", K.NOT_CSV, {"kind": "PDF"}),
        (gzip.compress(b"Handle", mtime=0), K.NOT_CSV, {"kind": "GZIP"}),
        (b"\x89PNG\r\n", K.NOT_CSV, {"kind": "PNG"}),
        (b"\xff\xd8\xff\xe0", K.NOT_CSV, {"kind": "JPEG"}),
        (b"\n <!DOCTYPE html><html>", K.NOT_CSV, {"kind": "HTML / XML"}),
        (b"\x7fELF\0\0\0", K.BINARY_FILE, {}),
        ("Handle,Title".encode("utf-16-le"), K.BINARY_FILE, {}),
        (
            b"just some words\n",
            K.MISSING_COLUMNS,
            {"columns": "Handle, Title, Variant Price"},
        ),
        (b"Handle,Titel,Variant Price\n", K.MISSING_COLUMNS, {"columns": "Title"}),
        (b"Handle,Title,Variant Price,TITLE\n", K.COLUMN_TWICE, {"columns": "Title"}),
        (b"Handle,\xff", K.NOT_DECODABLE, {"encoding": "utf-8", "offset": 7}),
    ],
)
def test_what_is_no_product_file_is_named(
    tmp_path: Path, content: bytes, key: ProblemKey, facts: Mapping[str, Fact]
) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)

    problem = refused(path)

    assert (problem.key, problem.row, problem.facts) == (key, None, facts)


def test_a_header_without_rows_is_told(tmp_path: Path) -> None:
    assert refused(write(tmp_path / "a.csv", [])).key is K.NO_ROWS


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("before", [1, 70_000, 3_000_000])
def test_a_wrong_byte_is_named_by_its_offset_in_the_file(
    tmp_path: Path, mark: bytes, before: int
) -> None:
    good = mark + ",".join(SHORT).encode() + b"\n" + b"tea,Tea,1\n" * (before // 10 + 1)
    path = tmp_path / "a.csv"
    path.write_bytes(good + "чай".encode() + b"\xe7\xe0\xe9,x,1\n")

    problem = refused(path)

    assert problem.key is K.NOT_DECODABLE
    assert problem.facts == {"encoding": "utf-8", "offset": len(good) + 6}


def test_a_file_cut_inside_a_letter_is_named_by_the_offset_of_that_letter(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    good = b"Handle,Title,Variant Price\ntea,"
    path.write_bytes(good + "ч".encode()[:1])

    assert refused(path).facts == {"encoding": "utf-8", "offset": len(good)}


@pytest.mark.parametrize("encoding", ["martian", "hex", "base64"])
def test_an_encoding_that_is_none_of_text_is_refused(tmp_path: Path, encoding: str) -> None:
    path = write(tmp_path / "a.csv", [product("tea")])

    problem = refused(path, encoding=encoding)

    assert (problem.key, problem.facts) == (K.UNKNOWN_ENCODING, {"encoding": encoding})


@pytest.mark.parametrize(
    ("lines", "key", "row", "line"),
    [
        (("tea,Tea,1", 'jam,"Jam"x,2', "mug,Mug,3"), K.BROKEN_QUOTES, 3, 3),
        (('tea,"Green\ntea",1', 'jam,"Jam,2', "mug,Mug,3"), K.UNCLOSED_QUOTE, 3, 4),
        (("tea,Tea,1", 'jam,"' + "long\n" * 900_000), K.CELL_TOO_LONG, 3, 3),
    ],
)
def test_broken_quotes_refuse_the_file_and_name_the_row_they_begin_in(
    tmp_path: Path, lines: tuple[str, ...], key: ProblemKey, row: int, line: int
) -> None:
    path = write_lines(tmp_path / "a.csv", *lines, header=SHORT)

    problem = refused(path)

    assert (problem.key, problem.row, problem.line) == (key, row, line)


def test_a_line_that_never_ends_is_refused_in_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(",".join(SHORT).encode() + b"\n" + b"," * 20_000_000)

    tracemalloc.start()
    problem = refused(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert (problem.key, problem.row, problem.line) == (K.CELL_TOO_LONG, 2, 2)
    assert peak < 30_000_000


def test_a_refused_file_does_not_stand_in_the_way_of_its_corrected_copy(tmp_path: Path) -> None:
    header, line = SHORT, "tea,Tea,1"
    broken = write_lines(tmp_path / "a.csv", line, 'jam,"Jam', header=header)
    corrected = write_lines(tmp_path / "b.csv", line, "jam,Jam,2", header=header)

    result = parse([broken, corrected], exponent=2)

    assert [p.handle for p in result.products] == ["tea", "jam"]
    assert [p.key for p in result.problems] == [K.UNCLOSED_QUOTE]


def test_one_very_long_cell_loses_only_its_product(tmp_path: Path) -> None:
    rows = [product("tea"), product("jam", body="x" * 1_000_000), product("mug")]

    result = parse([write(tmp_path / "a.csv", rows)], exponent=2)

    assert [p.handle for p in result.products] == ["tea", "mug"]
    assert [(p.key, p.row, p.column) for p in result.problems] == [
        (K.TEXT_TOO_LONG, 3, "Body (HTML)")
    ]


def test_a_file_over_the_limit_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with path.open("wb") as stream:
        stream.truncate(MAX_BYTES + 1)

    problem = refused(path)

    assert problem.key is K.FILE_TOO_LARGE
    assert problem.facts == {"size": MAX_BYTES + 1, "limit": MAX_BYTES}


def test_a_folder_and_an_absent_file_are_told(tmp_path: Path) -> None:
    assert refused(tmp_path).key is K.NOT_A_FILE
    absent = refused(tmp_path / "none.csv")
    assert (absent.key, absent.facts) == (K.CANNOT_OPEN, {"reason": "No such file or directory"})


def test_a_file_with_too_many_rows_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(",".join(SHORT).encode() + b"\n" + b"a,,\n" * 500_001)

    problem = refused(path)

    assert (problem.key, problem.facts) == (K.TOO_MANY_ROWS, {"limit": 500_000})


def test_an_unreadable_file_does_not_stop_the_others(tmp_path: Path) -> None:
    broken = tmp_path / "a.csv"
    broken.write_bytes(b"%PDF")
    sound = write(tmp_path / "b.csv", [product("tea")])

    result = parse([broken, sound], exponent=2)

    assert [p.handle for p in result.products] == ["tea"]
    assert [p.key for p in result.problems] == [K.NOT_CSV]


def test_a_large_file_is_read_in_little_memory(tmp_path: Path) -> None:
    body = "<p>" + "Good tea. " * 95 + "</p>"
    count = 10_000
    rows = (product(f"tea-{number}", body=body) for number in range(count))
    path = write(tmp_path / "a.csv", rows, header=HEADER)
    size = path.stat().st_size
    assert size > 10_000_000

    tracemalloc.start()
    products = read = 0
    for found in read_products([path], exponent=2):
        products += isinstance(found, ProductDraft)
        read += found.rows if isinstance(found, FileRead) else 0
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert (products, read) == (count, count)
    assert peak < size // 2


def test_reading_only_ever_raises_the_cell_limit_of_the_process(tmp_path: Path) -> None:
    before = csv.field_size_limit(sys.maxsize)
    try:
        parse([write(tmp_path / "a.csv", [product("tea")])], exponent=2)
        assert csv.field_size_limit() == sys.maxsize
    finally:
        csv.field_size_limit(before)
