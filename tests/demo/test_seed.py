"""The demo shop: once, whole, in four languages, and never by itself in production."""

import asyncio
import stat

import pytest

from commerce.app import App, build
from commerce.demo import keeping, seed
from commerce.demo.goods import CATEGORIES, GOODS
from commerce.identity import service as identity
from commerce.kernel.access import permissions_of
from commerce.kernel.errors import Unauthenticated
from commerce.kernel.graphql.context import Wanted
from commerce.kernel.settings import load_settings
from commerce.kernel.text import LANGUAGES
from tests.scratch import ask, scratch_database
from tests.state import count, stored

PRODUCT = """
{ product(by: {slug: "wooden-blocks"}) {
    name
    variants { offers(first: 5) { seller { slug } price { gross { amount currency } } available } }
} }
"""


@pytest.fixture
def demo(app: App, tmp_path) -> App:
    """The app of the test with a data folder of its own."""
    app.settings = app.settings.model_copy(update={"data_dir": tmp_path / "data"})
    return app


async def test_a_buyer_sees_goods_of_two_sellers_in_every_language(demo, gql) -> None:
    await seed.seed(demo)

    names = set()
    for language in LANGUAGES:
        found = (await gql(PRODUCT, wanted=Wanted(language=language)))["product"]
        names.add(found["name"])
        (variant,) = found["variants"]
        assert {each["seller"]["slug"] for each in variant["offers"]} == {"quvnoq-toys", "house"}
        assert all(each["available"] for each in variant["offers"])
    assert len(names) == 4
    dollars = (await gql(PRODUCT, wanted=Wanted(currency="USD")))["product"]["variants"][0]
    assert dollars["offers"][0]["price"]["gross"] == {"amount": "10.50", "currency": "USD"}


async def test_a_second_start_writes_nothing_and_shows_the_same_tokens(demo, reader) -> None:
    first = await seed.seed(demo)
    before = await stored(reader)

    assert await seed.seed(demo) == first

    assert await stored(reader) == before
    path = keeping.place(demo.settings)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in path.parent.iterdir()] == [keeping.FILE]


async def test_the_tokens_are_an_admin_and_a_seller(demo, reader) -> None:
    tokens = await seed.seed(demo)

    admin = await identity.actor_of(reader, demo.cache, tokens.admin)
    seller = await identity.actor_of(reader, demo.cache, tokens.seller)

    assert (admin.everywhere, admin.permissions) == (True, permissions_of("admin"))
    assert (seller.everywhere, len(seller.seller_ids)) == (False, 1)


async def test_tokens_that_are_good_nowhere_are_not_shown(demo, reader) -> None:
    tokens = await seed.seed(demo)
    keeping.keep(keeping.place(demo.settings), seed.DemoTokens("umt_old", tokens.seller))

    assert await seed.seed(demo) is None

    with pytest.raises(Unauthenticated):
        await identity.actor_of(reader, demo.cache, "umt_old")


async def test_in_production_nothing_is_seeded_unless_asked_for(demo, reader) -> None:
    demo.settings = demo.settings.model_copy(update={"environment": "production"})

    assert await seed.seed(demo) is None
    assert await count(reader, "channels_channel") == 0

    assert await seed.seed_now(demo) is not None
    assert await count(reader, "catalog_product") == len(GOODS)


async def test_a_shop_that_sells_already_is_left_alone(demo, make, reader) -> None:
    await make.channel(slug="mine")
    before = await stored(reader)

    assert await seed.seed(demo) is None

    assert await stored(reader) == before


async def test_where_tokens_cannot_be_kept_they_are_shown_once(demo, tmp_path) -> None:
    (tmp_path / "data").write_text("a file where the folder should be")

    assert await seed.seed(demo) is not None
    assert await seed.seed(demo) is None


def test_every_text_of_the_demo_is_there_in_every_language() -> None:
    texts = [*CATEGORIES.values()]
    for goods in GOODS:
        texts += [goods.name, goods.about]
        for choice in goods.choices:
            texts += [choice.name, *choice.values.values()]

    assert len(GOODS) == 24
    assert all(set(each) == set(LANGUAGES) and all(each.values()) for each in texts)


def test_two_processes_that_race_seed_once(server_url, tmp_path) -> None:
    with scratch_database(server_url) as url:

        async def race() -> list[seed.DemoTokens | None]:
            settings = load_settings().model_copy(update={"data_dir": tmp_path})
            apps = [build(settings, url) for _ in range(2)]
            try:
                return await asyncio.gather(*(seed.seed_now(each) for each in apps))
            finally:
                for each in apps:
                    await each.close()

        first, second = asyncio.run(race())

        assert first == second is not None
        assert ask(url, "select count(*) from channels_channel") == [(1,)]
        assert ask(url, "select count(*) from identity_token") == [(2,)]
