"""Each thing wrong in a row ends in its own problem, and the other products are still read."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from commerce.imports.messages import LANGUAGES
from commerce.imports.report import problem_line
from commerce.imports.shopify import parse
from commerce.imports.types import Fact, Problem, ProblemKey, Severity
from tests.imports.files import HEADER, more, named, product, sized, write, write_lines

K = ProblemKey
LONG = "x" * 300
FIRST: Mapping[str, Fact] = {"first_file": "a.csv", "first_row": 2}


def problem(
    key: ProblemKey,
    row: int,
    column: str | None,
    facts: Mapping[str, Fact],
    *,
    severity: Severity = Severity.ERROR,
) -> Problem:
    return Problem(key, severity, "a.csv", row, row, column, facts)


@pytest.mark.parametrize(
    ("cells", "key", "column", "facts"),
    [
        ({"title": ""}, K.TITLE_MISSING, "Title", {}),
        ({"title": "<b></b>"}, K.TITLE_MISSING, "Title", {}),
        ({"title": LONG}, K.TEXT_TOO_LONG, "Title", {"found": 300, "limit": 255}),
        ({"vendor": LONG}, K.TEXT_TOO_LONG, "Vendor", {"found": 300, "limit": 255}),
        ({"type": LONG}, K.TEXT_TOO_LONG, "Type", {"found": 300, "limit": 255}),
        ({"tags": LONG}, K.TEXT_TOO_LONG, "Tags", {"found": 300, "limit": 255}),
        (
            {"tags": ",".join(map(str, range(251)))},
            K.TOO_MANY_TAGS,
            "Tags",
            {"found": 251, "limit": 100},
        ),
        (
            {"body": "x" * 200_000},
            K.TEXT_TOO_LONG,
            "Body (HTML)",
            {"found": 200_000, "limit": 100_000},
        ),
        (
            {"body": "<a>" * 30_000},
            K.TEXT_TOO_LONG,
            "Body (HTML)",
            {"found": 30_000 * len('<a rel="nofollow noopener noreferrer"></a>'), "limit": 100_000},
        ),
        ({"variant_sku": LONG}, K.TEXT_TOO_LONG, "Variant SKU", {"found": 300, "limit": 100}),
        ({"variant_price": ""}, K.PRICE_MISSING, "Variant Price", {}),
        ({"variant_price": "-1"}, K.PRICE_NEGATIVE, "Variant Price", {"value": "-1"}),
        ({"variant_price": "free"}, K.PRICE_NOT_A_NUMBER, "Variant Price", {"value": "free"}),
        ({"variant_price": "1e5"}, K.PRICE_NOT_A_NUMBER, "Variant Price", {"value": "1e5"}),
        ({"variant_price": "NaN"}, K.PRICE_NOT_A_NUMBER, "Variant Price", {"value": "NaN"}),
        ({"variant_price": "$5"}, K.PRICE_NOT_A_NUMBER, "Variant Price", {"value": "$5"}),
        ({"variant_price": "٣"}, K.PRICE_NOT_A_NUMBER, "Variant Price", {"value": "٣"}),
        (
            {"variant_price": "9.999"},
            K.PRICE_TOO_PRECISE,
            "Variant Price",
            {"value": "9.999", "decimals": 2},
        ),
        ({"variant_price": "1,000.00"}, K.PRICE_SEPARATOR, "Variant Price", {"value": "1,000.00"}),
        ({"variant_price": "9,99"}, K.PRICE_SEPARATOR, "Variant Price", {"value": "9,99"}),
        ({"variant_price": "1 000"}, K.PRICE_SEPARATOR, "Variant Price", {"value": "1 000"}),
        (
            {"variant_price": "100000000000000.01"},
            K.PRICE_TOO_LARGE,
            "Variant Price",
            {"value": "100000000000000.01"},
        ),
        (
            {"variant_price": "9" * 5000},
            K.PRICE_TOO_LARGE,
            "Variant Price",
            {"value": "9" * 60 + "…"},
        ),
        (
            {"variant_compare_at_price": "x"},
            K.PRICE_NOT_A_NUMBER,
            "Variant Compare At Price",
            {"value": "x"},
        ),
        (
            {"variant_inventory_qty": "-3"},
            K.QUANTITY_NEGATIVE,
            "Variant Inventory Qty",
            {"value": "-3"},
        ),
        (
            {"variant_inventory_qty": "1.5"},
            K.QUANTITY_NOT_WHOLE,
            "Variant Inventory Qty",
            {"value": "1.5"},
        ),
        (
            {"variant_inventory_qty": "9" * 5000},
            K.QUANTITY_TOO_LARGE,
            "Variant Inventory Qty",
            {"value": "9" * 60 + "…", "limit": 10**9},
        ),
        ({"variant_grams": "heavy"}, K.WEIGHT_NOT_A_NUMBER, "Variant Grams", {"value": "heavy"}),
        ({"variant_grams": "-1"}, K.WEIGHT_NOT_A_NUMBER, "Variant Grams", {"value": "-1"}),
        (
            {"variant_grams": "9999999999"},
            K.WEIGHT_TOO_LARGE,
            "Variant Grams",
            {"value": "9999999999", "limit": 10**9},
        ),
        ({"variant_weight_unit": "st"}, K.UNIT_UNKNOWN, "Variant Weight Unit", {"value": "st"}),
        (
            {"variant_inventory_policy": "maybe"},
            K.POLICY_UNKNOWN,
            "Variant Inventory Policy",
            {"value": "maybe"},
        ),
        ({"status": "gone"}, K.STATUS_UNKNOWN, "Status", {"value": "gone"}),
        ({"published": "da"}, K.NOT_TRUE_OR_FALSE, "Published", {"value": "da"}),
        ({"gift_card": "da"}, K.NOT_TRUE_OR_FALSE, "Gift Card", {"value": "da"}),
        ({"variant_taxable": "?"}, K.NOT_TRUE_OR_FALSE, "Variant Taxable", {"value": "?"}),
        (
            {"image_src": "ftp://img.example/a"},
            K.URL_NOT_HTTP,
            "Image Src",
            {"value": "ftp://img.example/a"},
        ),
        (
            {"image_src": "javascript:alert(1)"},
            K.URL_NOT_HTTP,
            "Image Src",
            {"value": "javascript:alert(1)"},
        ),
        ({"variant_image": "a.jpg"}, K.URL_NOT_HTTP, "Variant Image", {"value": "a.jpg"}),
        ({"image_src": "http://[::1"}, K.URL_NOT_HTTP, "Image Src", {"value": "http://[::1"}),
        ({"option1_value": ""}, None, None, None),
        (
            {"option1_name": "Size", "option1_value": ""},
            K.OPTION_VALUE_MISSING,
            "Option1 Value",
            {"option": "Size"},
        ),
        (
            {"option1_name": "", "option1_value": "L"},
            K.OPTION_NAME_MISSING,
            "Option1 Name",
            {},
        ),
        (
            {"option1_name": "Size", "option2_name": "Size", "option2_value": "L"},
            K.OPTION_NAME_TWICE,
            "Option2 Name",
            {"value": "Size"},
        ),
        ({"handle": "!!!"}, K.HANDLE_UNUSABLE, "Handle", {"value": "!!!"}),
        ({"handle": LONG}, K.TEXT_TOO_LONG, "Handle", {"found": 300, "limit": 255}),
        ({"handle": ""}, K.HANDLE_MISSING, "Handle", {}),
    ],
)
def test_a_wrong_cell_leaves_its_product_out_and_no_other(
    tmp_path: Path,
    cells: dict[str, str],
    key: ProblemKey | None,
    column: str,
    facts: dict[str, Fact],
) -> None:
    wrong = {**product("jam"), **named(cells)}
    path = write(tmp_path / "a.csv", [product("tea"), wrong, product("mug")])

    result = parse([path], exponent=2)

    expected = [] if key is None else [problem(key, 3, column, facts)]
    handles = ["tea", "mug"] if key else ["tea", "jam", "mug"]
    assert [p.handle for p in result.products] == handles
    assert list(result.problems) == expected
    assert all(problem_line(p, language) for p in result.problems for language in LANGUAGES)
    assert result.rows_read == 3


def test_every_problem_of_a_product_is_told_and_none_of_its_variants_is_read(
    tmp_path: Path,
) -> None:
    path = write(
        tmp_path / "a.csv",
        [
            sized("mug", size="S", variant_price="x"),
            more("mug", option1_value="M", variant_price="11"),
            more("mug", option1_value="L", variant_price="12", variant_inventory_qty="-1"),
        ],
    )

    result = parse([path], exponent=2)

    assert result.products == ()
    assert list(result.problems) == [
        problem(K.PRICE_NOT_A_NUMBER, 2, "Variant Price", {"value": "x"}),
        problem(K.QUANTITY_NEGATIVE, 4, "Variant Inventory Qty", {"value": "-1"}),
    ]


@pytest.mark.parametrize("old", ["9", "10", "10.00"])
def test_an_old_price_that_is_not_higher_is_dropped_with_a_warning(
    tmp_path: Path, old: str
) -> None:
    path = write(tmp_path / "a.csv", [product("tea", variant_compare_at_price=old)])

    result = parse([path], exponent=2)

    assert result.products[0].variants[0].compare_at_minor is None
    column, facts = "Variant Compare At Price", {"value": old}
    warning = problem(K.COMPARE_AT_NOT_HIGHER, 2, column, facts, severity=Severity.WARNING)
    assert list(result.problems) == [warning]


def test_a_gift_card_is_left_out_with_a_warning(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", [product("card", gift_card="true"), product("tea")])

    result = parse([path], exponent=2)

    assert [p.handle for p in result.products] == ["tea"]
    warning = problem(K.GIFT_CARD, 2, "Gift Card", {}, severity=Severity.WARNING)
    assert list(result.problems) == [warning]


def test_a_row_with_nothing_in_it_is_passed_over_with_a_warning(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", [product("tea"), more("tea", image_alt_text="lost")])

    result = parse([path], exponent=2)

    assert len(result.products) == 1
    warning = problem(K.NOTHING_IN_ROW, 3, None, {}, severity=Severity.WARNING)
    assert list(result.problems) == [warning]


def test_an_image_position_that_is_no_number_puts_the_image_last(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.csv",
        [
            product("tea", image_src="https://e.example/a", image_position="first"),
            more("tea", image_src="https://e.example/b", image_position="1"),
        ],
    )

    result = parse([path], exponent=2)

    assert [image.url[-1] for image in result.products[0].images] == ["b", "a"]
    facts = {"value": "first"}
    key, column = K.POSITION_NOT_A_NUMBER, "Image Position"
    assert list(result.problems) == [problem(key, 2, column, facts, severity=Severity.WARNING)]


def test_a_second_use_of_a_sku_points_at_the_first(tmp_path: Path) -> None:
    rows = [product("tea", variant_sku="X"), product("jam", variant_sku="X")]
    path = write(tmp_path / "a.csv", rows)

    result = parse([path], exponent=2)

    assert [p.handle for p in result.products] == ["tea"]
    facts: dict[str, Fact] = {"value": "X", **FIRST}
    assert list(result.problems) == [problem(K.SKU_TWICE, 3, "Variant SKU", facts)]


def test_a_sku_or_a_handle_of_an_earlier_file_is_refused_in_a_later_one(tmp_path: Path) -> None:
    first = write(tmp_path / "a.csv", [product("tea", variant_sku="X")])
    second = write(
        tmp_path / "b.csv", [product("jam", variant_sku="X"), product("tea"), product("mug")]
    )

    result = parse([first, second], exponent=2)

    assert [p.handle for p in result.products] == ["tea", "mug"]
    facts: dict[str, Fact] = {"value": "X", **FIRST}
    twice: dict[str, Fact] = {"value": "tea", **FIRST}
    error = Severity.ERROR
    assert list(result.problems) == [
        Problem(K.SKU_TWICE, error, "b.csv", 2, 2, "Variant SKU", facts),
        Problem(K.HANDLE_TWICE, error, "b.csv", 3, 3, "Handle", twice),
    ]
    assert result.rows_read == 4


def test_two_handles_that_become_one_slug_clash(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", [product("red-tea"), product("Red Tea")])

    result = parse([path], exponent=2)

    assert [p.handle for p in result.products] == ["red-tea"]
    facts: dict[str, Fact] = {"value": "red-tea", **FIRST}
    assert list(result.problems) == [problem(K.HANDLE_TWICE, 3, "Handle", facts)]


def test_a_sku_in_the_file_may_not_be_one_that_was_derived(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", [product("jam", variant_sku="tea"), product("tea")])

    result = parse([path], exponent=2)

    assert [p.handle for p in result.products] == ["jam"]
    facts: dict[str, Fact] = {"value": "tea", **FIRST}
    assert list(result.problems) == [problem(K.SKU_TWICE, 3, "Variant SKU", facts)]


def test_a_repeated_combination_of_options_is_an_error(tmp_path: Path) -> None:
    rows = [sized("mug", size="S"), more("mug", option1_value="S", variant_price="3")]
    path = write(tmp_path / "a.csv", rows)

    result = parse([path], exponent=2)

    assert result.products == ()
    facts: dict[str, Fact] = {"value": "S", "first_row": 2}
    assert list(result.problems) == [problem(K.OPTION_VALUES_TWICE, 3, "Option1 Value", facts)]


def test_a_fourth_option_is_an_error(tmp_path: Path) -> None:
    header = (*HEADER, "Option4 Name", "Option4 Value")
    row = {**sized("mug", size="S"), "Option4 Name": "Lid", "Option4 Value": "yes"}
    path = write(tmp_path / "a.csv", [row], header=header)

    result = parse([path], exponent=2)

    assert result.products == ()
    assert list(result.problems) == [problem(K.TOO_MANY_OPTIONS, 2, "Option4 Name", {"limit": 3})]


def test_later_rows_may_repeat_the_title_and_the_options_but_not_change_them(
    tmp_path: Path,
) -> None:
    cells = {"option1_name": "Size", "title": "Mug", "option1_value": "M", "variant_price": "1"}
    same = write(tmp_path / "s.csv", [sized("mug", size="S"), more("mug", **cells)])
    cells = {**cells, "option1_name": "Colour", "title": "Cup"}
    other = write(tmp_path / "a.csv", [sized("mug", size="S"), more("mug", **cells)])

    assert len(parse([same], exponent=2).products) == 1
    result = parse([other], exponent=2)

    assert result.products == ()
    names = {"value": "Colour", "expected": "Size"}
    assert list(result.problems) == [
        problem(K.TITLE_DIFFERS, 3, "Title", {"first_row": 2}),
        problem(K.OPTION_NAMES_DIFFER, 3, "Option1 Name", names),
    ]


def test_rows_with_too_few_or_too_many_cells_lose_their_product_only(tmp_path: Path) -> None:
    header = ("Handle", "Title", "Variant Price")
    lines = ("tea,Tea,1", "jam,Jam", "mug,Mug,2,3", "pot,Pot,4,,", '"bun","Bun",5')
    path = write_lines(tmp_path / "a.csv", *lines, header=header)

    result = parse([path], exponent=2)

    assert [p.handle for p in result.products] == ["tea", "pot", "bun"]
    assert list(result.problems) == [
        problem(K.TOO_FEW_CELLS, 3, None, {"expected": 3, "found": 2}),
        problem(K.TOO_MANY_CELLS, 4, None, {"expected": 3, "found": 4}),
    ]


def test_a_nul_character_is_told_by_its_column(tmp_path: Path) -> None:
    lines = ("tea,Tea,1", "jam,J\0am,2")
    header = ("Handle", "Title", "Variant Price")
    path = write_lines(tmp_path / "a.csv", *lines, header=header)

    result = parse([path], exponent=2)

    assert [p.handle for p in result.products] == ["tea"]
    assert list(result.problems) == [problem(K.NUL_CHARACTER, 3, "Title", {})]


def test_a_row_number_counts_records_and_a_line_number_counts_lines(tmp_path: Path) -> None:
    rows = [product("tea", body="<p>one</p>\n<p>two</p>\n"), product("jam", variant_price="x")]
    path = write(tmp_path / "a.csv", rows)

    (found,) = parse([path], exponent=2).problems

    assert (found.row, found.line) == (3, 5)


def test_a_product_with_too_many_rows_is_left_out(tmp_path: Path) -> None:
    rows = [more("mug", option1_value=str(n), variant_price="1") for n in range(5001)]
    path = write(tmp_path / "a.csv", [sized("mug", size="S"), *rows, product("tea")])

    result = parse([path], exponent=2)

    assert [p.handle for p in result.products] == ["tea"]
    facts = {"limit": 5000}
    assert list(result.problems) == [problem(K.TOO_MANY_PRODUCT_ROWS, 2, "Handle", facts)]
