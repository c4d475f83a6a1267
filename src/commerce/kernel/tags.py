"""Tags of what answers are made of, and the announcement that something tagged has changed.

`product:<uuid>` is one product with all that hangs on it, `products` any list of products,
`shop` everything. An announcement is part of a transaction: it is heard when that commits.
"""

import asyncio
from collections.abc import Callable, Collection, Iterable
from typing import Any, NamedTuple, TypeVar

import psycopg
import structlog
from sqlalchemy import text

from commerce.kernel.db import Tx

log = structlog.get_logger(__name__)

SHOP = "shop"
PRODUCTS = "products"
_CHANNEL = "commerce_tags"
_MOST = 2_000  # beyond this many tags it is cheaper to drop everything
_PAYLOAD = 7_000  # PostgreSQL takes 7,999 bytes in one notification
_NOTIFY = text("select pg_notify(:channel, :payload)")
_LISTENING: dict[str, Any] = {
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
    "connect_timeout": 3,
    "application_name": "commerce-tags",
}
F = TypeVar("F", bound=Callable[..., Any])


class Mark(NamedTuple):
    """How a root field shares its answers: `always` for lists, which carry their tag anyhow."""

    tag: str
    always: bool


def listing(tag: str) -> Mark:
    """The mark of a root field that lists: anything new under the tag may be in it."""
    return Mark(tag, always=True)


def single(tag: str) -> Mark:
    """The mark of a root field for one thing; its tag counts if the answer names nothing."""
    return Mark(tag, always=False)


def tagged(tag: str, *, keyed: bool = True) -> Callable[[F], F]:
    """Mark a batch function: its keys are things of this tag, or else what it lists is."""

    def mark(function: F) -> F:
        function.cache_tag = (tag, keyed)  # type: ignore[attr-defined]  # ours to add
        return function

    return mark


def tags_of(context: Any) -> set[str]:
    """The tags of everything that batch functions have read for this request."""
    things: dict[str, set[Any]] = {}
    found: set[str] = set()
    for slot, answers in getattr(context, "loaders", {}).items():
        function = slot[0] if isinstance(slot, tuple) else slot
        mark = getattr(function, "cache_tag", None)
        if mark is None:
            continue
        tag, keyed = mark
        if keyed:
            things.setdefault(tag, set()).update(answers.known)
        else:
            found.add(tag)
    return found.union(f"{tag}:{key}" for tag, keys in things.items() for key in keys)


async def announce(tx: Tx, tags: Collection[str]) -> None:
    """Say that what carries these tags has changed; heard by every process after the commit."""
    for payload in _payloads(tags if len(tags) <= _MOST else (SHOP,)):
        await tx.session.execute(_NOTIFY, {"channel": _CHANNEL, "payload": payload})


def _payloads(tags: Iterable[str]) -> list[str]:
    payloads: list[str] = []
    held: list[str] = []
    length = 0
    for tag in sorted(tags):
        length += len(tag) + 1
        if held and length > _PAYLOAD:
            payloads.append(" ".join(held))
            held, length = [], len(tag) + 1
        held.append(tag)
    return [*payloads, " ".join(held)] if held else payloads


class Listener:
    """Hears announcements on a connection of its own, for as long as the process lives.

    `hear` gets the tags of each; `connected` is told whether announcements arrive at all.
    """

    def __init__(
        self,
        url: str,
        *,
        hear: Callable[[Collection[str]], None],
        connected: Callable[[bool], None],
        every: float = 5.0,
    ) -> None:
        self._url = url
        self._hear = hear
        self._connected = connected
        self._every = every

    async def run(self) -> None:
        """Listen until cancelled; a lost server is looked for again."""
        while True:
            try:
                await self._listen()
            except (psycopg.Error, OSError, TimeoutError) as error:
                log.warning("announcements_not_heard", reason=type(error).__name__)
            finally:
                self._connected(False)
            await asyncio.sleep(0.5)

    async def _listen(self) -> None:
        connection = await psycopg.AsyncConnection.connect(self._url, autocommit=True, **_LISTENING)
        async with connection:
            await connection.execute(f"listen {_CHANNEL}")
            self._connected(True)
            while True:
                async for notice in connection.notifies(timeout=self._every):
                    self._hear(notice.payload.split(" "))
                await asyncio.wait_for(connection.execute("select 1"), self._every)
