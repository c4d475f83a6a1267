"""An import through its use case: what is written, what is not, and what a second one does."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from commerce.imports.report import problem_line
from commerce.inventory import service as inventory
from commerce.kernel.clock import now
from commerce.kernel.errors import BadInput
from commerce.kernel.ids import new_id
from commerce.kernel.reads import compiled
from commerce.offers.models import Offer
from tests.imports.files import more, product, write
from tests.imports.mug import MUG, offers_of, portrait
from tests.imports.test_exports import real_files
from tests.state import count, stored


async def test_a_product_comes_in_whole(shop, bring, reader) -> None:
    report = await bring(*MUG)

    assert (report.created, report.failed, report.problems) == (1, 0, ())
    found = await portrait(reader)
    row = found.product
    assert (row.slug, row.name, row.brand, row.status) == (
        "mug",
        {"en": "Mug"},
        "Rishton",
        "active",
    )
    assert row.description == {"en": "<p>Warm</p>"}
    assert (row.seo_title, row.seo_description) == ({"en": "Buy a mug"}, {"en": "Now"})
    assert found.tags == ["blue", "gift"]
    assert [each.name for each in found.categories] == [{"en": "Kitchen"}]
    assert [(each.code, list(each.values)) for each in found.options] == [
        ("size", ["small", "large"])
    ]
    variants = [(each.sku, each.barcode, each.weight_grams) for each in found.variants]
    assert variants == [("M-S", "478000", 300), ("M-L", None, 0)]
    small, large = found.variants
    assert [(each.url, each.variant_id) for each in found.media] == [
        ("https://e.example/mug.jpg", small.id),
        ("https://e.example/large.jpg", None),
        ("https://e.example/mug.jpg", large.id),
    ]
    assert await offers_of(reader, shop) == {
        "M-S": (1050, 1200, 7, True),
        "M-L": (1500, None, 3, True),
    }


async def test_a_picture_that_two_variants_show_is_once_in_the_gallery(shop, bring, gql) -> None:
    await bring(*MUG)

    found = (
        await gql(
            """{ product(by: {slug: "mug"}) {
                media(first: 10) { url } variants { media(first: 2) { url } }
            } }"""
        )
    )["product"]

    assert found == {
        "media": [{"url": "https://e.example/mug.jpg"}, {"url": "https://e.example/large.jpg"}],
        "variants": [{"media": [{"url": "https://e.example/mug.jpg"}]}] * 2,
    }


async def test_a_second_import_of_the_same_file_changes_nothing_at_all(shop, bring, reader) -> None:
    rows = (*MUG, product("tea", variant_inventory_policy="continue", vendor="", tags="b, B, a"))
    await bring(*rows)
    before = await stored(reader)

    report = await bring(*rows)

    assert (report.unchanged, report.updated, report.created) == (2, 0, 0)
    assert await stored(reader) == before


@pytest.mark.parametrize("path", real_files() or [None], ids=lambda path: path.name if path else "")
async def test_a_real_export_comes_in_and_a_second_time_changes_nothing(
    path: Path | None, shop, bring, reader, tmp_path
) -> None:
    paths = (path or write(tmp_path / "own.csv", MUG),)
    first = await bring(paths=paths)
    before = await stored(reader)

    second = await bring(paths=paths)

    assert (first.failed, first.errors) == (0, 0)
    assert (second.created, second.updated, second.unchanged) == (0, 0, first.created)
    assert await stored(reader) == before


@pytest.mark.parametrize(
    ("cells", "field", "tables"),
    [
        ({"title": "Cup"}, "title", {"catalog_product"}),
        ({"body": "<p>Hot</p>"}, "description_html", {"catalog_product"}),
        ({"vendor": "Chust"}, "vendor", {"catalog_product", "catalog_brand"}),
        ({"tags": "gift, red"}, "tags", {"catalog_product", "catalog_tag", "catalog_product_tag"}),
        (
            {"type": "Dishes"},
            "category",
            {"catalog_product", "catalog_category", "catalog_product_category"},
        ),
        ({"published": "false"}, "status", {"catalog_product"}),
        ({"seo_title": "Mugs"}, "seo_title", {"catalog_product"}),
        ({"variant_price": "11"}, "price_minor", {"pricing_price"}),
        ({"variant_compare_at_price": ""}, "compare_at_minor", {"pricing_price"}),
        ({"variant_inventory_qty": "9"}, "quantity", {"inventory_stock", "inventory_movement"}),
        ({"variant_grams": "301"}, "grams", {"catalog_product", "catalog_variant"}),
        ({"variant_barcode": ""}, "barcode", {"catalog_product", "catalog_variant"}),
        (
            {"image_alt_text": "Blue"},
            "images",
            {"catalog_product", "catalog_product_media", "media_file"},
        ),
    ],
)
async def test_a_changed_cell_changes_what_it_says_and_nothing_else(
    cells, field, tables, shop, bring, reader
) -> None:
    await bring(*MUG)
    before = await stored(reader)
    changed = ({**MUG[0], **product("mug", **cells), **size_of_mug(cells)}, MUG[1])

    report = await bring(*changed)

    (change,) = report.changes
    assert [each.field for each in change.fields] == [field]
    after = await stored(reader)
    touched = {name for name in after if after[name] != before[name]}
    assert touched == tables | {"kernel_outbox"}
    assert (await bring(*changed)).unchanged == 1


def size_of_mug(cells: dict[str, str]) -> dict[str, str]:
    """What `product` sets besides the cells asked for, as the mug has it."""
    kept = {"Option1 Name": "Size", "Option1 Value": "Small", "Title": "Mug"}
    kept["Variant Price"] = "10.50"
    asked = product("mug", **cells)
    given = {name.lower().replace(" ", "_") for name in kept} & set(cells)
    return {
        name: asked[name] if name.lower().replace(" ", "_") in given else value
        for name, value in kept.items()
    }


async def test_a_renamed_choice_keeps_its_variant_and_its_offer(make, shop, bring, reader) -> None:
    seller = await make.seller(slug="toys")
    await bring(*MUG, seller="toys")
    before = await portrait(reader, seller="toys")
    renamed = ({**MUG[0], "Option1 Value": "Tiny", "Option1 Name": "How big"}, MUG[1])

    report = await bring(*renamed, seller="toys")

    assert (report.updated, report.problems) == (1, ())
    after = await portrait(reader, seller="toys")
    assert [each.id for each in after.variants] == [each.id for each in before.variants]
    assert [list(each.values.values()) for each in after.options] == [
        [{"en": "Tiny"}, {"en": "Large"}]
    ]
    assert [each.sku for each in after.variants] == [None, None]
    assert set(await offers_of(reader, seller)) == {"M-S", "M-L"}
    assert (await bring(*renamed, seller="toys")).unchanged == 1


async def test_a_product_gets_a_second_option(shop, bring, reader) -> None:
    await bring(*MUG)
    before = await portrait(reader)
    colour = {"Option2 Name": "Colour", "Option2 Value": "Red"}

    report = await bring({**MUG[0], **colour}, {**MUG[1], "Option2 Value": "Blue"})

    assert (report.updated, report.problems) == (1, ())
    after = await portrait(reader)
    assert [each.id for each in after.variants] == [each.id for each in before.variants]
    assert [each.choice for each in after.variants] == ["small/red", "large/blue"]


async def test_new_variants_are_added_and_those_not_in_the_file_stay(shop, bring, reader) -> None:
    await bring(*MUG)
    huge = more("mug", option1_value="Huge", variant_sku="M-H", variant_price="20")

    report = await bring(MUG[0], huge)

    (change,) = report.changes
    assert ([each.seller_sku for each in change.new_variants], change.kept) == (["M-H"], ("M-L",))
    assert [each.choice for each in (await portrait(reader)).variants] == [
        "small",
        "large",
        "huge",
    ]
    assert set(await offers_of(reader, shop)) == {"M-S", "M-L", "M-H"}
    assert (await bring(MUG[0], huge)).unchanged == 1


async def test_two_sellers_import_the_same_file_side_by_side(make, shop, bring, reader) -> None:
    toys = await make.seller(slug="toys")
    await bring(*MUG)

    report = await bring(*MUG, seller="toys")

    assert (report.created, report.problems) == (1, ())
    assert (await portrait(reader, seller="toys")).product.slug == "mug-toys"
    assert set(await offers_of(reader, toys)) == set(await offers_of(reader, shop))


async def test_a_conflict_leaves_one_product_out_and_the_rest_goes_on(shop, bring, reader) -> None:
    await bring(*MUG)
    before = await count(reader, "catalog_product")

    report = await bring(
        product("beaker", variant_sku="M-S"),
        product("tea", variant_sku="T-1"),
    )

    assert (report.created, report.failed) == (1, 1)
    (problem,) = report.problems
    assert problem_line(problem) == (
        'error: products.csv, row 2, column "Handle": the product could not be written:'
        " There is one with this sku already. (sku)"
    )
    assert await count(reader, "catalog_product") == before + 1
    assert set(await offers_of(reader, shop)) == {"M-S", "M-L", "T-1"}


async def test_stock_below_what_buyers_were_promised_is_told_in_the_readers_language(
    shop, bring, db, reader
) -> None:
    await bring(*MUG)
    offer = await reader.first(compiled(select(Offer.id).where(Offer.sku == "M-S")))
    async with db.transaction() as tx:
        await inventory.reserve(tx, new_id(), {offer.id: 5}, now() + timedelta(hours=1))

    report = await bring({**MUG[0], "Variant Inventory Qty": "2"}, MUG[1], report_language="ru")

    assert report.failed == 1
    assert "товар не записан" in problem_line(report.problems[0], "ru")
    assert (await offers_of(reader, shop))["M-S"] == (1050, 1200, 7, True)


async def test_a_dry_run_tells_everything_and_writes_nothing(shop, bring, reader) -> None:
    await bring(*MUG)
    before = await stored(reader)

    report = await bring({**MUG[0], "Title": "Cup"}, MUG[1], product("tea"), dry_run=True)

    assert (report.created, report.updated, report.dry_run) == (1, 1, True)
    assert [each.kind.value for each in report.changes] == ["update", "create"]
    assert await stored(reader) == before


async def test_a_dry_run_for_a_seller_without_a_place_of_stock_makes_none(
    shop, bring, reader
) -> None:
    before = await stored(reader)

    assert (await bring(*MUG, dry_run=True)).created == 1

    assert await stored(reader) == before


async def test_a_file_that_cannot_be_read_is_refused_and_the_next_one_is_taken(
    shop, bring, reader, tmp_path
) -> None:
    broken = tmp_path / "broken.csv"
    broken.write_bytes(b'Handle,Title,Variant Price\ntea,"Tea,1\n')

    alone = await bring(paths=(broken,))
    assert (alone.refused, alone.created, alone.errors) == (1, 0, 1)
    assert await count(reader, "catalog_product") == 0

    both = await bring(paths=(broken, write(tmp_path / "good.csv", MUG)))
    assert (both.refused, both.created) == (1, 1)


async def test_what_is_known_is_read_in_few_statements(shop, bring, app, sql) -> None:
    rows = [product(f"tea-{number}") for number in range(40)]
    await bring(*rows)

    with sql.counted() as seen:
        assert (await bring(*rows)).unchanged == 40

    assert seen.count <= 11


@pytest.mark.parametrize(
    "given", [{"seller": "nobody"}, {"channel": "mars"}, {"currency": "JPY"}], ids=str
)
async def test_a_name_nobody_has_ends_before_the_first_row(given, shop, bring, reader) -> None:
    before = await stored(reader)

    with pytest.raises(BadInput):
        await bring(*MUG, **given)

    assert await stored(reader) == before
