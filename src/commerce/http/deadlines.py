"""Limits of time, cheap enough for every request: one timer serves all tasks under a limit."""

import asyncio
from collections.abc import Awaitable
from typing import Any, TypeVar

T = TypeVar("T")


class Overdue(Exception):
    """The work took longer than its limit and was cancelled."""


class TimeLimit:
    """Cancels what takes longer than so many seconds."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        # All wait equally long, so the first is always the next to be due.
        self._due: dict[asyncio.Task[Any], float] = {}
        self._over: set[asyncio.Task[Any]] = set()
        self._timer: asyncio.TimerHandle | None = None

    async def keep(self, work: Awaitable[T]) -> T:
        """Await the work.

        Raises:
            Overdue: it was not done in time.
        """
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
