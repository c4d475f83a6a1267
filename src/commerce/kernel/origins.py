"""What an answer is made of, noted while it is made: reads of the database and cached values.

All else that goes into it must be in its request. Whoever uses something that is not (the clock,
a provider, a transaction) says so by `unrepeatable`.
"""

from collections.abc import Awaitable, Callable, Sequence
from contextvars import ContextVar
from typing import Any, NamedTuple


class Read(NamedTuple):
    """A statement with its values, and the mark of the rows that came."""

    statement: Any
    values: Sequence[Any]
    mark: bytes


class Value(NamedTuple):
    """A value from a cache, and how it is asked for again."""

    again: Callable[[], Awaitable[Any]]
    found: Any


class Origins:
    """The origins of one answer; they are not `complete` when some cannot be asked again."""

    __slots__ = ("complete", "reads", "values")

    def __init__(self) -> None:
        self.reads: list[Read] = []
        self.values: list[Value] = []
        self.complete = True

    def read(self, statement: Any, values: Sequence[Any], mark: bytes | None) -> None:
        """Note a read; without a mark nobody can tell whether its rows are the same later."""
        if mark is None:
            self.complete = False
        else:
            self.reads.append(Read(statement, values, mark))

    def value(self, again: Callable[[], Awaitable[Any]], found: Any) -> None:
        """Note a value from a cache."""
        self.values.append(Value(again, found))


origins: ContextVar[Origins | None] = ContextVar("origins", default=None)
"""The origins of the answer being made in this request; None where nobody notes them."""


def unrepeatable() -> None:
    """Say that what comes now is different each time."""
    if (noted := origins.get()) is not None:
        noted.complete = False
