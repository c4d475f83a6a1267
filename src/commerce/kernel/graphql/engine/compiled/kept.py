"""Compiled operations are kept while they are used, and within bounds."""

from collections import OrderedDict
from typing import Protocol


class Droppable(Protocol):
    """Something that can be made again."""

    @property
    def size(self) -> int: ...

    def drop(self) -> None:
        """Give up what takes room."""
        ...


class Kept:
    """Drops what was not used for longest when all together is larger than `room`.

    Sizes are characters of source, which take about six bytes each when translated.
    """

    def __init__(self, room: int = 4_000_000) -> None:
        self._room = room
        self._held: OrderedDict[Droppable, int] = OrderedDict()

    def __len__(self) -> int:
        return len(self._held)

    def used(self, one: Droppable) -> None:
        """Note a use; also after its size has changed."""
        self._room += self._held.pop(one, 0) - one.size
        self._held[one] = one.size
        while self._room < 0 and len(self._held) > 1:
            oldest, size = self._held.popitem(last=False)
            self._room += size
            oldest.drop()
