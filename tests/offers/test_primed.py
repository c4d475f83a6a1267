"""What a list of products knows of prices, stock and pictures is not read again."""

from types import SimpleNamespace
from typing import Any

import strawberry

from commerce.catalog import loaders as catalog
from commerce.catalog.graphql.types import Product
from commerce.channels import service as channels
from commerce.kernel.graphql.context import Wanted
from commerce.kernel.graphql.fields import Info
from commerce.kernel.graphql.scalars import CONFIG
from commerce.kernel.ids import new_id
from commerce.kernel.loaders import remember
from commerce.offers import loaders
from commerce.offers.graphql import extends
from commerce.tax import loaders as tax

assert extends
FIELDS = "name available thumbnail { url } priceRange { from { gross { amount } } }"


@strawberry.type
class Query:
    @strawberry.field
    def products(self, info: Info) -> list[Product]:
        cards: Any = info.root_value
        context = info.context
        pictures = {each.id: SimpleNamespace(url="https://a.uz/1.jpg") for each in cards[:1]}
        remember(catalog.thumbnail_of, {each.id: pictures.get(each.id) for each in cards}, context)
        remember(loaders.available_of, {each.id: each is cards[0] for each in cards}, context)
        span = SimpleNamespace(lowest=100_00, highest=200_00, tax_class="standard")
        spans = {each.id: span if each is cards[0] else None for each in cards}
        remember(loaders.price_span_of, spans, context)
        remember(tax.rates_of, {context.market.country: {"standard": 120_000}}, context)
        return [Product(uid=each.id, row=each) for each in cards]


async def test_a_list_that_brings_its_cards_takes_no_further_statement(app, make, sql) -> None:
    await make.channel()
    cards = [SimpleNamespace(id=new_id(), slug=name, name={"en": name}) for name in ("pot", "jug")]
    context = app.context()
    context.found_market = await channels.resolve(context.reader, app.cache, Wanted())

    with sql.counted() as seen:
        answer = await strawberry.Schema(query=Query, config=CONFIG).execute(
            f"{{ products {{ {FIELDS} }} }}", context_value=context, root_value=cards
        )

    assert not answer.errors
    assert seen.count == 0
    assert answer.data == {
        "products": [
            {
                "name": "pot",
                "available": True,
                "thumbnail": {"url": "https://a.uz/1.jpg"},
                "priceRange": {"from": {"gross": {"amount": "100.00"}}},
            },
            {"name": "jug", "available": False, "thumbnail": None, "priceRange": None},
        ]
    }
