"""The read model says what the tables say, whatever happens in whatever order."""

import random
from typing import Any

import pytest
from sqlalchemy import text

from commerce.catalog import service as catalog
from commerce.catalog.types import ProductPatch
from commerce.inventory import service as inventory
from commerce.kernel import outbox
from commerce.kernel.access import SYSTEM
from commerce.kernel.money import Money
from commerce.offers import service as offers
from commerce.offers.types import NewOffer
from commerce.pricing import service as pricing
from commerce.search import service
from commerce.sellers import service as sellers


@pytest.fixture
def differences(db, monkeypatch):
    """What verify finds when all has arrived."""
    monkeypatch.setattr("commerce.search.service.projection._SETTLING", 0.0)

    async def call() -> list[Any]:
        await outbox.drain(db)
        return [each async for each in service.verify(db, tell=lambda *_: None)]

    return call


@pytest.fixture
def rows(db):
    async def call(sql: str, **given: Any) -> list[tuple[Any, ...]]:
        async with db.transaction() as tx:
            return [tuple(row) for row in await tx.session.execute(text(sql), given)]

    return call


async def test_a_product_has_a_card_in_every_market(make, rows, differences) -> None:
    await make.channel()
    media = (("https://img.example/1.jpg", {"en": "front"}),)
    product = await make.product(slug="tea", media=media)
    variant = (await make.variants(product))[0]
    await make.offer(variant=variant, price=300, stock=0)
    await make.offer(variant=variant, price=200)

    assert await differences() == []
    cards = await rows(
        "select currency, slug, lowest, highest, available, thumbnail_url from search_listing"
        " order by currency"
    )
    assert cards == [
        ("USD", "tea", None, None, False, "https://img.example/1.jpg"),
        ("UZS", "tea", 200, 300, True, "https://img.example/1.jpg"),
    ]


async def test_what_is_put_away_leaves_no_row(make, db, rows, differences) -> None:
    await make.channel()
    archived, deleted = await make.product(tags=("wool",)), await make.product()
    await differences()
    async with db.transaction() as tx:
        await catalog.archive(tx, archived.id)
    async with db.transaction() as tx:
        await catalog.delete_product(tx, deleted.id)

    assert await rows("select 1 from search_listing where slug = :slug", slug=deleted.slug) == []
    assert await differences() == []
    assert await rows("select product_id from search_placement") == []
    assert await rows("select products from search_counter where products <> 0") == []


async def test_a_row_that_is_right_is_left_alone(make, db, rows, differences) -> None:
    await make.channel()
    product = await make.product(tags=("wool",))
    await differences()
    seen = (
        "select xmin::text, ctid::text from search_listing union all "
        "select xmin::text, ctid::text from search_placement order by 1, 2"
    )
    before = await rows(seen)

    async with db.transaction() as tx:
        await service.take_turn(tx)
        await service.refresh(tx, [product.id])

    assert await rows(seen) == before


async def test_a_difference_is_named_and_a_rebuild_mends_it(make, db, rows, differences) -> None:
    await make.channel()
    variant = await make.variant()
    await make.offer(variant=variant)
    await differences()
    for sql in (
        "update search_listing set slug = 'wrong' where currency = 'UZS'",
        "delete from search_placement where currency = 'USD'",
        "update search_counter set products = 7",
    ):
        async with db.transaction() as tx:
            await tx.session.execute(text(sql))

    found = await differences()
    assert {each.table for each in found} == {"listing", "placement", "counter"}
    assert any(str(variant.product_id) in each.key for each in found)

    told = []
    assert await service.rebuild(db, tell=lambda *seen: told.append(seen)) == 1
    assert told == [(1, variant.product_id)]
    assert await differences() == []


async def test_a_moved_category_takes_its_products_along(make, db, rows, differences) -> None:
    await make.channel()
    old, new = await make.category(), await make.category()
    leaf = await make.category(parent=old)
    await make.product(category_ids=(leaf.id,))
    await differences()

    async with db.transaction() as tx:
        await catalog.move_category(tx, leaf.id, new.id)

    assert await differences() == []
    count = "select products from search_counter where shelf_id = :id"
    assert await rows(count, id=old.id) == [(0,)]
    assert await rows(count, id=new.id) == [(1,)]


async def test_many_products_of_a_seller_are_followed_batch_by_batch(
    make, db, rows, differences, monkeypatch
) -> None:
    monkeypatch.setattr("commerce.search.service.cards.BATCH", 2)
    await make.channel()
    seller = await make.seller()
    for _ in range(5):
        await make.offer(seller=seller)
    await differences()

    async with db.transaction() as tx:
        await sellers.pause(tx, seller.id)

    assert await differences() == []
    assert await rows("select 1 from search_listing where lowest is not null") == []


