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


class Found:
    """What one batch function, with one set of arguments, has answered in this request."""

    __slots__ = ("coming", "known", "loader", "wanted")

    def __init__(self) -> None:
        self.known: dict[Any, Any] = {}
        self.wanted: list[Any] = []
        self.coming: dict[Any, asyncio.Future[None]] = {}
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
    while missing := [key for key in dict.fromkeys(keys) if key not in known]:
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
    found: Found, function: Batch, context: Any, arguments: Mapping[str, Any], missing: list[Any]
) -> None:
    """Read what nobody reads yet, then wait for what others read."""
    missing = list(dict.fromkeys([*missing, *found.wanted])) if found.wanted else missing
    found.wanted.clear()
    own = [key for key in missing if key not in found.coming and key not in found.known]
    if not own:
        await asyncio.wait([found.coming[key] for key in missing if key in found.coming])
        return
    done = asyncio.get_running_loop().create_future()
    found.coming.update(dict.fromkeys(own, done))
    try:
        results = await function(own, context, **arguments)
        if len(results) != len(own):
            text = f"{function.__name__} gave {len(results)} results for {len(own)} keys"
            raise RuntimeError(text)
        found.known.update(zip(own, results, strict=True))
    finally:
        for key in own:
            del found.coming[key]
        done.set_result(None)


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
