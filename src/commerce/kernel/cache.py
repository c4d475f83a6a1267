"""A small in-process cache with a time to live. A cache is never the truth."""

import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from functools import partial
from typing import Any, TypeVar, cast

from commerce.kernel.origins import origins

V = TypeVar("V")


class Cache:
    """Values by key, the longest unused leaving first."""

    def __init__(self, size: int = 4096) -> None:
        self._size = size
        self._kept: OrderedDict[Hashable, tuple[float, Any]] = OrderedDict()

    async def get(self, key: Hashable, ttl: float, load: Callable[[], Awaitable[V]]) -> V:
        """The value of `key`, loaded when it is missing or older than `ttl` seconds."""
        kept = self._kept.get(key)
        if kept is not None and kept[0] > time.monotonic():
            self._kept.move_to_end(key)
            value = cast(V, kept[1])
        else:
            value = await self._load(key, ttl, load)
        if (noted := origins.get()) is not None:
            noted.value(partial(self.get, key, ttl, load), value)
        return value

    async def _load(self, key: Hashable, ttl: float, load: Callable[[], Awaitable[V]]) -> V:
        """Load a value; an answer has it from here, whatever it was loaded from."""
        token = origins.set(None)
        try:
            value = await load()
        finally:
            origins.reset(token)
        self._kept[key] = (time.monotonic() + ttl, value)
        self._kept.move_to_end(key)
        while len(self._kept) > self._size:
            self._kept.popitem(last=False)
        return value

    def clear(self) -> None:
        """Forget everything."""
        self._kept.clear()
