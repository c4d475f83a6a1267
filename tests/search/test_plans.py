"""How PostgreSQL goes about lists: no scan of everything where a page is asked for."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from sqlalchemy import text

from commerce.catalog.models import Product
from commerce.channels.types import Market
from commerce.kernel.ids import new_id
from commerce.kernel.pages import PageArgs, keyset
from commerce.kernel.reads import per_request
from commerce.search.queries import lists as queries
from commerce.search.rules import NEWEST_FIRST
from commerce.search.types import Where

MARKET = Market(new_id(), "uz", "UZ", "ru", "UZS", prices_include_tax=True)
PAGE = PageArgs(24, forward=True, cursor=None)


@pytest.fixture
def plan(db):
    """The plan of the first page, with no plan by sorting or scanning where another exists."""

    async def call(where: Where) -> list[str]:
        condition = queries.narrowed(where, MARKET)
        stmt, keys = queries.products(condition, (NEWEST_FIRST,), MARKET)
        statement = per_request(keyset(stmt, keys, PAGE))
        async with db.transaction() as tx:
            await tx.session.execute(text("set local enable_seqscan = off"))
            await tx.session.execute(text("set local enable_sort = off"))
            connection = await tx.session.connection()
            raw: Any = (await connection.get_raw_connection()).driver_connection
            cursor = psycopg.AsyncRawCursor(raw)
            sql = f"explain (format json) {statement.sql}"
            await cursor.execute(sql, statement.values({}))
            ((found,),) = await cursor.fetchall()
        return list(_nodes(found[0]["Plan"]))

    return call


def _nodes(node: dict[str, Any]) -> Iterator[str]:
    hashed = node.get("Parent Relationship") == "SubPlan" and "hashed" in str(node)
    yield f"{node['Node Type']} {node.get('Index Name', '')}{' hashed' if hashed else ''}".strip()
    for child in node.get("Plans", ()):
        yield from _nodes(child)


async def test_the_newest_are_read_from_the_index_until_the_page_is_full(make, plan) -> None:
    await make.put(*(Product(slug=f"p-{n}", name={"en": "x"}) for n in range(50)))

    nodes = await plan(Where())

    assert nodes[0] == "Limit"
    assert any(each.startswith("Index") and "catalog_product" in each for each in nodes)
    assert not any("Sort" in each for each in nodes)


@pytest.mark.parametrize(
    "where",
    [
        Where(either=(Where(available=True), Where(price_to=100))),
        Where(none_of=Where(sellers=(new_id(),))),
        Where(available=True, price_from=100),
    ],
)
async def test_offers_are_looked_up_product_by_product(make, plan, where) -> None:
    nodes = await plan(where)

    assert nodes[0] == "Limit"
    assert not any("hashed" in each for each in nodes)
