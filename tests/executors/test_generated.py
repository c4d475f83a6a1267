"""Both executors give the same answer to whatever can be asked of the product."""

import random

import pytest

from tests.executors.shop import Shop
from tests.executors.written import Author
from tests.security.documents import SCHEMA

ACTORS = ("guest", "seller", "admin", "admin")
CHUNKS = 20
QUERIES = 0.75


def author(shop: Shop, seed: str) -> Author:
    return Author(SCHEMA, shop.world.ids, random.Random(seed))


def share(config: pytest.Config, part: float) -> int:
    """How many documents of one kind a chunk has."""
    return max(1, round(config.getoption("--documents") * part / CHUNKS))


@pytest.mark.parametrize("chunk", range(CHUNKS))
async def test_queries_are_answered_alike(shop: Shop, pytestconfig, chunk: int) -> None:
    for number in range(share(pytestconfig, QUERIES)):
        written = author(shop, f"query {chunk} {number}").query()
        for who, variables in zip(ACTORS, written.variables, strict=False):
            await shop.compare(written.text, variables, await shop.actor(who))
    print(shop.asked, shop.valid, shop.compiled.outcomes)


@pytest.mark.parametrize("chunk", range(CHUNKS))
async def test_mutations_do_alike(shop: Shop, pytestconfig, chunk: int) -> None:
    assert SCHEMA.mutation_type
    names = list(SCHEMA.mutation_type.fields)
    for number in range(share(pytestconfig, 1 - QUERIES)):
        dice = random.Random(f"mutation {chunk} {number}")
        written = Author(SCHEMA, shop.world.ids, dice).mutation(dice.choice(names))
        for variables in written.variables:
            actor = await shop.actor(dice.choice(ACTORS))
            await shop.compare_undone(written.text, variables, actor)
    print(shop.asked, shop.valid, shop.compiled.outcomes)
