"""Jobs side by side: without tasks where nothing waits, without loose ends where one fails."""

import asyncio
from typing import Any

import pytest

from commerce.kernel.graphql.engine.compiled.kept import Kept
from commerce.kernel.graphql.engine.compiled.running import Run, handover, read, together
from commerce.kernel.graphql.engine.compiled.variables import Variables
from commerce.kernel.loaders import load_many, remember
from tests.kernel.animals import Context


def new_run() -> Run:
    return Run(Context(), Variables({}))


async def job(run: Run, log: list[str], name: str, *, waits: int = 0, fails: bool = False) -> None:
    log.append(f"begin {name}")
    try:
        for _ in range(waits):
            if run.eager:
                await handover()
            await asyncio.sleep(0.001)
        if fails:
            raise ValueError(name)
    finally:
        log.append(f"end {name}")


async def test_jobs_that_do_not_wait_are_done_in_order_without_tasks() -> None:
    run, log = new_run(), list[str]()
    before = asyncio.all_tasks()

    await together(run, job(run, log, "a"), job(run, log, "b"))

    assert log == ["begin a", "end a", "begin b", "end b"]
    assert asyncio.all_tasks() == before


async def test_jobs_that_wait_wait_at_the_same_time() -> None:
    run, log = new_run(), list[str]()

    await together(run, *(job(run, log, name, waits=2) for name in "abc"), job(run, log, "d"))

    assert log[:5] == ["begin a", "begin b", "begin c", "begin d", "end d"]
    assert sorted(log[5:]) == ["end a", "end b", "end c"]


async def test_jobs_within_jobs_wait_at_the_same_time() -> None:
    run, log = new_run(), list[str]()

    async def both(first: str, second: str) -> None:
        await together(run, job(run, log, first, waits=1), job(run, log, second, waits=1))

    await together(run, both("a", "b"), both("c", "d"))

    assert log[:4] == ["begin a", "begin b", "begin c", "begin d"]
    assert not run.eager


@pytest.mark.parametrize("waits", [0, 1])
async def test_when_one_fails_the_others_are_ended_before_the_error_is_told(waits: int) -> None:
    run, log = new_run(), list[str]()
    jobs = [
        job(run, log, "a", waits=3),
        job(run, log, "b", waits=waits, fails=True),
        job(run, log, "c", waits=3),
    ]
    before = asyncio.all_tasks()

    with pytest.raises(ValueError, match="b"):
        await together(run, *jobs)

    begun, ended = (
        {line.split()[1] for line in log if line.startswith(word)} for word in ("begin", "end")
    )
    assert begun == ended
    assert asyncio.all_tasks() == before
    assert not run.eager


async def double(keys: Any, context: Any) -> list[int]:
    context.calls.append(list(keys))
    await asyncio.sleep(0)
    return [2 * key for key in keys]


async def test_jobs_that_want_the_same_function_share_a_call() -> None:
    run, found = new_run(), dict[str, list[Any]]()

    async def reading(name: str, keys: list[Any]) -> None:
        found[name] = await read(double, keys, run, {})

    await together(run, reading("a", [1, 2]), reading("b", [2, None, 3]), reading("c", [1]))

    assert found == {"a": [2, 4], "b": [4, None, 6], "c": [2]}
    assert run.context.calls == [[1, 2, 3]]


async def test_what_came_along_is_not_read() -> None:
    run = new_run()
    remember(double, {1: 2, 2: 4}, run.context)

    assert await read(double, [2, 1, 2], run, {}) == [4, 2, 4]
    assert run.context.calls == []


async def test_concurrent_loads_read_each_key_once() -> None:
    context = Context()

    found = await asyncio.gather(
        load_many(double, [1, 2], context),
        load_many(double, [2, 3, 3], context),
        load_many(double, [1], context),
    )

    assert found == [[2, 4], [4, 6, 6], [2]]
    assert context.calls == [[1, 2], [3]]


class Piece:
    def __init__(self, size: int) -> None:
        self.size = size

    def drop(self) -> None:
        self.size = 0


def test_what_was_not_used_for_longest_is_dropped_first() -> None:
    kept = Kept(room=10)
    pieces = [Piece(4), Piece(4), Piece(4)]

    for piece in (pieces[0], pieces[1], pieces[0], pieces[2]):
        kept.used(piece)

    assert [piece.size for piece in pieces] == [4, 0, 4]
    assert len(kept) == 2
