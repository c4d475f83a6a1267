"""Products that came from a list as cards: an id, a slug and a name, and all else on demand."""

from types import SimpleNamespace
from typing import Any

import pytest
import strawberry

from commerce.catalog.graphql.types import Product
from commerce.kernel.access import Actor
from commerce.kernel.graphql.fields import Info
from commerce.kernel.graphql.scalars import CONFIG
from commerce.kernel.ids import encode, new_id

ROW = "version description status taxClass seo { title } createdAt updatedAt publishedAt"
STAFF = Actor(token_id=new_id(), permissions=frozenset({"CATALOG_READ"}))


@strawberry.type
class Query:
    @strawberry.field
    def products(self, info: Info) -> list[Product]:
        cards: Any = info.root_value
        return [Product(uid=card.id, row=card) for card in cards]


SCHEMA = strawberry.Schema(query=Query, config=CONFIG)


@pytest.fixture
def listed(app):
    """What a list of cards of some products answers."""

    async def read(products, fields: str, **given: Any) -> Any:
        cards = [SimpleNamespace(id=each.id, slug=each.slug, name=each.name) for each in products]
        answer = await SCHEMA.execute(
            f"{{ products {{ {fields} }} }}",
            context_value=app.context(**given),
            root_value=cards,
        )
        assert not answer.errors
        assert answer.data
        return answer.data["products"]

    return read


async def test_what_a_card_carries_is_not_read_again(listed, make, sql) -> None:
    tea = await make.product(slug="tea", name={"en": "Tea", "ru": "Чай"})

    with sql.counted() as seen:
        (card,) = await listed([tea], "id slug name language availableLanguages")

    assert seen.count == 0
    assert card == {
        "id": encode("prod", tea.id),
        "slug": "tea",
        "name": "Tea",
        "language": "en",
        "availableLanguages": ["en", "ru"],
    }


async def test_the_rows_of_all_cards_are_read_in_one_statement(gql, listed, make, sql) -> None:
    await make.channel(languages=("en",))
    products = [await make.product(description={"en": f"<p>{n}</p>"}) for n in range(3)]

    with sql.counted() as seen:
        cards = await listed(products, ROW)

    assert seen.count == 1
    wanted = [encode("prod", each.id) for each in products]
    pages = [
        await gql(f"query ($id: ID!) {{ product(by: {{id: $id}}) {{ {ROW} }} }}", id=each)
        for each in wanted
    ]
    assert cards == [page["product"] for page in pages]


async def test_a_product_in_hand_shows_its_row_though_buyers_would_not_find_it(
    listed, make
) -> None:
    draft = await make.product(published=False)

    assert await listed([draft], "status") == [{"status": "DRAFT"}]


async def test_the_reference_in_another_system_is_for_staff(listed, make) -> None:
    tea = await make.product(external_ref="1c:7")

    assert await listed([tea], "externalRef") == [{"externalRef": None}]
    assert await listed([tea], "externalRef", actor=STAFF) == [{"externalRef": "1c:7"}]
