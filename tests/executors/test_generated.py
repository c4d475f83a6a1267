"""Both executors give the same answer to whatever can be asked of the product."""

import random

import pytest

from tests.executors.shop import Shop
from tests.executors.written import Author
from tests.security.documents import SCHEMA

ACTORS = ("guest", "seller", "admin", "admin")
CHUNKS = range(20)
ROOTS = [root for root in (SCHEMA.query_type, SCHEMA.mutation_type) if root]


def share(config: pytest.Config, thirds: int) -> range:
    """The documents of a chunk: two thirds of all are queries, one third mutations."""
    wanted = config.getoption("--documents") * thirds
    return range(max(1, -(-wanted // (3 * len(CHUNKS)))))


@pytest.mark.parametrize("chunk", CHUNKS)
async def test_queries_are_answered_alike(shop: Shop, pytestconfig, chunk: int) -> None:
    for number in share(pytestconfig, 2):
        dice = random.Random(f"query {chunk} {number}")
        written = Author(SCHEMA, shop.world.ids, dice).query()
        actor = await shop.actor(dice.choice(ACTORS))
        await shop.compare(written.text, dice.choice(written.variables), actor)


@pytest.mark.parametrize("chunk", CHUNKS)
async def test_mutations_do_alike(shop: Shop, pytestconfig, chunk: int) -> None:
    names = list(ROOTS[1].fields)
    for number in share(pytestconfig, 1):
        dice = random.Random(f"mutation {chunk} {number}")
        written = Author(SCHEMA, shop.world.ids, dice).mutation(dice.choice(names))
        actor = await shop.actor(dice.choice(ACTORS))
        await shop.compare_undone(written.text, written.variables[0], actor)


async def test_nearly_all_of_it_is_compiled(shop: Shop) -> None:
    before, asked = shop.compiled.outcomes.copy(), 100
    for number in range(asked):
        dice = random.Random(f"compiled {number}")
        written = Author(SCHEMA, shop.world.ids, dice).query()
        actor = await shop.actor("admin")
        await shop.compare(written.text, dice.choice(written.variables), actor)
    outcomes = shop.compiled.outcomes - before

    assert outcomes.total() > 0.9 * asked
    assert outcomes["compiled"] > 0.8 * asked
    assert outcomes["compiled"] + outcomes["refused"] == outcomes.total()
