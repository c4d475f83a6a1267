"""The plan of an import: create, update field by field, or nothing."""

from dataclasses import replace
from pathlib import Path

import pytest

from commerce.imports.rules import Category, ChangeKind, FieldChange, category_of, plan
from commerce.imports.shopify import parse
from commerce.imports.types import ImageDraft, ProductDraft
from tests.imports.files import more, sized, write
from tests.imports.known import known_from


@pytest.fixture
def mug(tmp_path: Path) -> ProductDraft:
    rows = [
        sized("mug", size="S", type="Cups", variant_sku="M-S"),
        more("mug", option1_value="L", variant_price="12.00"),
    ]
    (found,) = parse([write(tmp_path / "a.csv", rows)], exponent=2).products
    return found


def test_an_unknown_product_is_created_with_all_its_variants(mug: ProductDraft) -> None:
    change = plan(mug, None)

    assert (change.kind, change.fields) == (ChangeKind.CREATE, ())
    assert change.new_variants == mug.variants


def test_the_same_product_again_is_unchanged(mug: ProductDraft) -> None:
    change = plan(mug, known_from(mug))

    assert change.kind is ChangeKind.UNCHANGED
    assert (change.fields, change.new_variants, change.kept) == ((), (), ())


def test_each_changed_field_is_told_with_its_old_and_new_value(mug: ProductDraft) -> None:
    known = known_from(mug)
    small, large = mug.variants
    image = ImageDraft("https://e.example/a.jpg", 1, "a mug")
    draft = replace(
        mug,
        title="Big mug",
        product_type="Kitchen",
        images=(image,),
        variants=(replace(small, price_minor=900), replace(large, quantity=5)),
    )

    change = plan(draft, known)

    assert change.kind is ChangeKind.UPDATE
    assert change.fields == (
        FieldChange("title", "Mug", "Big mug"),
        FieldChange("category", "cups", "kitchen"),
        FieldChange("images", (), ("https://e.example/a.jpg (a mug)",)),
        FieldChange("price_minor", 1000, 900, "M-S"),
        FieldChange("quantity", None, 5, large.seller_sku),
    )


def test_a_variant_is_found_by_its_values_when_its_sku_changed(mug: ProductDraft) -> None:
    small, large = mug.variants
    draft = replace(mug, variants=(replace(small, sku="NEW", seller_sku="NEW"), large))

    change = plan(draft, known_from(mug))

    assert change.fields == (FieldChange("sku", "M-S", "NEW", "M-S"),)


def test_a_derived_sku_never_replaces_the_one_the_seller_chose(mug: ProductDraft) -> None:
    known = known_from(mug)
    small, large = known.variants
    known = replace(known, variants=(small, replace(large, sku="MY-L")))

    assert plan(mug, known).kind is ChangeKind.UNCHANGED


def test_new_variants_are_added_and_absent_ones_are_kept(mug: ProductDraft) -> None:
    small, large = mug.variants
    known = known_from(replace(mug, variants=(large,)))

    change = plan(replace(mug, variants=(small,)), known)

    assert change.kind is ChangeKind.UPDATE
    assert change.new_variants == (small,)
    assert change.kept == (large.seller_sku,)


def test_a_field_without_a_column_and_a_field_not_stored_are_not_compared(
    mug: ProductDraft,
) -> None:
    known = replace(known_from(mug), title="Old", vendor="Old")

    silent = plan(replace(mug, given=mug.given - {"title"}), known)
    unstored = plan(mug, known, stored=frozenset({"title"}))

    assert [change.field for change in silent.fields] == ["vendor"]
    assert [change.field for change in unstored.fields] == ["title"]


def test_an_empty_type_leaves_the_category_alone(mug: ProductDraft) -> None:
    assert plan(replace(mug, product_type=""), known_from(mug)).kind is ChangeKind.UNCHANGED


@pytest.mark.parametrize(
    ("product_type", "google", "category"),
    [
        ("Cups", "Home > Kitchen", Category("cups", "Cups")),
        ("", "Home > Kitchen > Tea cups", Category("tea-cups", "Tea cups")),
        ("", "Kitchen", Category("kitchen", "Kitchen")),
        ("Чашки", "", Category("chashki", "Чашки")),
        ("", "5598", None),
        ("!!!", "", None),
        ("", "", None),
    ],
)
def test_the_category_is_the_type_or_the_last_part_of_the_google_category(
    mug: ProductDraft, product_type: str, google: str, category: Category | None
) -> None:
    draft = replace(mug, product_type=product_type, google_category=google)

    assert category_of(draft) == category
