"""The offer of the buy button in lists: chosen beforehand, sold as it is now."""

import pytest

from commerce.inventory import service as inventory
from commerce.kernel.access import SYSTEM
from commerce.kernel.money import Money
from commerce.offers import service as offers
from commerce.pricing import service as pricing

FIELDS = "slug buyBox { id sku available price { gross { amount } } }"
LIST = f"{{ products(first: 20) {{ nodes {{ {FIELDS} }} }} }}"
PAGE = f"query ($slug: String!) {{ product(by: {{slug: $slug}}) {{ {FIELDS} }} }}"


@pytest.fixture
async def shop(make):
    """A product with a cheap and a dear offer, both in stock."""
    channel = await make.channel()
    product = await make.product(slug="pot")
    variant = (await make.variants(product))[0]
    cheap = await make.offer(variant=variant, price=100_00, stock=3, sku="cheap")
    dear = await make.offer(variant=variant, price=200_00, stock=3, sku="dear")
    return channel, cheap, dear


@pytest.fixture
def listed(gql):
    """The buy button of the list, which is that of the page."""

    async def call() -> tuple[str, str, bool] | None:
        (product,) = (await gql(LIST))["products"]["nodes"]
        assert product == (await gql(PAGE, slug="pot"))["product"]
        box = product["buyBox"]
        return box and (box["sku"], box["price"]["gross"]["amount"], box["available"])

    return call


async def stock(make, db, offer, pieces: int) -> None:
    async with db.transaction() as tx:
        place = await inventory.default_location(tx, offer.seller_id)
        await inventory.set_stock(tx, offer.id, place, pieces, tracked=True, by="test")


async def test_a_list_follows_who_leads(make, db, listed, shop) -> None:
    channel, cheap, dear = shop
    assert await listed() == ("cheap", "100.00", True)

    await stock(make, db, cheap, 0)
    assert await listed() == ("dear", "200.00", True)
    await stock(make, db, cheap, 1)
    assert await listed() == ("cheap", "100.00", True)
    async with db.transaction() as tx:
        await pricing.set_price(tx, dear.id, channel.id, Money(50_00, "UZS"), None)
    assert await listed() == ("dear", "50.00", True)
    await stock(make, db, dear, 0)
    await stock(make, db, cheap, 0)
    assert await listed() == ("dear", "50.00", False)
    async with db.transaction() as tx:
        for each in (cheap, dear):
            await pricing.clear_price(tx, each.id, channel.id, "UZS")
    assert await listed() is None


async def test_before_the_card_follows_what_is_not_sold_any_more_is_not_shown(
    make, db, gql, listed, shop, monkeypatch
) -> None:
    channel, cheap, dear = shop
    await listed()
    monkeypatch.setattr("tests.client.LISTS", ())

    async with db.transaction() as tx:
        await pricing.set_price(tx, cheap.id, channel.id, Money(110_00, "UZS"), None)
    assert await listed() == ("cheap", "110.00", True)
    await stock(make, db, cheap, 0)
    assert await listed() == ("dear", "200.00", True)
    async with db.transaction() as tx:
        await offers.pause(tx, SYSTEM, dear.id)
    assert await listed() == ("cheap", "110.00", False)
    async with db.transaction() as tx:
        await pricing.clear_price(tx, cheap.id, channel.id, "UZS")
    assert await listed() is None
