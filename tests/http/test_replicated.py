"""Over HTTP with a replica that stands still: whoever wrote sees it, others see the past."""

from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.applications import Starlette

from commerce.app import build, migrate
from commerce.http.main import assemble
from commerce.http.written import NAME
from commerce.kernel.postgres import EmbeddedPostgres
from commerce.kernel.reads import ReadPool
from commerce.kernel.settings import load_settings
from tests.http.conftest import client_of
from tests.kernel.reads.standby import replicated, standing_still
from tests.make import Make
from tests.races.shop import until

CREATE = 'mutation { cartCreate(input: {email: "a@example.uz"}) { cart { id } token } }'
LOOK = "query ($id: ID!, $token: String!) { cart(id: $id, token: $token) { email } }"


@pytest.fixture
async def served() -> AsyncIterator[tuple[Starlette, ReadPool, EmbeddedPostgres]]:
    with replicated(1) as (primary, (replica,)):
        migrate(primary.url())
        settings = load_settings(database_url=primary.url(), read_urls=(replica.url(),))
        app = build(settings, primary.url())
        await Make(app).channel()
        assert app.reads is not None
        yield assemble(app), app.reads, replica
        await app.close()


async def look(client: httpx.AsyncClient, made: dict, **headers: str) -> dict | None:
    variables = {"id": made["cart"]["id"], "token": made["token"]}
    body = {"query": LOOK, "variables": variables}
    return (await client.post("/graphql", json=body, headers=headers)).json()["data"]["cart"]


async def test_what_was_written_is_seen_by_whoever_brings_the_position_back(served) -> None:
    app, reads, replica = served
    seen = {"email": "a@example.uz"}
    async with client_of(app) as browser, client_of(app) as other:
        await look(other, {"cart": {"id": "cart_0"}, "token": "umc_none"})
        await until(lambda: None not in reads.state().lags.values())
        with standing_still(replica):
            answer = await browser.post("/graphql", json={"query": CREATE})
            made = answer.json()["data"]["cartCreate"]

            assert await look(browser, made) == seen
            assert await look(other, made, **{NAME: answer.headers[NAME]}) == seen
            assert await look(other, made) is None
            assert await look(other, made, **{NAME: "nonsense"}) is None
        assert NAME not in (await other.post("/graphql", json={"query": "{__typename}"})).headers
