"""Relations as batch functions: all parents of a level in, one statement, results in order.

A batch function takes the keys of the parents and the request context (and arguments, if
the field has any) and returns one result per key. The compiled executor gives it a whole level
at once (`load_many`); under graphql-core an aiodataloader gathers the keys (`load`). Both keep
what they found for the rest of the request, so that nothing is read twice.

A batch function whose results may be known without a read is an ordinary function: it gives a
list of them, or else something to wait for.
"""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, TypeVar

from aiodataloader import DataLoader

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

Results = Awaitable[list[V]] | list[V]
Batch = Callable[..., Awaitable[Sequence[Any]] | list[Any]]


class Coming:
    """Keys that are being read; only those who must wait for them pay for a future."""

    __slots__ = ("_done", "keys")

    def __init__(self, keys: Sequence[Any]) -> None:
        self.keys = keys
        self._done: asyncio.Future[None] | None = None

    @property
    def done(self) -> "asyncio.Future[None]":
        """What is over when they have been read, or could not be."""
        if self._done is None:
            self._done = asyncio.get_running_loop().create_future()
        return self._done

    def end(self) -> None:
        """Tell those who wait."""
        if self._done is not None:
            self._done.set_result(None)


class Found:
    """What one batch function, with one set of arguments, has answered in this request.

    `coming` are the keys that are being read, `wanted` those that will be asked for at once.
    The keys of a level are mostly those of the level before: results are kept side by side with
    their keys, and only put under them when others are asked for.
    """

    __slots__ = ("_known", "_levels", "coming", "loader", "wanted")

    def __init__(self) -> None:
        self._known: dict[Any, Any] = {}
        self._levels: list[tuple[list[Any], list[Any]]] = []
        self.coming: list[Coming] = []
        self.wanted: list[Sequence[Any]] = []
        self.loader: DataLoader[Any, Any] | None = None

    @property
    def known(self) -> dict[Any, Any]:
        """The results by their keys."""
        for keys, results in self._levels:
            self._known.update(zip(keys, results, strict=True))
        self._levels.clear()
        return self._known

    def keep(self, keys: list[Any], results: list[Any]) -> None:
        """Keep the results of keys; neither list is changed any more."""
        self._levels.append((keys, results))

    def results(self, keys: Sequence[Any]) -> list[Any] | None:
        """What is known of keys, or None when something is missing."""
        for own, results in self._levels:
            if own == keys:
                return [*results]
        known = self.known
        if not known and keys:
            return None
        try:
            return [known[key] for key in keys]
        except KeyError:
            return None

    def missing(self, keys: Iterable[Any]) -> list[Any]:
        """The keys that are not known, each once."""
        known = self.known
        unique = dict.fromkeys(keys)
        return [key for key in unique if key not in known] if known else list(unique)


def found_by(function: Batch, context: Any, arguments: Mapping[str, Hashable]) -> Found:
    """What a batch function has answered in this request."""
    slot = (function, *sorted(arguments.items())) if arguments else function
    found: Found | None = context.loaders.get(slot)
    if found is None:
        found = context.loaders[slot] = Found()
    return found


async def load_many(
    function: Batch, keys: Sequence[Hashable], context: Any, **arguments: Hashable
) -> list[Any]:
    """The results of a batch function for many keys, in their order.

    Raises:
        RuntimeError: the function did not give one result per key.
    """
    found = found_by(function, context, arguments)
    if found.wanted:
        found.wanted = [each for each in found.wanted if each is not keys]
    elif (ready := found.results(keys)) is not None:
        return ready
    while missing := found.missing(keys):
        results = await _fill(found, function, context, arguments, missing)
        if results is not None and len(missing) == len(keys):
            return results
    known = found.known
    return [known[key] for key in keys]


async def _fill(
    found: Found, function: Batch, context: Any, arguments: Mapping[str, Any], missing: list[Any]
) -> list[Any] | None:
    """Read what nobody reads yet, or else wait for what others read.

    Gives the results when it read all that is missing.
    """
    own = missing
    if found.wanted:
        wanted = (key for each in found.wanted for key in each)
        own = list(dict.fromkeys([*missing, *found.missing(wanted)]))
        found.wanted.clear()
    if found.coming:
        coming = {key for each in found.coming for key in each.keys}
        own = [key for key in own if key not in coming]
    if not own:
        await asyncio.wait([each.done for each in found.coming])
        return None
    reading = Coming(own)
    found.coming.append(reading)
    try:
        results = function(own, context, **arguments)
        if not isinstance(results, list):
            results = list(await results)
        _keep(found, function, own, results)
    finally:
        found.coming.remove(reading)
        reading.end()
    whole = len(own) >= len(missing) and own[: len(missing)] == missing
    return results[: len(missing)] if whole else None


def _keep(found: Found, function: Batch, keys: list[Any], results: list[Any]) -> None:
    if len(results) != len(keys):
        text = f"{function.__name__} gave {len(results)} results for {len(keys)} keys"
        raise RuntimeError(text)
    found.keep(keys, results)


def at_once(
    function: Batch, keys: Sequence[Hashable], context: Any, arguments: Mapping[str, Hashable]
) -> list[Any] | None:
    """The results of an ordinary batch function if nobody has to wait for them, else None.

    Raises:
        RuntimeError: the function did not give one result per key.
    """
    found = found_by(function, context, arguments)
    missing = found.missing(keys)
    results = function(missing, context, **arguments)
    if not isinstance(results, list):
        results.close()  # type: ignore[attr-defined]  # a coroutine that was not begun
        return None
    _keep(found, function, missing, results)
    return found.results(keys)


def known(function: Batch, keys: Sequence[Hashable], context: Any) -> list[Any] | None:
    """What a batch function has answered in this request, or None when a key is missing."""
    return found_by(function, context, {}).results(keys)


async def load(function: Batch, key: Hashable, context: Any, **arguments: Hashable) -> Any:
    """The result of a batch function for one key, gathered with all others of this moment."""
    found = found_by(function, context, arguments)
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
    found_by(function, context, {}).known.update(values)


def remember_level(function: Batch, keys: list[Any], results: Iterable[Any], context: Any) -> None:
    """The same for all parents of a level, in their order: what is asked with these keys next."""
    found_by(function, context, {}).keep(keys, list(results))


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