class Market:
    """Everything that can happen to a few products, by chance."""

    def __init__(self, make: Any, db: Any, seed: int) -> None:
        self.make, self.db = make, db
        self.chance = random.Random(seed)
        self.channel: Any = None
        self.products: list[Any] = []
        self.offers: list[Any] = []
        self.sellers: list[Any] = []
        self.places: dict[Any, list[Any]] = {}
        self.categories: list[Any] = []

    async def open(self) -> None:
        self.channel = await self.make.channel()
        self.sellers = [await self.make.seller() for _ in range(3)]
        self.categories = [await self.make.category() for _ in range(3)]
        self.products = [await self.make.product() for _ in range(4)]
        for seller in self.sellers:
            self.places[seller.id] = [await self.make.location(seller) for _ in range(2)]

    async def something(self) -> None:
        """One thing happens; what the rules refuse does not."""
        step = self.chance.choice(
            [self.offer, self.price, self.price, self.stock, self.stock, self.turn, self.edit,
             self.sell, self.move, self.gather, self.clear]
        )  # fmt: skip
        async with self.db.transaction() as tx:
            await step(tx)

    async def offer(self, tx: Any) -> None:
        product = self.chance.choice(self.products)
        seller = self.chance.choice(self.sellers)
        variant = (await self.make.variants(product))[0]
        if any(
            each.variant_id == variant.id and each.seller_id == seller.id for each in self.offers
        ):
            return
        new = NewOffer(variant_id=variant.id, seller_id=seller.id, sku=f"S{self.make.serial()}")
        self.offers.append(await offers.create(tx, SYSTEM, new))

    async def price(self, tx: Any) -> None:
        if self.offers:
            amount = Money(self.chance.randrange(1, 5) * 100, self.chance.choice(("UZS", "USD")))
            offer = self.chance.choice(self.offers)
            await pricing.set_price(tx, offer.id, self.channel.id, amount, None)

    async def clear(self, tx: Any) -> None:
        if self.offers:
            offer = self.chance.choice(self.offers)
            await pricing.clear_price(tx, offer.id, self.channel.id, "UZS")

    async def stock(self, tx: Any) -> None:
        if self.offers:
            offer = self.chance.choice(self.offers)
            place = self.chance.choice(self.places[offer.seller_id])
            pieces, tracked = self.chance.randrange(2), self.chance.random() > 0.1
            await inventory.set_stock(tx, offer.id, place.id, pieces, tracked=tracked, by="chance")

    async def turn(self, tx: Any) -> None:
        if self.offers:
            change = self.chance.choice((offers.pause, offers.activate))
            await change(tx, SYSTEM, self.chance.choice(self.offers).id)

    async def edit(self, tx: Any) -> None:
        product = self.chance.choice(self.products)
        n = self.make.serial()
        patch = ProductPatch(
            name={"en": f"Renamed {n}"},
            slug=f"renamed-{n}",
            category_ids=tuple({self.chance.choice(self.categories).id}),
            tags=tuple(self.chance.sample(("a", "b", "c"), 2)),
        )
        await catalog.update_product(tx, product.id, patch)
        url = f"https://img.example/{n}.jpg"
        await catalog.set_media(tx, product.id, [(url, {"en": "x"}, None)][: n % 2])

    async def sell(self, tx: Any) -> None:
        seller = self.chance.choice(self.sellers)
        paused = (
            await tx.session.execute(
                text("select status from sellers_seller where id = :id"), {"id": seller.id}
            )
        ).scalar() == "paused"
        await (sellers.reinstate if paused else sellers.pause)(tx, seller.id)

    async def move(self, tx: Any) -> None:
        above, below = self.chance.sample(self.categories, 2)
        if self.chance.random() < 0.5:
            await catalog.move_category(tx, below.id, None)
            return
        parents = text("select path from catalog_category where id = :id")
        path = (await tx.session.execute(parents, {"id": above.id})).scalar()
        if str(below.id) not in path:
            await catalog.move_category(tx, below.id, above.id)

    async def gather(self, tx: Any) -> None:
        status = text("select status from catalog_product where id = :id")
        product = self.chance.choice(self.products)
        found = (await tx.session.execute(status, {"id": product.id})).scalar()
        await (catalog.publish if found == "draft" else catalog.unpublish)(tx, product.id)


@pytest.mark.parametrize("seed", range(4))
async def test_whatever_happens_the_read_model_follows(make, db, differences, seed) -> None:
    market = Market(make, db, seed)
    await market.open()

    for _ in range(8):
        for _ in range(market.chance.randrange(1, 12)):
            await market.something()
        assert await differences() == []
