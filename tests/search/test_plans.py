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
from commerce.search.queries import lists, newest
from commerce.search.queries.newest import Search
from commerce.search.rules import order_of
from commerce.search.service.lists import _parts, _shape, _Text
from commerce.search.types import ListSpec, Meaning, Part, Sort, SortKey, Where
from tests.scratch import scratch_database

MARKET = Market(new_id(), "uz", "UZ", "ru", "UZS", prices_include_tax=True)
SHELVES = [new_id(), new_id()]
PAGE = PageArgs(24, forward=True, cursor=None)
PRICE = Sort(SortKey.PRICE)
PRODUCTS = 30_000
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

# Every product is red, every third one a pot; each has a number.
WORDS = """
with worded as (
  select id, array['red', case when substr(slug, 3)::int % 3 = 0 then 'pot' else 'jug' end,
    slug] as words from catalog_product
), written as (
  insert into search_text (product_id, text, words, names)
  select id, array_to_string(words, ' '), words, array[words[3]] from worded
)
insert into search_posting (word, product_id)
select unnest(words), id from worded union all select '=' || words[3], id from worded
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
        connection.execute(WORDS)
        connection.execute("vacuum analyze search_listing, search_placement")
        connection.execute("vacuum analyze search_text, search_posting")
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
    return explained(big, statement, {**values, **beyond})


def explained(big: psycopg.Connection[Any], statement: Any, given: Any) -> list[tuple[str, int]]:
    """What each step of a plan read."""
    sql = f"explain (analyze, format json) {statement.sql}"
    found = big.execute(sql, statement.values(given)).fetchone()
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


FROM_MIDDLE, FROM_START = (
    UUID(f"00000000-0000-7000-8000-{number:012x}") for number in (PRODUCTS // 2, 1)
)


@pytest.mark.parametrize("shelf", [True, False])
@pytest.mark.parametrize("forward", [True, False])
@pytest.mark.parametrize("branches", [(1, 1), (2, 4)])
@pytest.mark.parametrize("part", [Part.FOREMOST, Part.FURTHER])
def test_a_search_for_frequent_words_reads_no_further_than_its_page(
    big, part, branches, forward, shelf
) -> None:
    search = Search((), shelf, branches, part, forward=forward, beyond=True, fetched=25)
    given = {
        **{f"w0_{at}": word for at, word in enumerate(("red", "blue"))},
        **{f"w1_{at}": word for at, word in enumerate(("pot", "pan", "cup", "can"))},
        "c0": 2, "c1": FROM_MIDDLE if forward else FROM_START, "folded": ["red", "pot"],
        "typed": "red pot", "start": "red pot%", "phrase": "% red pot %", "exact": "=red pot",
        "shelf": SHELVES[0], "channel": MARKET.channel_id, "currency": MARKET.currency,
    }  # fmt: skip

    read = explained(big, newest.newest(search), given)

    assert not any("Seq Scan" in name for name, _ in read)
    assert max(rows for _, rows in read) < 2500, read
