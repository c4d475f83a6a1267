"""Whole exports: a sample of our own, and real ones when they are at hand."""

import os
from pathlib import Path

import pytest

from commerce.imports.rules import ChangeKind, plan
from commerce.imports.shopify import parse
from tests.imports.files import more, product, sized, write
from tests.imports.known import known_from

ROOT = Path(__file__).parents[2]
COUNTS = {"sample.csv": (2, 3), "apparel.csv": (20, 22), "home-and-garden.csv": (20, 21)}


def real_files() -> list[Path]:
    """The exports in the shared folder; none when it is not there."""
    named = os.environ.get("COMMERCE_SHARED_DATA")
    folder = Path(named) if named else ROOT.parent / "shared" / "data"
    inner = folder / "shopify"
    return sorted((inner if inner.is_dir() else folder).glob("*.csv"))


@pytest.fixture(params=[None, *real_files()], ids=lambda path: path.name if path else "sample.csv")
def export(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    if request.param is not None:
        found: Path = request.param
        return found
    rows = [
        product("light", type="Indoor", image_src="https://e.example/a.jpg"),
        sized("pot", size="Regular", variant_price="9.99"),
        more("pot", option1_value="Large", variant_price="15.99"),
    ]
    return write(tmp_path / "sample.csv", rows)


def test_an_export_is_read_without_a_problem(export: Path) -> None:
    result = parse([export], exponent=2)

    assert result.problems == ()
    variants = [variant for found in result.products for variant in found.variants]
    assert (len(result.products), len(variants)) == COUNTS[export.name]
    assert len({variant.seller_sku for variant in variants}) == len(variants)
    assert result.rows_read == len(variants)


def test_a_second_import_of_the_same_export_changes_nothing(export: Path) -> None:
    first = parse([export], exponent=2).products
    second = parse([export], exponent=2).products

    changes = [plan(again, known_from(before)) for before, again in zip(first, second, strict=True)]

    assert {change.kind for change in changes} == {ChangeKind.UNCHANGED}
