"""What a sound product file is read as."""

from pathlib import Path

import pytest

from commerce.imports.shopify import parse
from commerce.imports.types import (
    ImageDraft,
    ParseResult,
    Problem,
    ProblemKey,
    ProductDraft,
    Severity,
    Status,
    WeightUnit,
)
from commerce.imports.variants import derived_sku
from tests.imports.files import HEADER, more, product, sized, write


def read(path: Path, *, exponent: int = 2) -> ParseResult:
    result = parse([path], exponent=exponent)
    assert result.problems == ()
    return result


def only(path: Path, *, exponent: int = 2) -> ProductDraft:
    (found,) = read(path, exponent=exponent).products
    return found


def test_a_product_without_choices_has_no_options_and_its_handle_as_sku(tmp_path: Path) -> None:
    found = only(write(tmp_path / "a.csv", [product("green-tea")]))

    assert found.options == ()
    assert [(v.values, v.sku, v.seller_sku) for v in found.variants] == [((), None, "green-tea")]


def test_every_column_arrives_in_its_field(tmp_path: Path) -> None:
    row = product(
        "tea",
        title="Green Tea",
        body="<p>Leaves</p>",
        vendor="Choyxona",
        type="Drinks",
        tags="green, leaf ,green,",
        published="FALSE",
        status="draft",
        variant_sku="T-1",
        variant_grams="453.592",
        variant_inventory_tracker="shopify",
        variant_inventory_qty="7",
        variant_inventory_policy="continue",
        variant_price="1234.5",
        variant_compare_at_price="2000",
        variant_requires_shipping="false",
        variant_taxable="false",
        variant_barcode="=4780",
        image_src="https://img.example/1.jpg",
        image_position="1",
        image_alt_text="a cup",
        seo_title="Buy tea",
        seo_description="Good tea",
        google_category="Food > Drinks > Tea",
        variant_image="https://img.example/2.jpg",
        variant_weight_unit="lb",
    )

    found = only(write(tmp_path / "a.csv", [row]))

    assert (found.title, found.description_html) == ("Green Tea", "<p>Leaves</p>")
    assert (found.vendor, found.product_type) == ("Choyxona", "Drinks")
    assert found.google_category == "Food > Drinks > Tea"
    assert found.tags == ("green", "leaf")
    assert (found.published, found.status) == (False, Status.DRAFT)
    assert (found.seo_title, found.seo_description) == ("Buy tea", "Good tea")
    assert found.images == (ImageDraft("https://img.example/1.jpg", 1, "a cup"),)
    (variant,) = found.variants
    assert (variant.sku, variant.seller_sku, variant.barcode) == ("T-1", "T-1", "=4780")
    assert (variant.grams, variant.weight_unit) == (454, WeightUnit.POUND)
    assert (variant.price_minor, variant.compare_at_minor) == (123450, 200000)
    assert (variant.tracked, variant.quantity, variant.allow_backorder) == (True, 7, True)
    assert (variant.requires_shipping, variant.taxable) == (False, False)
    assert variant.image_url == "https://img.example/2.jpg"


def test_variants_and_images_come_from_the_further_rows(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.csv",
        [
            sized("mug", size="S", image_src="https://img.example/b.jpg", image_position="2"),
            more("mug", option1_value="L", variant_price="12"),
            more("mug", image_src="https://img.example/a.jpg", image_position="1"),
            more("mug", image_src="https://img.example/c.jpg"),
        ],
    )

    found = only(path)

    assert found.options == ("Size",)
    assert [(v.values, v.price_minor, v.row) for v in found.variants] == [
        (("S",), 1000, 2),
        (("L",), 1200, 3),
    ]
    assert [image.url[-5] for image in found.images] == ["a", "b", "c"]
    assert [image.position for image in found.images] == [1, 2, 3]


def test_rows_of_one_handle_may_stand_apart(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.csv",
        [
            sized("mug", size="S"),
            product("tea"),
            more("mug", option1_value="M", variant_price="11"),
            product("jam"),
            more("mug", option1_value="L", variant_price="12"),
        ],
    )

    result = read(path)

    assert [(p.handle, len(p.variants)) for p in result.products] == [
        ("tea", 1),
        ("jam", 1),
        ("mug", 3),
    ]
    assert result.rows_read == 5


def test_the_row_with_the_title_speaks_for_the_product_wherever_it_stands(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.csv",
        [more("mug", option1_value="L", variant_price="12"), sized("mug", size="S", vendor="V")],
    )

    found = only(path)

    assert (found.title, found.vendor, found.row) == ("Mug", "V", 3)
    assert [variant.values for variant in found.variants] == [("L",), ("S",)]


def test_an_option_named_title_with_real_values_is_an_option(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.csv",
        [
            product("book", option1_value="First volume"),
            more("book", option1_value="Second volume", variant_price="9"),
        ],
    )

    assert only(path).options == ("Title",)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_files_are_read_with_and_without_a_byte_order_mark(
    tmp_path: Path, encoding: str
) -> None:
    path = write(tmp_path / "a.csv", [product("tea", title="Кўк чой")], encoding=encoding)

    assert only(path).title == "Кўк чой"


