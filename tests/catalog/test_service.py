"""Service functions that imports and higher domains call, and the views they join."""

import pytest
from sqlalchemy import func, select

from commerce.catalog import service, views
from commerce.catalog.models import Category, Product, Tag, Variant
from commerce.catalog.types import NewVariant
from tests.make.catalog import option


async def test_brands_and_tags_are_made_once_however_they_are_spelt(db) -> None:
    async with db.transaction() as tx:
        brands = [await service.ensure_brand(tx, name) for name in ("Nike", "NIKE ", "nike")]
        tags = await service.ensure_tags(tx, ["Yangi", "yangi", "Арзон", "大"])
        again = await service.ensure_tags(tx, ["大", "арзон"])

    assert len(set(brands)) == 1
    assert len(tags) == 3
    assert again == [tags[2], tags[1]]


async def test_a_path_of_names_leads_to_one_category(db, reader) -> None:
    async with db.transaction() as tx:
        one = await service.ensure_category(tx, ["Women", "Shoes"])
        two = await service.ensure_category(tx, ["Women", "Shoes"])
        men = await service.ensure_category(tx, ["Men", "Shoes"])

    assert one == two != men
    rows = await reader.all(select(Category.slug).order_by(Category.id))
    assert [row.slug for row in rows] == ["women", "shoes", "men", "shoes-2"]


async def test_search_text_follows_names_brand_tags_and_codes(make, db, reader) -> None:
    brand = await make.brand("Oʻzbegim")
    product = await make.product(
        name={"ru": "Чай", "en": "Tea"},
        brand_id=brand.id,
        tags=("Issiq",),
        variants=(NewVariant(sku="TEA-1", barcode="4780000000017"),),
    )
    assert product.search_text == "tea chay ozbegim isik tea 1 4780000000017"

    async with db.transaction() as tx:
        await service.update_brand(tx, brand.id, name="Registon")

    text = await reader.scalar(select(Product.search_text))
    assert text == "tea chay registon isik tea 1 4780000000017"


async def test_variants_that_stay_keep_their_ids(make, db) -> None:
    shirt = await make.shirt()
    before = {row.choice: row.id for row in await make.variants(shirt)}
    s_red = next(row for row in await make.variants(shirt) if row.choice == "s/red")

    async with db.transaction() as tx:
        await service.set_variants(
            tx,
            shirt.id,
            [option("Size", "S", "XL"), option("Colour", "Red", "Blue")],
            [
                NewVariant(sku=s_red.sku, choices=(("Size", "XL"), ("Colour", "Red"))),
                NewVariant(sku="NEW", choices=(("Size", "S"), ("Colour", "Red"))),
                NewVariant(choices=(("size", "s"), ("colour", "blue")), weight_grams=7),
            ],
        )

    after = {row.choice: row for row in await make.variants(shirt)}
    assert list(after) == ["xl/red", "s/red", "s/blue"]
    assert after["xl/red"].id == before["s/red"]
    assert after["s/red"].id not in before.values()
    assert after["s/blue"].id == before["s/blue"]
    assert after["s/blue"].weight_grams == 7


async def test_choices_that_change_hands_do_not_collide(make, db) -> None:
    shirt = await make.shirt(
        options=(option("Size", "S", "L"),),
        variants=(
            NewVariant(sku="A", choices=(("Size", "S"),)),
            NewVariant(sku="B", choices=(("Size", "L"),)),
        ),
    )

    async with db.transaction() as tx:
        await service.set_variants(
            tx,
            shirt.id,
            [option("Size", "S", "L")],
            [
                NewVariant(sku="A", choices=(("Size", "L"),)),
                NewVariant(sku="B", choices=(("Size", "S"),)),
            ],
        )

    assert [(row.sku, row.choice) for row in await make.variants(shirt)] == [("A", "l"), ("B", "s")]


async def test_pictures_are_replaced_as_a_whole(make, db, reader) -> None:
    product = await make.product(media=(("https://a.uz/1.jpg", {}),))

    async with db.transaction() as tx:
        await service.set_media(tx, product.id, [("https://a.uz/2.jpg", {"en": "Two"}, None)] * 2)

    images = views.product_images()
    assert [r.url for r in await reader.all(select(images.c.url))] == ["https://a.uz/2.jpg"]
    assert await reader.scalar(select(func.count()).select_from(views.media.files())) == 2


async def test_views_show_what_higher_domains_join(make, reader) -> None:
    category = await make.category()
    await make.product(published=False)
    shirt = await make.shirt(category_ids=(category.id,))

    active, variants = views.active_products(), views.variants()
    categories = views.product_categories()

    assert [r.product_id for r in await reader.all(select(active))] == [shirt.id]
    rows = await reader.all(select(variants).order_by(variants.c.position, variants.c.label))
    labels = [r.label for r in rows if r.product_id == shirt.id]
    assert labels[0] == dict.fromkeys(("uz-Latn", "uz-Cyrl", "ru", "en"), "S / Red")
    assert [r.label for r in rows if r.product_id != shirt.id] == [{}]
    assert [r.category_path for r in await reader.all(select(categories))] == [category.path]


@pytest.mark.parametrize("count", [1, 2])
async def test_a_new_product_without_variants_has_the_one_it_needs(make, reader, count) -> None:
    for _ in range(count):
        await make.product(name={"en": "Tea"})

    slugs = [r.slug for r in await reader.all(select(Product.slug).order_by(Product.id))]
    assert slugs == ["tea", "tea-2"][:count]
    assert await reader.scalar(select(func.count(Variant.id))) == count
    assert await reader.scalar(select(func.count(Tag.id))) == 0


async def test_many_products_of_one_name_get_numbers_without_gaps(make, reader) -> None:
    for _ in range(7):
        await make.product(name={"ru": "Чай"})

    slugs = [r.slug for r in await reader.all(select(Product.slug).order_by(Product.id))]
    assert slugs == ["chay", *[f"chay-{n}" for n in range(2, 8)]]
