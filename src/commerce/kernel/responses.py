"""Answers that everybody may share, kept as bytes until they are old or their tags are announced.

A cache is never the truth: it is open only while announcements are heard, and nothing is kept
that was begun before an announcement of one of its tags.
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Collection, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from commerce.kernel.shelves import Shelves
from commerce.kernel.tags import SHOP

_MOST_TAGS = 20_000
_MOST_ANSWERS = 20_000
_OVERHEAD = 1_000


@dataclass(slots=True)
class Kept:
    """One answer; `encoded` holds its compressed forms by the name of their encoding.

    `tag` is its ETag, from the first time somebody is told it; `toll` is what making it took
    from the limits of the caller.
    """

    body: bytes
    name: str | None
    tag: bytes = b""
    encoded: dict[str, bytes] = field(default_factory=dict)
    tags: frozenset[str] = frozenset()
    began: int = 0
    checked: int = 0
    until: float = 0.0
    toll: Any = None


class Fill:
    """An answer being made; `kept` is set when it was fit to be kept."""

    __slots__ = ("began", "kept")

    def __init__(self, began: int) -> None:
        self.began = began
        self.kept: Kept | None = None


class ResponseCache:
    """Answers by key: bounded in bytes, short-lived, dropped by tag."""

    def __init__(self, *, room: int = 32_000_000, seconds: float = 10.0) -> None:
        self._held: Shelves[Hashable, Kept] = Shelves(room, most=_MOST_ANSWERS)
        self._largest = room // 16
        self._seconds = seconds
        self._open = False
        self._flights: dict[Hashable, asyncio.Future[Kept | None]] = {}
        # Announcements are numbered. The latest of each tag is remembered; what is older than
        # the floor is not, and answers begun before it count as dropped.
        self._now = 0
        self._floor = 0
        self._announced: OrderedDict[str, int] = OrderedDict()

    def __len__(self) -> int:
        return len(self._held)

    @property
    def open(self) -> bool:
        """Whether answers are kept and given at this moment."""
        return self._open

    def connected(self, hearing: bool) -> None:
        """Open when announcements are heard; otherwise close and forget everything."""
        self._open = hearing and self._seconds > 0
        self._drop_all()

    def drop(self, tags: Collection[str]) -> None:
        """Something changed: no answer with one of these tags is given any more."""
        if SHOP in tags:
            self._drop_all()
            return
        self._now += 1
        for tag in tags:
            self._announced[tag] = self._now
            self._announced.move_to_end(tag)
        while len(self._announced) > _MOST_TAGS:
            _, self._floor = self._announced.popitem(last=False)

    def get(self, key: Hashable) -> Kept | None:
        """The answer under this key, if it still holds."""
        kept = self._held.get(key)
        if kept is None:
            return None
        if kept.until < time.monotonic() or not self._holds(kept):
            self._held.drop(key)
            return None
        return kept

    async def joined(self, key: Hashable) -> Kept | None:
        """What comes of the fill under way for this key, if there is one and it is kept."""
        flight = self._flights.get(key)
        if flight is None:
            return None
        await asyncio.wait([flight])
        return flight.result()

    @contextmanager
    def filling(self, key: Hashable, *, weight: int, joinable: bool) -> Iterator[Fill]:
        """Make an answer for a key of so many bytes; if it is joinable others may wait for it."""
        fill = Fill(self._now)
        flight: asyncio.Future[Kept | None] = asyncio.get_running_loop().create_future()
        first = joinable and self._flights.setdefault(key, flight) is flight
        held = None
        try:
            yield fill
            held = self._put(key, fill, weight)
        finally:
            if first:
                del self._flights[key]
            flight.set_result(held)

    def _put(self, key: Hashable, fill: Fill, weight: int) -> Kept | None:
        kept = fill.kept
        if kept is None or not self._open:
            return None
        kept.began = kept.checked = fill.began
        kept.until = time.monotonic() + self._seconds
        if not self._holds(kept):
            return None
        # Its compressed forms come later and are, together, smaller than the body.
        size = 2 * len(kept.body) + weight + _OVERHEAD
        if size <= self._largest:
            self._held.put(key, kept, size=size)
        return kept

    def _holds(self, kept: Kept) -> bool:
        """Whether none of its tags was announced since it was begun."""
        if kept.checked == self._now:
            return True
        if kept.checked < self._floor:
            return False
        if any(self._announced.get(tag, 0) > kept.began for tag in kept.tags):
            return False
        kept.checked = self._now
        return True

    def _drop_all(self) -> None:
        self._now += 1
        self._floor = self._now
        self._announced.clear()
        self._held.clear()
