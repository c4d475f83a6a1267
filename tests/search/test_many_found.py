"""Searches that find more than is ranked: the order, the pages, the count."""

from typing import Any

import pytest

from commerce.kernel.ids import encode
from commerce.kernel.reads import compiled
from commerce.search.queries import newest as queries
from commerce.search.queries import texts
from commerce.search.service import lists
from commerce.search.service import newest as service
from commerce.search.types import Meaning

SEARCH = """
query ($search: String, $where: ProductWhere, $first: Int, $after: Cursor, $last: Int,
       $before: Cursor) {
  products(first: $first, after: $after, last: $last, before: $before, search: $search,
           where: $where) {
    nodes { slug } totalCount { value exact }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}
"""
# From the oldest to the newest; three are ranked.
NAMES = {
    "oldest-exact": "Red pot",
    "old": "Red pot of clay",
    "partial": "Redwood pot",
    "older-words": "Pot, red",
    "newer-words": "Pot, small, red",
    "phrase": "A red pot",
    "start": "Red pot, large",
    "newest-partial": "Reddish pot",
    "newest-words": "Pot in red",
    "else": "Blue jug",
}
ORDER = [
    "oldest-exact", "start", "phrase", "newest-words", "newer-words", "older-words", "old",
    "newest-partial", "partial",
]  # fmt: skip


@pytest.fixture(autouse=True)
def three_are_ranked(monkeypatch) -> Any:
    """Every word is frequent, and the newest three products that have all are ranked."""
    words = compiled(texts.words_for(Meaning.MATCH, lists.MOST_WORDS, 0))
    monkeypatch.setitem(lists._WORDS_FOR, Meaning.MATCH, words)
    monkeypatch.setattr(queries, "RANKED", 3)
    monkeypatch.setattr(service, "RANKED", 3)
    queries.newest.cache_clear()
    yield
    queries.newest.cache_clear()


@pytest.fixture
async def shop(make) -> Any:
    """Products of all kinds, the older ones in a category."""
    await make.channel()
    category = await make.category()
    for at, (slug, name) in enumerate(NAMES.items()):
        ids = (category.id,) if at < 5 else ()
        await make.product(slug=slug, name={"en": name}, category_ids=ids)
    return category


async def pages(gql, *, forward: bool, size: int, **given: Any) -> list[str]:
    """The slugs of the whole list, page by page."""
    seen: list[str] = []
    cursor = None
    while True:
        turn = {"first": size, "after": cursor} if forward else {"last": size, "before": cursor}
        products = (await gql(SEARCH, **turn, **given))["products"]
        slugs = [each["slug"] for each in products["nodes"]]
        seen = [*seen, *slugs] if forward else [*slugs, *seen]
        info = products["pageInfo"]
        cursor = info["endCursor"] if forward else info["startCursor"]
        if not info["hasNextPage" if forward else "hasPreviousPage"]:
            return seen


@pytest.mark.parametrize("forward", [True, False], ids=["forward", "backward"])
@pytest.mark.parametrize("size", [1, 2, 4, 20])
async def test_every_page_goes_on_where_the_last_one_ended(gql, shop, forward, size) -> None:
    assert await pages(gql, forward=forward, size=size, search="red pot") == ORDER


async def test_a_filter_holds_in_every_part(gql, shop) -> None:
    where = {"category": {"eq": encode("cat", shop.id)}}
    every = ["oldest-exact", "old", "newer-words", "older-words", "partial"]

    for size in (1, 20):
        found = await pages(gql, forward=True, size=size, search="red pot", where=where)
        assert found == every


async def test_all_that_is_found_is_counted(gql, shop) -> None:
    for text, number in (("red pot", 9), ("redw", 1), ("red", 9), ("jug", 1)):
        found = await gql(SEARCH, first=1, search=text)
        assert found["products"]["totalCount"] == {"value": number, "exact": True}


async def test_a_part_of_a_word_finds_the_newest_first(gql, shop) -> None:
    found = await pages(gql, forward=True, size=3, search="re pot")

    assert found == [slug for slug in reversed(NAMES) if slug != "else"]