def test_another_encoding_is_read_when_it_is_named(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", [product("tea", title="Зелёный чай")], encoding="cp1251")

    (found,) = parse([path], exponent=2, encoding="cp1251").products

    assert found.title == "Зелёный чай"


def test_semicolons_may_part_the_cells(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", [product("tea", tags="a,b")], delimiter=";")

    assert only(path).tags == ("a", "b")


def test_the_column_names_of_newer_exports_are_known(tmp_path: Path) -> None:
    header = ("Title", "URL handle", "SKU", "Price", "Inventory quantity", "Weight value (grams)")
    row = dict(zip(header, ("Tea", "tea", "T-1", "5", "3", "250"), strict=True))

    found = only(write(tmp_path / "a.csv", [row], header=header))

    (variant,) = found.variants
    assert (found.handle, variant.sku, variant.price_minor) == ("tea", "T-1", 500)
    assert (variant.quantity, variant.grams) == (3, 250)
    assert found.given == {"title", "sku", "price_minor", "quantity", "grams"}


def test_the_product_category_goes_before_the_google_one(tmp_path: Path) -> None:
    header = (*HEADER, "Product Category")
    rows = [
        {**product("tea", google_category="A > B"), "Product Category": "Food > Tea"},
        product("jam", google_category="Food > Jam"),
    ]

    found = read(write(tmp_path / "a.csv", rows, header=header)).products

    assert [p.google_category for p in found] == ["Food > Tea", "Food > Jam"]


def test_columns_may_stand_in_any_order_among_unknown_ones(tmp_path: Path) -> None:
    header = ("Colour of the box", *reversed(HEADER), "Cost per item")
    path = write(tmp_path / "a.csv", [{**product("tea"), "Cost per item": "x"}], header=header)

    assert only(path).handle == "tea"


@pytest.mark.parametrize(
    ("price", "exponent", "minor"),
    [
        ("0", 2, 0),
        (".5", 2, 50),
        ("007.10", 2, 710),
        ("9.990", 2, 999),
        ("100.00", 0, 100),
        ("1.234", 3, 1234),
        ("100000000000000", 2, 10**16),
    ],
)
def test_prices_become_minor_units(tmp_path: Path, price: str, exponent: int, minor: int) -> None:
    path = write(tmp_path / "a.csv", [product("tea", variant_price=price)])

    assert only(path, exponent=exponent).variants[0].price_minor == minor


def test_formula_looking_cells_stay_text(tmp_path: Path) -> None:
    row = product("tea", title="=1+1", vendor="@SUM(A1)", variant_sku="+7", tags="-x")

    found = only(write(tmp_path / "a.csv", [row]))

    assert (found.title, found.vendor, found.tags) == ("=1+1", "@SUM(A1)", ("-x",))
    assert found.variants[0].sku == "+7"


def test_scripts_and_events_leave_a_description_and_markup_leaves_a_title(tmp_path: Path) -> None:
    row = product(
        "tea",
        title="<b>Green</b>\u202e\x07 tea<script>alert(1)</script>",
        body='<p onclick="x()">Hot<script>x()</script><iframe src="//e"></iframe></p>'
        '<a href="javascript:x()">a</a><a href="https://e.example/">b</a>',
    )

    found = only(write(tmp_path / "a.csv", [row]))

    assert found.title == "Green tea"
    assert found.description_html == (
        '<p>Hot</p><a rel="nofollow noopener noreferrer">a</a>'
        '<a href="https://e.example/" rel="nofollow noopener noreferrer">b</a>'
    )


def test_a_handle_with_odd_characters_is_rewritten_and_told(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", [product("Қўғирчоқ №5", title="Doll")])

    result = parse([path], exponent=2)

    assert [p.handle for p in result.products] == ["qogirchoq-no5"]
    assert result.problems == (
        Problem(
            ProblemKey.HANDLE_CHANGED,
            Severity.WARNING,
            "a.csv",
            2,
            2,
            "Handle",
            {"value": "Қўғирчоқ №5", "handle": "qogirchoq-no5"},
        ),
    )


def test_blank_rows_are_passed_over_and_counted_in_row_numbers(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", [product("tea"), {}, product("jam")])

    result = read(path)

    assert [(p.handle, p.row) for p in result.products] == [("tea", 2), ("jam", 4)]
    assert result.rows_read == 2


def test_a_derived_sku_depends_on_the_handle_and_the_exact_values_alone() -> None:
    assert derived_sku("tea", ()) == "tea"
    assert derived_sku("mug", ("Small",)) == derived_sku("mug", ("Small",))
    assert derived_sku("mug", ("Small",)).startswith("mug-small-")
    assert derived_sku("mug", ("Red",)) != derived_sku("mug", ("Red!",))
    assert derived_sku("mug", ("a", "b")) != derived_sku("mug", ("a b",))
    assert len(derived_sku("m" * 255, ("x" * 255,))) <= 73
