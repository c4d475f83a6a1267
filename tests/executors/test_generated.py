"""Both executors give the same answer to whatever can be asked of the product."""

import random

import pytest

from tests.executors.shop import Shop
from tests.executors.written import Author
from tests.security.documents import SCHEMA

ACTORS = ("guest", "seller", "admin", "admin")
CHUNKS = range(20)
ROOTS = [root for root in (SCHEMA.query_type, SCHEMA.mutation_type) if root]


def share(config: pytest.Config, parts: int) -> int:
    """How many documents a chunk has; each is asked with two sets of variables at most."""
    return max(1, config.getoption("--documents") // len(CHUNKS) // parts)


@pytest.mark.parametrize("chunk", CHUNKS)
async def test_queries_are_answered_alike(shop: Shop, pytestconfig, chunk: int) -> None:
    for number in range(share(pytestconfig, 3)):
        dice = random.Random(f"query {chunk} {number}")
        written = Author(SCHEMA, shop.world.ids, dice).query()
        for variables in written.variables:
            actor = await shop.actor(dice.choice(ACTORS))
            await shop.compare(written.text, variables, actor)


@pytest.mark.parametrize("chunk", CHUNKS)
async def test_mutations_do_alike(shop: Shop, pytestconfig, chunk: int) -> None:
    names = list(ROOTS[1].fields)
    for number in range(share(pytestconfig, 3)):
        dice = random.Random(f"mutation {chunk} {number}")
        written = Author(SCHEMA, shop.world.ids, dice).mutation(dice.choice(names))
        actor = await shop.actor(dice.choice(ACTORS))
        await shop.compare_undone(written.text, written.variables[0], actor)


async def test_nearly_all_of_it_was_compiled(shop: Shop) -> None:
    outcomes = shop.compiled.outcomes

    assert shop.valid > 0.97 * shop.asked
    assert outcomes["compiled"] > 0.7 * shop.valid
    assert outcomes["compiled"] + outcomes["refused"] > 0.99 * shop.valid
