"""Time limits: what waits too long is cancelled, and nothing else."""

import asyncio

import pytest

from commerce.http.deadlines import Overdue, TimeLimit


async def sleep(seconds: float) -> str:
    await asyncio.sleep(seconds)
    return "slept"


async def test_each_of_many_tasks_has_its_own_limit() -> None:
    limit = TimeLimit(0.1)
    work = [limit.keep(sleep(seconds)) for seconds in (0.01, 5, 0.02, 5)]

    results = await asyncio.gather(*map(asyncio.ensure_future, work), return_exceptions=True)

    assert [getattr(each, "args", each) for each in results] == ["slept", (), "slept", ()]
    assert [isinstance(each, Overdue) for each in results] == [False, True, False, True]


async def test_the_limit_holds_again_after_a_pause() -> None:
    limit = TimeLimit(0.05)
    for _ in range(2):
        with pytest.raises(Overdue):
            await limit.keep(sleep(5))
        assert await limit.keep(sleep(0)) == "slept"


async def test_a_cancellation_from_outside_is_not_taken_for_ours() -> None:
    task = asyncio.create_task(TimeLimit(5).keep(sleep(5)))
    await asyncio.sleep(0.01)
    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task


async def test_what_the_work_raises_comes_through_before_and_after_it_waited() -> None:
    async def fail(seconds: float | None) -> None:
        if seconds is not None:
            await asyncio.sleep(seconds)
        raise KeyError("x")

    for seconds in (None, 0, 0.01):
        with pytest.raises(KeyError):
            await TimeLimit(1).keep(fail(seconds))


async def test_work_can_tidy_up_when_its_time_is_over() -> None:
    tidied = []

    async def work() -> None:
        try:
            await asyncio.sleep(5)
        finally:
            await asyncio.sleep(0.01)
            tidied.append(True)

    with pytest.raises(Overdue):
        await TimeLimit(0.02).keep(work())

    assert tidied == [True]
