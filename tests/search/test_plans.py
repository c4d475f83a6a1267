"""How PostgreSQL goes about lists: however many products there are, a page is what is read."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID

import psycopg
import pytest

from commerce.channels.types import Market
from commerce.kernel.ids import new_id
from commerce.kernel.pages import PageArgs
from commerce.search.queries import lists
from commerce.search.rules import order_of
from commerce.search.service.lists import _parts, _shape, _Text
from commerce.search.types import ListSpec, Meaning, Sort, SortKey, Where
from tests.scratch import scratch_database

MARKET = Market(new_id(), "uz", "UZ", "ru", "UZS", prices_include_tax=True)
SHELVES = [new_id(), new_id()]
PAGE = PageArgs(24, forward=True, cursor=None)
PRICE = Sort(SortKey.PRICE)
PRODUCTS = 12_000
# Every shelf has a tenth of the products, prices rise and fall, one in seven is not sold.
FILL = f"""
with product as (
  insert into catalog_product (id, slug, name, description, status, tax_class, seo_title,
    seo_description, search_text, version, created_at, updated_at)
  select ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'p-' || n, '{{}}', '{{}}',
    'active', 'standard', '{{}}', '{{}}', '', 1, now(), now()
  from generate_series(1, {PRODUCTS}) n
  returning id, substr(slug, 3)::int as n
), priced as (
  select *, case when n % 7 > 0 then (n * 37 % 1000 + 1) * 100 end as lowest from product
), card as (
  insert into search_listing (channel_id, currency, product_id, slug, name, tax_class, lowest,
    highest, available, refreshed_at)
  select $1::uuid, $2::text, id, 'p-' || n, '{{}}', 'standard', lowest, lowest, n % 3 > 0, now()
  from priced
)
insert into search_placement (shelf_id, channel_id, currency, product_id, lowest, available)
select shelf, $1, currency, id, lowest, n % 3 > 0
from priced, unnest($3::uuid[]) with ordinality s(shelf, place),
  unnest(array[$2, 'USD']) currency
where place = 3 or n % 10 = place
"""


@pytest.fixture(scope="module")
def big(server_url: str) -> Iterator[psycopg.Connection[Any]]:
    """A connection to a shop of many products, which nobody changes."""
    with (
        scratch_database(server_url) as url,
        psycopg.connect(url, autocommit=True, cursor_factory=psycopg.RawCursor) as connection,
    ):
        shelves = [*SHELVES, UUID(int=0)]
        connection.execute(FILL, [MARKET.channel_id, "UZS", shelves])
        connection.execute("analyze search_listing, search_placement")
        connection.execute("set plan_cache_mode = force_generic_plan")
        yield connection


def steps(
    big: psycopg.Connection[Any], spec: ListSpec, place: list[Any] | None
) -> list[tuple[str, int]]:
    """What each step of a plan read, in a statement as it is prepared: without the values."""
    order = order_of(spec.sort, searching=False)
    shape, values = _shape(spec, _Text(), order=order, meaning=Meaning.MATCH, fetched=25)
    each, beyond = next(_parts(shape, place))
    statement = lists.listing(each)
    sql = f"explain (analyze, format json) {statement.sql}"
    found = big.execute(sql, statement.values({**values, **beyond})).fetchone()
    assert found is not None
    return list(_steps(found[0][0]["Plan"]))


def _steps(node: dict[str, Any]) -> Iterator[tuple[str, int]]:
    removed = node.get("Rows Removed by Filter", 0)
    rows = (node["Actual Rows"] + removed) * node["Actual Loops"]
    yield f"{node['Node Type']} {node.get('Index Name', '')}".strip(), round(rows)
    for child in node.get("Plans", ()):
        yield from _steps(child)


CATEGORY = Where(categories=(SHELVES[0],))
PRICED_LIKE = [20_000, UUID(int=PRODUCTS)]


@pytest.mark.parametrize(
    ("where", "sort", "place"),
    [
        (None, (), None),
        (None, (), [UUID("00000000-0000-7000-8000-000000000bb8")]),
        (CATEGORY, (), None),
        (replace(CATEGORY, available=True), (), None),
        (None, (PRICE,), None),
        (None, (PRICE,), PRICED_LIKE),
        (CATEGORY, (PRICE,), None),
        (CATEGORY, (replace(PRICE, descending=True),), None),
        (CATEGORY, (replace(PRICE, descending=True),), PRICED_LIKE),
        (replace(CATEGORY, price_from=20_000, price_to=60_000), (PRICE,), None),
        (replace(CATEGORY, price_from=20_000, available=True), (), None),
        (replace(CATEGORY, tags=(SHELVES[0],)), (), None),
        (Where(either=(Where(tags=(SHELVES[0],)), Where(price_to=20_000))), (), None),
        (Where(none_of=Where(sellers=(SHELVES[1],))), (), None),
    ],
)
def test_a_page_reads_little_more_than_itself(big, where, sort, place) -> None:
    read = steps(big, ListSpec(MARKET, PAGE, where=where, sort=sort), place)

    assert read[0][0] == "Limit"
    assert not any("Seq Scan" in name for name, _ in read)
    assert max(rows for _, rows in read) < 1000, read
