"""What compiled code needs while it runs: its state, ways to wait, answers to odd values."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Generator, Mapping, Sequence
from types import coroutine
from typing import Any

from commerce.kernel.graphql.engine.compiled.variables import Variables
from commerce.kernel.loaders import Batch, at_once, found_by, load_many

Job = Coroutine[Any, Any, None]
One = Callable[[Any, "Run"], Any]
Complete = Callable[[Sequence[Any], "Run"], Awaitable[list[Any]]]


class Bail(Exception):
    """This answer is for graphql-core to give."""


class Refusal(Bail):
    """A root resolver raised; graphql-core tells how."""


class Info:
    """What a resolver is told of its field, one for all objects of an operation."""

    __slots__ = ("context", "field_name", "variable_values")

    def __init__(self, context: Any, field_name: str, variable_values: Mapping[str, Any]) -> None:
        self.context = context
        self.field_name = field_name
        self.variable_values = variable_values


class Run:
    """One execution; compiled code keeps arguments and infos in further attributes.

    `roots` has what root resolvers gave or raised. `eager` is set while `together` drives a
    job: then nothing may wait before it was handed over.
    """

    def __init__(self, context: Any, variables: Variables) -> None:
        self.context = context
        self.variables = variables
        self.eager = False
        self.roots: dict[str, Any] = {}

    def info(self, field_name: str) -> Info:
        return Info(self.context, field_name, self.variables.coerced)


@coroutine
def handover() -> Generator[None, None, None]:
    """Give control back to the driver of this job, because what follows waits for something."""
    yield


@coroutine
def _rest(job: Job) -> Generator[Any, Any, None]:
    """Go on with a job that was handed over, in the task of the caller."""
    yield from job


async def together(run: Run, *jobs: Job) -> None:
    """Do jobs side by side; only those that really wait get tasks, and one of them none."""
    eager = run.eager
    waiting = _begun(run, jobs)
    if not waiting:
        return
    if eager:
        await handover()
    tasks = [asyncio.create_task(job) for job in waiting[1:]]
    try:
        await _rest(waiting[0])
        for task in tasks:
            await task
    except BaseException:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        raise


def _begun(run: Run, jobs: Sequence[Job]) -> list[Job]:
    """Drive jobs until they end or hand over; the latter are given back."""
    eager, run.eager = run.eager, True
    waiting: list[Job] = []
    try:
        for job in jobs:
            try:
                job.send(None)
            except StopIteration:
                continue
            waiting.append(job)
    except BaseException:
        for job in jobs:
            job.close()
        raise
    finally:
        run.eager = eager
    return waiting


async def read(
    function: Batch,
    keys: Sequence[Any],
    run: Run,
    arguments: Mapping[str, Any],
    *,
    ordinary: bool = False,
) -> list[Any]:
    """The results of a batch function; None where the key is None.

    An `ordinary` function is asked first whether anybody has to wait.
    """
    live = [key for key in keys if key is not None]
    kept = found_by(function, run.context, arguments)
    found = kept.results(live)
    if found is None and ordinary:
        found = at_once(function, live, run.context, arguments)
    if found is None:
        if run.eager:
            kept.wanted.append(live)
            try:
                await handover()
            except BaseException:
                kept.wanted.clear()
                raise
        found = await load_many(function, live, run.context, **arguments)
    if len(live) == len(keys):
        return found
    rest = iter(found)
    return [None if key is None else next(rest) for key in keys]


async def each(calls: Sequence[Coroutine[Any, Any, Any]], run: Run) -> list[Any]:
    """The results of the resolvers of one field, each with an object of its own."""
    results: list[Any] = [None] * len(calls)

    async def put(at: int, call: Coroutine[Any, Any, Any]) -> None:
        if run.eager:
            await handover()
        results[at] = await call

    try:
        if len(calls) == 1:
            await put(0, calls[0])
        else:
            await together(run, *(put(at, call) for at, call in enumerate(calls)))
    except BaseException:
        for call in calls:
            call.close()
        raise
    return results


async def sparse(complete: Complete, values: Sequence[Any], run: Run) -> list[Any]:
    """Complete values among which there may be nulls."""
    live = [value for value in values if value is not None]
    if not live:
        return [None] * len(values)
    done = await complete(live, run)
    if len(live) == len(values):
        return done
    rest = iter(done)
    return [None if value is None else next(rest) for value in values]


async def flat(complete: Complete, values: Sequence[Any], run: Run) -> list[Any]:
    """Complete the items of several lists at once."""
    lists = [as_list(value) for value in values]
    if len(lists) == 1:
        return [await complete(lists[0], run) if lists[0] else []]
    items = [item for value in lists for item in value]
    rest = iter(await complete(items, run) if items else [])
    return [[next(rest) for _ in value] for value in lists]


async def apart(table: Mapping[type, Complete], values: Sequence[Any], run: Run) -> list[Any]:
    """Complete objects of an abstract type: those of one class together."""
    places: dict[type, list[int]] = {}
    for at, value in enumerate(values):
        places.setdefault(value.__class__, []).append(at)
    if len(places) == 1:
        return await table[values[0].__class__](values, run)
    results: list[Any] = [None] * len(values)

    async def put(kind: type, chosen: list[int]) -> None:
        done = await table[kind]([values[at] for at in chosen], run)
        for at, result in zip(chosen, done, strict=True):
            results[at] = result

    await together(run, *(put(kind, chosen) for kind, chosen in places.items()))
    return results


def as_list(value: Any) -> Sequence[Any]:
    """A value that is a list already.

    Raises:
        Bail: it is something else.
    """
    if isinstance(value, list | tuple):
        return value
    raise Bail("not a list")


def made(make: Callable[[Any, Any], Any], found: Any, context: Any) -> Any:
    """The GraphQL object (or objects) of one result of a batch function."""
    if found is None:
        return None
    if isinstance(found, list):
        return [make(row, context) for row in found]
    return make(found, context)


def odd(value: Any, run: Run, complete: One, test: Callable[[Any], None]) -> Any:
    """Complete an object that is not of the usual class of its type.

    Raises:
        Bail: it does not suit.
    """
    if value is None:
        raise Bail("null")
    test(value)
    return complete(value, run)


def odd_or_null(value: Any, run: Run, complete: One, test: Callable[[Any], None]) -> Any:
    """The same where null is allowed."""
    return None if value is None else odd(value, run, complete, test)


def nothing(value: None, run: Run) -> None:
    """A null in a place for an object."""
