"""Every mutation, sent several times at once: some do it, the others are told why not."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

import psycopg
import pytest

from commerce.app import App, build
from commerce.kernel.access import Actor, permissions_of
from commerce.kernel.ids import new_id
from commerce.kernel.settings import Settings
from tests.client import run
from tests.identity.provider import TestProvider
from tests.scratch import scratch_database
from tests.security.conftest import provider
from tests.security.documents import ACCESS, calls
from tests.security.ways_in import open_ways_in, with_provider
from tests.security.world import World, build_world

__all__ = ["provider"]
TWINS = 5
MUTATIONS = [name for name in ACCESS if name.startswith("Mutation.")]


@pytest.fixture(scope="module")
async def template(
    server_url: str, settings: Settings, provider: TestProvider
) -> AsyncIterator[tuple[str, World]]:
    """A database with one of everything, to be copied."""
    with scratch_database(server_url) as url:
        app = build(settings, url)
        with_provider(app, provider)
        world = await build_world(app)
        await open_ways_in(world.ids, app, provider, world.buyer)
        await app.close()
        yield url.rpartition("/")[2], world


@pytest.fixture
async def copy(
    template: tuple[str, World], server_url: str, settings: Settings, provider: TestProvider
) -> AsyncIterator[App]:
    """The program on a copy of the template, with a connection for each twin."""
    with copied(server_url, template[0]) as url:
        app = build(settings, url)
        with_provider(app, provider)
        yield app
        await app.close()


@contextmanager
def copied(server_url: str, template: str) -> Iterator[str]:
    name = f"twins_{new_id().hex}"
    with psycopg.connect(f"{server_url}/postgres", autocommit=True) as connection:
        connection.execute(f'create database "{name}" template "{template}"')
        yield f"{server_url}/{name}"
        connection.execute(f'drop database "{name}" with (force)')


@pytest.mark.parametrize("name", MUTATIONS)
async def test_twins_of_a_mutation_are_answered_without_a_fault(
    copy: App, template: tuple[str, World], name: str
) -> None:
    admin = Actor(
        token_id=new_id(),
        account_id=template[1].buyer.account_id,
        session_id=template[1].buyer.session_id,
        name="admin",
        permissions=permissions_of("admin"),
    )
    (call, *_) = calls(name, template[1].ids)

    twins = [
        run(copy, call.document, actor=admin, wanted=None, variables=call.variables)
        for _ in range(TWINS)
    ]
    answers = await asyncio.gather(*twins)

    faults = [answer["errors"] for answer in answers if "errors" in answer]
    assert faults == []
    done = [a for a in answers if not next(iter(a["data"].values()))["errors"]]
    assert done, answers[0]
