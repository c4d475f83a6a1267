"""What the edge can be told; the composition root fills it from the settings."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

MakeContext = Callable[[Request], Awaitable[Any]]
Check = Callable[[], Awaitable[Mapping[str, bool]]]


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
