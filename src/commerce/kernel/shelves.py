"""A bounded store that a flood of new things cannot empty of what is in use."""

from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, NamedTuple, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Held(NamedTuple, Generic[V]):
    """A value and the room it takes."""

    value: V
    size: int


class Shelf(Generic[K, V]):
    """A least-recently-used map bounded by the sizes of what is in it and by their number."""

    def __init__(self, room: int, most: int) -> None:
        self._room = room
        self._most = most
        self._held: OrderedDict[K, Held[V]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._held)

    def get(self, key: K) -> V | None:
        """The value, now the last to leave."""
        found = self._held.get(key)
        if found is None:
            return None
        self._held.move_to_end(key)
        return found.value

    def peek(self, key: K) -> V | None:
        """The value, without counting this as a use."""
        found = self._held.get(key)
        return None if found is None else found.value

    def take(self, key: K) -> Held[V] | None:
        """Remove and return."""
        found = self._held.pop(key, None)
        if found is not None:
            self._room += found.size
        return found

    def put(self, key: K, value: V, size: int) -> None:
        """Keep a value; the longest unused make room for it."""
        self.take(key)
        self._held[key] = Held(value, size)
        self._room -= size
        while self._room < 0 or len(self._held) > self._most:
            self._drop_oldest()

    def clear(self) -> None:
        """Forget everything."""
        while self._held:
            self._drop_oldest()

    def _drop_oldest(self) -> None:
        _, oldest = self._held.popitem(last=False)
        self._room += oldest.size


class Shelves(Generic[K, V]):
    """Two shelves: what came once waits on the small one, its second use moves it to the large.

    A quarter of the room is for the new, so whoever sends new things without end only ever
    pushes out what nobody has asked for twice.
    """

    def __init__(self, room: int, *, most: int) -> None:
        self._new: Shelf[K, V] = Shelf(room // 4, most // 4)
        self._known: Shelf[K, V] = Shelf(room - room // 4, most - most // 4)

    def __len__(self) -> int:
        return len(self._new) + len(self._known)

    def get(self, key: K) -> V | None:
        """The value, or None."""
        found = self._known.get(key)
        if found is not None:
            return found
        held = self._new.take(key)
        if held is None:
            return None
        self._known.put(key, held.value, held.size)
        return held.value

    def peek(self, key: K) -> V | None:
        """The value, without counting this as a use."""
        found = self._known.peek(key)
        return self._new.peek(key) if found is None else found

    def put(self, key: K, value: V, *, size: int) -> None:
        """Keep a value: in its old place, or on the small shelf when it is new."""
        shelf = self._new if self._known.peek(key) is None else self._known
        shelf.put(key, value, size)

    def drop(self, key: K) -> None:
        """Forget a value."""
        if self._known.take(key) is None:
            self._new.take(key)

    def clear(self) -> None:
        """Forget everything."""
        self._new.clear()
        self._known.clear()
