"""What single columns and options of an import mean here: state, stock, category, language."""

import pytest
from sqlalchemy import select

from commerce.kernel.reads import compiled
from commerce.pricing.models import Price
from tests.imports.files import product
from tests.imports.mug import MUG, offers_of, portrait


@pytest.mark.parametrize(
    ("cells", "status"),
    [
        ({}, "active"),
        ({"published": "false"}, "draft"),
        ({"status": "active", "published": "true"}, "active"),
        ({"status": "draft", "published": "true"}, "draft"),
        ({"status": "archived"}, "archived"),
        ({"status": "unlisted"}, "draft"),
    ],
)
async def test_the_columns_published_and_status_make_one_state(
    cells, status, shop, bring, reader
) -> None:
    report = await bring(product("mug", **cells))

    assert (await portrait(reader)).product.status == status
    assert report.warnings == (1 if cells.get("status") == "unlisted" else 0)


@pytest.mark.parametrize(
    ("cells", "on_hand", "tracked"),
    [
        ({"variant_inventory_qty": "5", "variant_inventory_policy": "deny"}, 5, True),
        ({"variant_inventory_qty": "5", "variant_inventory_tracker": "shopify"}, 5, True),
        ({"variant_inventory_qty": "0", "variant_inventory_policy": "deny"}, 0, True),
        ({"variant_inventory_qty": "5", "variant_inventory_policy": "continue"}, 0, False),
        ({"variant_inventory_qty": ""}, 0, False),
    ],
)
async def test_a_quantity_is_counted_stock_unless_selling_goes_on_without(
    cells, on_hand, tracked, shop, bring, reader
) -> None:
    await bring(product("tea", variant_sku="T", **cells))

    assert await offers_of(reader, shop) == {"T": (1000, None, on_hand, tracked)}


async def test_a_product_without_a_category_goes_into_the_one_that_was_named(
    shop, bring, reader
) -> None:
    rows = (product("tea"), product("mug", type="Dishes"))

    await bring(*rows, category=("Home", "Pantry"))

    tea, mug = await portrait(reader, "tea"), await portrait(reader, "mug")
    assert [each.name for each in tea.categories] == [{"en": "Pantry"}]
    assert tea.categories[0].parent_id is not None
    assert [each.name for each in mug.categories] == [{"en": "Dishes"}]
    assert (await bring(*rows, category=("Home", "Pantry"))).unchanged == 2


async def test_texts_go_into_the_language_that_was_named_and_leave_others_alone(
    shop, bring, reader
) -> None:
    await bring(*MUG)

    await bring({**MUG[0], "Title": "Кружка"}, MUG[1], language="ru")

    assert (await portrait(reader)).product.name == {"en": "Mug", "ru": "Кружка"}


async def test_prices_of_another_currency_stand_beside_the_first(shop, bring, reader) -> None:
    await bring(*MUG)

    await bring(*MUG, currency="USD")

    found = await reader.all(compiled(select(Price.currency, Price.amount)))
    assert sorted((row.currency, row.amount) for row in found) == [
        ("USD", 1050),
        ("USD", 1500),
        ("UZS", 1050),
        ("UZS", 1500),
    ]
