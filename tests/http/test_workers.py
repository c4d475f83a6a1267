"""Several processes behind one port, under both servers, and what they hear of each other."""

import asyncio
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.kernel.servers import eventually
from tests.races.shop import Shop
from tests.scratch import scratch_database

# Each request on a connection of its own.
GUESTS = httpx.Client(limits=httpx.Limits(max_keepalive_connections=0))
TYPENAME = {"query": "{ __typename }"}


@contextmanager
def shop(server_url: str, folder: Path, *arguments: str, **environment: str) -> Iterator[Shop]:
    with scratch_database(server_url) as database:
        made = Shop(database, folder, arguments=arguments, **environment)
        made.start()
        try:
            yield made
        finally:
            asyncio.run(made.client.aclose())
            made.stop()


def children_of(pid: int) -> set[int]:
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(fields[1]) == pid:
            found.add(int(stat.parent.name))
    return found


def serving_pids(made: Shop) -> set[int]:
    """The workers: children that hold the program, told from the helpers of multiprocessing."""
    found = set()
    for pid in children_of(made.pid):
        command = (Path("/proc") / str(pid) / "cmdline").read_bytes()
        if b"resource_tracker" not in command:
            found.add(pid)
    return found


def asked(made: Shop) -> int:
    """The status of one request on a connection of its own; 0 when it was not answered."""
    try:
        return GUESTS.post(f"http://127.0.0.1:{made.port}/graphql", json=TYPENAME).status_code
    except httpx.TransportError:
        return 0


def test_a_worker_that_crashes_is_replaced_while_others_serve(
    server_url: str, tmp_path: Path
) -> None:
    with shop(server_url, tmp_path, COMMERCE_WORKERS="2", COMMERCE_RUN_WORKER="false") as made:
        before = serving_pids(made)
        assert len(before) == 2

        victim = min(before)
        os.kill(victim, signal.SIGKILL)
        assert eventually(lambda: len(serving_pids(made) - {victim}) == 2, seconds=30)
        assert eventually(lambda: [asked(made) for _ in range(5)] == [200] * 5, seconds=30)

        assert len(serving_pids(made) & before) == 1


def test_granian_serves_the_same_program(server_url: str, tmp_path: Path) -> None:
    with shop(server_url, tmp_path, "--server", "granian", COMMERCE_CACHE_SECONDS="60") as made:
        headers = {"x-request-id": "abcd-1234"}
        url = f"http://127.0.0.1:{made.port}/graphql"
        answer = httpx.post(url, json=TYPENAME, headers=headers)
        refused = httpx.post(url, json=[TYPENAME])
        by_get = httpx.get(url, params={"query": "{ __typename }"})

    assert answer.json()["data"] == by_get.json()["data"] == {"__typename": "Query"}
    assert answer.headers["x-request-id"] == "abcd-1234"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert (refused.status_code, "data" in refused.json()) == (400, False)


LIST = "{ channels { slug } }"
ANNOUNCE = "select pg_notify('commerce_tags', 'channels')"
RENAME = "update channels_channel set slug = 'renamed' where slug = 'main'"


async def open_channel(made: Shop) -> None:
    async with made.making() as make:
        await make.channel(slug="main")


def slugs(made: Shop) -> set[str]:
    """What ten guests see, each on a connection of its own, so that every worker is asked."""
    seen = set()
    for _ in range(10):
        answer = GUESTS.post(f"http://127.0.0.1:{made.port}/graphql", json={"query": LIST})
        seen.update(channel["slug"] for channel in answer.json()["data"]["channels"])
    return seen


def test_an_announcement_reaches_every_worker(server_url: str, tmp_path: Path) -> None:
    environment = {"COMMERCE_WORKERS": "2", "COMMERCE_CACHE_SECONDS": "300"}
    with shop(server_url, tmp_path, **environment, COMMERCE_RUN_WORKER="false") as made:
        asyncio.run(open_channel(made))
        for _ in range(3):
            slugs(made)

        made.run(RENAME)
        assert slugs(made) == {"main"}
        made.run(ANNOUNCE)
        assert eventually(lambda: slugs(made) == {"renamed"}, seconds=10)
        assert slugs(made) == {"renamed"}


def test_a_lost_listener_empties_the_cache(server_url: str, tmp_path: Path) -> None:
    with shop(
        server_url, tmp_path, COMMERCE_CACHE_SECONDS="300", COMMERCE_RUN_WORKER="false"
    ) as made:
        asyncio.run(open_channel(made))
        for _ in range(3):
            slugs(made)
        made.run(RENAME)
        assert slugs(made) == {"main"}

        made.run(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where application_name = 'commerce-tags' and datname = current_database()"
        )

        assert eventually(lambda: slugs(made) == {"renamed"}, seconds=15)
        assert eventually(lambda: "announcements_not_heard" in made.log(), seconds=15)


def test_a_bad_trusted_document_stops_the_start_with_one_line(
    server_url: str, tmp_path: Path
) -> None:
    path = tmp_path / "manifest.json"
    path.write_text('{"abc": "{ nothing }"}')
    with (
        scratch_database(server_url) as database,
        pytest.raises(AssertionError, match="commerce: COMMERCE_DOCUMENTS: document abc: Cannot"),
    ):
        made = Shop(database, tmp_path, COMMERCE_DOCUMENTS=str(path), COMMERCE_WORKERS="2")
        made.start()
