"""Any product written as a product file is read back the same."""

import unicodedata
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commerce.imports.shopify import parse
from commerce.imports.types import ProductDraft, Status, VariantDraft, WeightUnit
from tests.imports.files import named, write

LETTERS = st.characters(
    exclude_categories=("Cs", "Cc", "Cf", "Co", "Cn", "Zs", "Zl", "Zp"), exclude_characters="<"
)
WORD = st.text(LETTERS, min_size=1, max_size=8).map(lambda text: unicodedata.normalize("NFC", text))
WORDS = st.lists(WORD, min_size=1, max_size=4).map(" ".join)
TEXT = st.one_of(st.just(""), WORDS)
SLUG = st.from_regex(r"[a-z0-9]{1,6}(-[a-z0-9]{1,6}){0,2}", fullmatch=True)
MINOR = st.integers(0, 10**16)
OPTION = WORDS.filter(lambda word: word.lower() not in {"title", "default title"})
TAG = WORDS.map(lambda word: word.replace(",", "").strip()).filter(bool)


def money(minor: int, exponent: int) -> str:
    if not exponent:
        return str(minor)
    digits = str(minor).rjust(exponent + 1, "0")
    return f"{digits[:-exponent]}.{digits[-exponent:]}"


@st.composite
def variant_cells(draw: st.DrawFn, values: tuple[str, ...], exponent: int) -> dict[str, str]:
    price = draw(MINOR)
    higher = draw(st.none() | st.integers(price + 1, 10**16 + 1))
    compare_at = "" if higher is None or higher > 10**16 else money(higher, exponent)
    cells = named(
        {
            "variant_sku": "",
            "variant_barcode": draw(TEXT),
            "variant_grams": str(draw(st.integers(0, 10**6))),
            "variant_weight_unit": draw(st.sampled_from([*WeightUnit])).value,
            "variant_inventory_tracker": draw(st.sampled_from(["", "shopify"])),
            "variant_inventory_qty": str(draw(st.integers(0, 10**9))),
            "variant_inventory_policy": draw(st.sampled_from(["deny", "continue"])),
            "variant_price": money(price, exponent),
            "variant_compare_at_price": compare_at,
            "variant_requires_shipping": draw(st.sampled_from(["true", "false"])),
            "variant_taxable": draw(st.sampled_from(["TRUE", "FALSE"])),
        }
    )
    return {**cells, **{f"Option{n} Value": value for n, value in enumerate(values, start=1)}}


@st.composite
def product_rows(draw: st.DrawFn, exponent: int) -> list[dict[str, str]]:
    names = draw(st.lists(OPTION, max_size=3, unique=True))
    combination = st.tuples(*(OPTION for _ in names))
    combinations = draw(st.lists(combination, min_size=1, max_size=4, unique=True))
    handle = draw(SLUG)
    head = named(
        {
            "title": draw(WORDS),
            "body": draw(
                st.lists(st.from_regex(r"<p>[a-z]{1,9}</p>", fullmatch=True)).map("".join)
            ),
            "vendor": draw(TEXT),
            "type": draw(TEXT),
            "tags": ",".join(draw(st.lists(TAG, max_size=4, unique=True))),
            "published": draw(st.sampled_from(["true", "false"])),
            "status": draw(st.sampled_from([*Status])).value,
            "seo_title": draw(TEXT),
            "seo_description": draw(TEXT),
        }
    )
    head |= {f"Option{n} Name": name for n, name in enumerate(names, start=1)}
    rows = [draw(variant_cells(values, exponent)) for values in combinations]
    rows[0] |= head
    return [{"Handle": handle, **row} for row in rows]


def written_again(draft: ProductDraft, exponent: int) -> list[dict[str, str]]:
    """The rows a draft came from, as far as it remembers them."""
    rows = [variant_again(variant, exponent) for variant in draft.variants]
    rows[0] |= named(
        {
            "title": draft.title,
            "body": draft.description_html,
            "vendor": draft.vendor,
            "type": draft.product_type,
            "tags": ",".join(draft.tags),
            "published": str(draft.published).lower(),
            "status": draft.status.value,
            "seo_title": draft.seo_title,
            "seo_description": draft.seo_description,
        }
    )
    rows[0] |= {f"Option{n} Name": name for n, name in enumerate(draft.options, start=1)}
    return [{"Handle": draft.handle, **row} for row in rows]


def variant_again(variant: VariantDraft, exponent: int) -> dict[str, str]:
    compare_at = variant.compare_at_minor
    cells = named(
        {
            "variant_sku": variant.sku or "",
            "variant_barcode": variant.barcode,
            "variant_grams": str(variant.grams),
            "variant_weight_unit": variant.weight_unit.value,
            "variant_inventory_tracker": "shopify" if variant.tracked else "",
            "variant_inventory_qty": str(variant.quantity),
            "variant_inventory_policy": "continue" if variant.allow_backorder else "deny",
            "variant_price": money(variant.price_minor, exponent),
            "variant_compare_at_price": "" if compare_at is None else money(compare_at, exponent),
            "variant_requires_shipping": str(variant.requires_shipping).lower(),
            "variant_taxable": str(variant.taxable).upper(),
        }
    )
    return {**cells, **{f"Option{n} Value": v for n, v in enumerate(variant.values, start=1)}}


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data(), exponent=st.sampled_from([0, 2, 3]), semicolon=st.booleans())
def test_a_product_written_as_a_file_is_read_back_the_same(
    tmp_path: Path, data: st.DataObject, exponent: int, semicolon: bool
) -> None:
    rows = data.draw(product_rows(exponent))
    path = write(tmp_path / "a.csv", rows, delimiter=";" if semicolon else ",")

    result = parse([path], exponent=exponent)

    assert result.problems == ()
    (draft,) = result.products
    assert written_again(draft, exponent) == rows


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(content=st.binary(max_size=300))
def test_no_content_whatever_makes_the_reader_fall(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.csv"

    for before in (b"", b"Handle,Title,Variant Price\n", b"\xff\xfe"):
        path.write_bytes(before + content)
        result = parse([path], exponent=2)
        assert result.products or result.problems
