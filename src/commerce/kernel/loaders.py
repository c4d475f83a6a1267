"""Relations as batch functions: all parents of a level in, one statement, results in order.

A batch function takes the keys of the parents and the request context (and arguments, if
the field has any) and returns one result per key. The compiled executor gives it a whole level
at once (`load_many`); under graphql-core an aiodataloader gathers the keys (`load`). Both keep
what they found for the rest of the request, so that nothing is read twice.
"""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any, TypeVar

from aiodataloader import DataLoader

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

Batch = Callable[..., Awaitable[Sequence[Any]]]


class Reading:
    """Keys that are being read, and who waits for them."""

    __slots__ = ("done", "keys")

    def __init__(self, keys: Mapping[Any, None]) -> None:
        self.keys = keys
        self.done: asyncio.Future[None] | None = None

    async def over(self) -> None:
        """Wait until they are read, or could not be."""
        if self.done is None:
            self.done = asyncio.get_running_loop().create_future()
        await asyncio.shield(self.done)


class Found:
    """What one batch function, with one set of arguments, has answered in this request."""

    __slots__ = ("known", "loader", "reading", "wanted")

    def __init__(self) -> None:
        self.known: dict[Any, Any] = {}
        self.wanted: list[Any] = []
        self.reading: list[Reading] = []
        self.loader: DataLoader[Any, Any] | None = None


async def load_many(
    function: Batch, keys: Sequence[Hashable], context: Any, **arguments: Hashable
) -> list[Any]:
    """The results of a batch function for many keys, in their order.

    Raises:
        RuntimeError: the function did not give one result per key.
    """
    found = _found(function, context, arguments)
    known = found.known
    missing = dict.fromkeys(keys)
    while known or missing:
        missing = {key: None for key in missing if key not in known} if known else missing
        if not missing:
            break
        await _fill(found, function, context, arguments, missing)
    return [known[key] for key in keys]


def known_many(
    function: Batch, keys: Sequence[Hashable], context: Any, arguments: Mapping[str, Hashable]
) -> list[Any] | None:
    """What `load_many` would give, if nothing has to be read for it; otherwise None."""
    known = _found(function, context, arguments).known
    try:
        return [known[key] for key in keys]
    except KeyError:
        return None


@contextmanager
def wanted(
    function: Batch, keys: Sequence[Hashable], context: Any, arguments: Mapping[str, Hashable]
) -> Iterator[None]:
    """Announce keys that will be asked for; who reads first inside of this reads them too."""
    found = _found(function, context, arguments)
    found.wanted.extend(keys)
    try:
        yield
    except BaseException:
        found.wanted.clear()
        raise


async def _fill(
    found: Found,
    function: Batch,
    context: Any,
    arguments: Mapping[str, Any],
    missing: Mapping[Any, None],
) -> None:
    """Read what nobody reads yet, then wait for what others read."""
    if found.wanted:
        missing = {key: None for key in (*missing, *found.wanted) if key not in found.known}
        found.wanted.clear()
    own = missing
    if found.reading:
        others = [each for each in found.reading if not missing.keys().isdisjoint(each.keys)]
        taken = {key for each in others for key in each.keys}
        own = {key: None for key in missing if key not in taken}
        if not own:
            await others[0].over()
            return
    reading = Reading(own)
    found.reading.append(reading)
    try:
        results = await function(list(own), context, **arguments)
        if len(results) != len(own):
            text = f"{function.__name__} gave {len(results)} results for {len(own)} keys"
            raise RuntimeError(text)
        found.known.update(zip(own, results, strict=True))
    finally:
        found.reading.remove(reading)
        if reading.done is not None:
            reading.done.set_result(None)


async def load(function: Batch, key: Hashable, context: Any, **arguments: Hashable) -> Any:
    """The result of a batch function for one key, gathered with all others of this moment."""
    found = _found(function, context, arguments)
    if key in found.known:
        return found.known[key]
    if found.loader is None:
        read = partial(_read, function, context, arguments)
        found.loader = DataLoader(batch_load_fn=read, cache=False)
    return await found.loader.load(key)


async def _read(
    function: Batch, context: Any, arguments: Mapping[str, Any], keys: list[Any]
) -> list[Any]:
    return await load_many(function, keys, context, **arguments)


def remember(function: Batch, values: Mapping[Any, Any], context: Any) -> None:
    """Give results that came along with something else, so that they are not read again."""
    _found(function, context, {}).known.update(values)


def _found(function: Batch, context: Any, arguments: Mapping[str, Any]) -> Found:
    slot = (function, *sorted(arguments.items())) if arguments else function
    found: Found | None = context.loaders.get(slot)
    if found is None:
        found = context.loaders[slot] = Found()
    return found


def align(keys: Iterable[K], rows: Iterable[Any], key: Callable[[Any], K]) -> list[Any | None]:
    """One row per key, None where there is none."""
    found = {key(row): row for row in rows}
    return [found.get(each) for each in keys]


def align_many(keys: Iterable[K], rows: Iterable[Any], key: Callable[[Any], K]) -> list[list[Any]]:
    """All rows of each key, in the order they came."""
    groups: dict[K, list[Any]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return [groups.get(each, []) for each in keys]
