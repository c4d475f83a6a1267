"""Limits of time, cheap enough for every request: one timer serves all tasks under a limit."""

import asyncio
from collections.abc import Awaitable, Coroutine, Generator
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class Overdue(Exception):
    """The work took longer than its limit and was cancelled."""


class _Resumed(Generic[T]):
    """Work that was begun and waits for something: awaiting it goes on from there."""

    __slots__ = ("_waits_for", "_work")

    def __init__(self, work: Coroutine[Any, Any, T], waits_for: Any) -> None:
        self._work = work
        self._waits_for = waits_for

    def __await__(self) -> Generator[Any, Any, T]:
        waits_for = self._waits_for
        try:
            while True:
                try:
                    sent = yield waits_for
                except GeneratorExit:
                    self._work.close()
                    raise
                except BaseException as error:
                    waits_for = self._work.throw(error)
                else:
                    waits_for = self._work.send(sent)
        except StopIteration as done:
            result: T = done.value
            return result


class TimeLimit:
    """Cancels what takes longer than so many seconds."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        # All wait equally long, so the first is always the next to be due.
        self._due: dict[asyncio.Task[Any], float] = {}
        self._over: set[asyncio.Task[Any]] = set()
        self._timer: asyncio.TimerHandle | None = None

    async def keep(self, work: Coroutine[Any, Any, T]) -> T:
        """Run the work; what never has to wait is not watched at all.

        Raises:
            Overdue: it was not done in time.
        """
        try:
            waits_for = work.send(None)
        except StopIteration as done:
            result: T = done.value
            return result
        return await self._watched(_Resumed(work, waits_for))

    async def _watched(self, work: Awaitable[T]) -> T:
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        assert task is not None
        cancelling = task.cancelling()
        self._due[task] = loop.time() + self._seconds
        if self._timer is None:
            self._timer = loop.call_later(self._seconds, self._sweep, loop)
        try:
            return await work
        except asyncio.CancelledError:
            if task in self._over and task.uncancel() <= cancelling:
                raise Overdue from None
            raise
        finally:
            self._due.pop(task, None)
            self._over.discard(task)

    def _sweep(self, loop: asyncio.AbstractEventLoop) -> None:
        self._timer = None
        now = loop.time()
        for task, due in list(self._due.items()):
            if due > now:
                self._timer = loop.call_later(due - now, self._sweep, loop)
                return
            del self._due[task]
            self._over.add(task)
            task.cancel()
