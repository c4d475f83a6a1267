"""Answers that are given again once all they were made of was asked again and is the same.

Nothing here is ever old: the database is asked each time. What is saved is the work of making
the same answer of the same rows.
"""

from collections.abc import Awaitable, Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

from commerce.kernel.origins import Origins, origins
from commerce.kernel.reads import ReadPool, allow_replicas
from commerce.kernel.responses import Kept
from commerce.kernel.shelves import Shelves

_MOST_READS = 16
_MOST_ANSWERS = 20_000
_OVERHEAD = 600
_READ = 250  # bytes that a read takes beside its values


class Remembered(NamedTuple):
    """An answer with its origins."""

    answer: Kept
    origins: Origins


class Making:
    """An answer being made; `answer` is set when it was fit to be remembered."""

    __slots__ = ("answer",)

    def __init__(self) -> None:
        self.answer: Kept | None = None


class ProvenAnswers:
    """Answers by key, bounded in bytes; without `reads` or room there are none."""

    def __init__(self, reads: ReadPool | None = None, *, room: int = 0) -> None:
        self._reads = reads if room else None
        self._held: Shelves[Hashable, Remembered] = Shelves(room, most=_MOST_ANSWERS)
        self._largest = room // 16

    async def get(self, key: Hashable, before: Callable[[Kept], Awaitable[None]]) -> Kept | None:
        """The answer under this key, if it would be made the same now.

        `before` sees an answer before the database is asked whether it still holds.

        Raises:
            Unavailable: the database does not answer.
        """
        found = self._held.get(key)
        if found is None or self._reads is None:
            return None
        await before(found.answer)
        made = found.origins
        for value in made.values:
            if await value.again() != value.found:
                return None
        allow_replicas()
        marks = await self._reads.marks(made.reads)
        return found.answer if marks == [each.mark for each in made.reads] else None

    @contextmanager
    def making(self, key: Hashable | None, *, weight: int) -> Iterator[Making]:
        """Make an answer for a key of so many bytes; without a key it is not remembered."""
        making, noted = Making(), Origins()
        if self._reads is None or key is None:
            yield making
            return
        token = origins.set(noted)
        try:
            yield making
        finally:
            origins.reset(token)
        if making.answer is None or not noted.complete or len(noted.reads) > _MOST_READS:
            return
        room = sum(_READ + _size(each.values) for each in noted.reads)
        # Its compressed forms come later and are, together, smaller than the body.
        size = 2 * len(making.answer.body) + weight + room + _OVERHEAD
        if size <= self._largest:
            self._held.put(key, Remembered(making.answer, noted), size=size)


def _size(values: object) -> int:
    """About how many bytes parameters take."""
    if isinstance(values, str | bytes):
        return 60 + 4 * len(values)
    if isinstance(values, list | tuple):
        return sum(map(_size, values), 60)
    return 100
