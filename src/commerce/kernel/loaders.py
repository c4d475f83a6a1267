"""Relations as batch functions: all parents of a level in, one statement, results in order.

A batch function takes the keys of the parents and the request context (and arguments, if
the field has any) and returns one result per key. Under graphql-core an aiodataloader
gathers the keys; a batching executor may call the same function directly.
"""

from collections.abc import Awaitable, Callable, Hashable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, TypeVar

from aiodataloader import DataLoader

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

Batch = Callable[..., Awaitable[Sequence[Any]]]


async def load(function: Batch, key: Hashable, context: Any, **arguments: Hashable) -> Any:
    """The result of a batch function for one key, gathered with all others of this moment."""
    return await _loader(function, context, arguments).load(key)


def remember(function: Batch, key: Hashable, context: Any, value: Any) -> None:
    """Give a result that came along with something else, so that it is not loaded again."""
    _loader(function, context, {}).prime(key, value)


def _loader(function: Batch, context: Any, arguments: Mapping[str, Any]) -> DataLoader[Any, Any]:
    slot = (function, tuple(sorted(arguments.items())))
    loader: DataLoader[Any, Any] | None = context.loaders.get(slot)
    if loader is None:
        loader = DataLoader(batch_load_fn=partial(_run, function, context, arguments))
        context.loaders[slot] = loader
    return loader


async def _run(
    function: Batch, context: Any, arguments: Mapping[str, Any], keys: list[Any]
) -> list[Any]:
    results = list(await function(keys, context, **arguments))
    if len(results) != len(keys):
        raise RuntimeError(f"{function.__name__} gave {len(results)} results for {len(keys)} keys")
    return results


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
