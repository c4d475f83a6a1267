"""A served shop: floods do not stop other visitors, and no secret reaches its log."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest

from commerce.app import build
from commerce.kernel.settings import load_settings
from tests.flows.journey import COMPLETE, CREATE, GROUP, key
from tests.leaks import assert_discreet
from tests.races.shop import Shop
from tests.scratch import scratch_database
from tests.security.documents import calls
from tests.security.hostile import STRINGS
from tests.security.test_floods import FLOODS, PRODUCTS
from tests.security.world import World, build_world

SECONDS = 1.0
LISTING = "{ channels { slug } products(first: 5) { nodes { slug } } }"
MEGABYTE = "x" * 1_000_000
ALLOWED = "{ products(first: 20) { nodes { variants { offers(first: 10) { id sku } } } } }"


@pytest.fixture(scope="module")
async def served(
    server_url: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[Shop, World, Path]]:
    """A process with one of everything in its database."""
    folder = tmp_path_factory.mktemp("served")
    with scratch_database(server_url) as url:
        app = build(load_settings(), url)
        world = await build_world(app)
        await app.close()
        shop = Shop(url, folder)
        shop.start()
        yield shop, world, folder / "server.log"
        await shop.client.aclose()
        shop.stop()


async def test_whoever_floods_the_shop_does_not_keep_others_waiting(served: Any) -> None:
    shop, world, _ = served
    (create,) = calls("Mutation.cartCreate", world.ids)
    large = json.loads(create.body())
    large["variables"]["input"]["email"] = MEGABYTE
    bodies = [{"query": document} for document in (*FLOODS.values(), ALLOWED, "{" + PRODUCTS + "}")]
    bodies.append(large)
    stop = asyncio.Event()
    statuses: set[int] = set()

    async def attack(offset: int) -> None:
        turn = offset
        while not stop.is_set():
            reply = await shop.client.post("/graphql", json=bodies[turn % len(bodies)])
            statuses.add(reply.status_code)
            assert_discreet(reply.text)
            turn += 1

    attackers = [asyncio.create_task(attack(5 * n)) for n in range(4)]
    waits = []
    for _ in range(30):
        started = perf_counter()
        answer = await shop.gql(LISTING)
        waits.append(perf_counter() - started)
        assert answer["channels"] == [{"slug": "uz"}]
        await asyncio.sleep(0.05)
    stop.set()
    await asyncio.gather(*attackers)

    assert max(waits) < SECONDS, sorted(waits)[-5:]
    assert max(statuses) < 500


async def test_no_token_address_or_hostile_text_is_written_to_the_log(served: Any) -> None:
    shop, world, log = served
    tokens = {*world.tokens.values(), *world.secrets}
    secret = world.ids["Query.orderGroup.token"]
    group = {"id": world.ids["group"], "token": secret}

    made = await shop.gql(CREATE, input={"email": "zulfiya@example.uz", "phone": "+998901112233"})
    tokens.add(made["cartCreate"]["token"])
    assert (await shop.gql(GROUP, **group))["orderGroup"]["state"] == "PLACED"
    parameters = {"query": GROUP, "variables": json.dumps(group)}
    assert (await shop.client.get("/graphql", params=parameters)).status_code == 200
    for token in sorted(tokens):
        bearer = {"authorization": f"Bearer {token}"}
        await shop.post(GROUP, {**group, "token": token}, bearer)
        await shop.post(COMPLETE, {"input": {"cart": "cart_1", "token": token}, "key": key()})
        await shop.post("{ nonsense }", {"token": token}, {"x-request-id": token})
    for text in STRINGS.values():
        await shop.post(GROUP, {"id": text, "token": text})

    written = log.read_text("utf-8")
    assert "POST" in written or "post" in written.lower()
    for token in tokens:
        assert token not in written
    for private in ("zulfiya@", "+998901112233", "Set-Cookie", "\u202e", "Traceback"):
        assert private not in written
