"""Batch functions within one request: what is known is not read again, not even at once."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest

from commerce.kernel.loaders import load, load_many, remember


@pytest.fixture
def context() -> Any:
    return SimpleNamespace(loaders={}, asked=[])


async def squares(keys: list[int], context: Any, *, plus: int = 0) -> list[int]:
    context.asked.append(keys)
    await asyncio.sleep(0)
    return [key * key + plus for key in keys]


async def test_each_key_is_read_once_and_answered_in_its_place(context) -> None:
    assert await load_many(squares, [3, 1, 3], context) == [9, 1, 9]
    assert await load_many(squares, [1, 2], context) == [1, 4]
    assert await load(squares, 2, context) == 4
    assert await load_many(squares, [], context) == []

    assert context.asked == [[3, 1], [2]]


async def test_arguments_are_part_of_the_question(context) -> None:
    assert await load_many(squares, [1], context, plus=1) == [2]
    assert await load_many(squares, [1], context, plus=2) == [3]

    assert context.asked == [[1], [1]]


async def test_what_came_along_is_not_read(context) -> None:
    remember(squares, {1: 100}, context)

    assert await load_many(squares, [1, 2], context) == [100, 4]
    assert context.asked == [[2]]


async def test_what_another_reads_just_now_is_waited_for(context) -> None:
    found = await asyncio.gather(
        load_many(squares, [1, 2], context),
        load_many(squares, [2, 3], context),
        load_many(squares, [3, 1], context),
    )

    assert found == [[1, 4], [4, 9], [9, 1]]
    assert context.asked == [[1, 2], [3]]


async def test_who_waits_for_a_reading_that_fails_reads_again(context) -> None:
    async def once(keys: list[int], context: Any) -> list[int]:
        context.asked.append(keys)
        await asyncio.sleep(0)
        if len(context.asked) == 1:
            raise ConnectionError
        return keys

    first, second = await asyncio.gather(
        load_many(once, [1], context), load_many(once, [1], context), return_exceptions=True
    )

    assert isinstance(first, ConnectionError)
    assert second == [1]


async def test_who_gives_up_waiting_does_not_stop_the_others(context) -> None:
    reading = asyncio.create_task(load_many(squares, [1], context))
    await asyncio.sleep(0)
    waiting = [asyncio.create_task(load_many(squares, [1], context)) for _ in range(2)]
    await asyncio.sleep(0)
    waiting[0].cancel()

    assert await reading == [1]
    assert await waiting[1] == [1]
    assert context.asked == [[1]]


async def test_a_function_that_answers_too_little_is_a_fault(context) -> None:
    async def nothing(keys: list[int], context: Any) -> list[int]:
        return []

    with pytest.raises(RuntimeError, match="gave 0 results for 1 keys"):
        await load_many(nothing, [1], context)
