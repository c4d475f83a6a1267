"""A flood of new documents makes others wait for one of them, not for all."""

import asyncio
import time

import httpx

from tests.http.conftest import client_of
from tests.toy import toy_app

HOT = {"query": "query Hot { hello }"}
MANY = 500


def large(number: int) -> dict[str, str]:
    """A document that takes long to look through."""
    numbers = ", ".join(map(str, range(MANY)))
    return {"query": f"query Q{number} {{ echo(words: {{numbers: [{numbers}]}}) }}"}


async def preparing(http: httpx.AsyncClient) -> float:
    """Seconds that one such document takes."""
    times = []
    for number in range(5):
        started = time.perf_counter()
        await http.post("/graphql", json=large(1_000 + number))
        times.append(time.perf_counter() - started)
    return min(times)


async def test_known_documents_are_answered_between_new_ones() -> None:
    async with client_of(toy_app()) as http:
        await http.post("/graphql", json=HOT)
        alone = await preparing(http)
        flood = [asyncio.create_task(http.post("/graphql", json=large(n))) for n in range(40)]
        await asyncio.sleep(0)
        waits = []
        while not all(task.done() for task in flood):
            started = time.perf_counter()
            await http.post("/graphql", json=HOT)
            waits.append(time.perf_counter() - started)
            await asyncio.sleep(0)
        answers = [task.result() for task in flood]

    assert all("data" in answer.json() for answer in answers)
    assert len(waits) >= 10
    assert sorted(waits)[len(waits) // 2] < alone * 10


async def test_a_document_that_was_refused_is_refused_again_without_another_look() -> None:
    broken = {"query": "{ " + "nothing " * 20 + "}"}
    async with client_of(toy_app()) as http:
        first = await http.post("/graphql", json=broken)
        started = time.perf_counter()
        second = await http.post("/graphql", json=broken)
        again = time.perf_counter() - started

    assert first.json() == second.json()
    assert again < 0.2
