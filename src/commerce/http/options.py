"""What the edge can be told; the composition root fills it from the settings."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Any

from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.routing import BaseRoute

from commerce.http.limits import Gate
from commerce.kernel.graphql.engine import PersistedDocuments
from commerce.kernel.proven import ProvenAnswers
from commerce.kernel.responses import ResponseCache

MakeContext = Callable[[Request], Awaitable[Any]]
Check = Callable[[], Awaitable[Mapping[str, bool]]]
Lifespan = Callable[[], AbstractAsyncContextManager[None]]


@dataclass(frozen=True, slots=True)
class HttpOptions:
    """Options of the edge; times in seconds, sizes in bytes.

    `origins` are the web origins that browsers may call from; `credentials` lets them send
    cookies. `https` says that visitors arrive over TLS. `development` adds the explorer.
    """

    development: bool = False
    https: bool = False
    origins: tuple[str, ...] = ()
    credentials: bool = False
    body_bytes: int = 1_048_576
    read_seconds: float = 15
    request_seconds: float = 30
    drain_seconds: float = 25


async def _nothing_to_check() -> Mapping[str, bool]:
    return {}


@dataclass(frozen=True, slots=True)
class Probes:
    """Named checks: `ready` is asked often and must be quick, `deep` may touch everything."""

    ready: Check = _nothing_to_check
    deep: Check = _nothing_to_check


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the program adds to the edge.

    `routes` come after the edge's own. `lifespan` surrounds the serving time; mutations still
    running are awaited inside it. The cache is closed until announcements of changes are heard,
    and no answer is proven without a database to ask.
    `figures` are shown beside the edge's own. `gate` may turn visitors away.
    """

    routes: Sequence[BaseRoute] = ()
    lifespan: Lifespan | None = None
    persisted: PersistedDocuments = field(default_factory=PersistedDocuments)
    cache: ResponseCache = field(default_factory=ResponseCache)
    proven: ProvenAnswers = field(default_factory=ProvenAnswers)
    figures: Sequence[Collector] = ()
    gate: Gate | None = None
