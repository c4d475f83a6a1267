"""A small in-process cache with a time to live. A cache is never the truth."""

import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from typing import Any, TypeVar, cast

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
            return cast(V, kept[1])
        value = await load()
        self._kept[key] = (time.monotonic() + ttl, value)
        self._kept.move_to_end(key)
        while len(self._kept) > self._size:
            self._kept.popitem(last=False)
        return value

    def clear(self) -> None:
        """Forget everything."""
        self._kept.clear()
