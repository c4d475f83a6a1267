"""How far the database must have come for what a viewer has written to be seen again."""

import re
from contextvars import ContextVar

# A position no replica reaches: the viewer reads the primary.
BEYOND = 2**64 - 1
_FORM = re.compile(r"([0-9A-F]{1,8})/([0-9A-F]{1,8})", re.ASCII)


class Viewer:
    """Whoever makes this request, and how far they have written.

    They read the primary until somebody says that a replica will do: who asks and what they
    may, what is kept in caches, and whatever a mutation reads must not be old.
    """

    __slots__ = ("position", "primary", "wrote")

    def __init__(self, position: int = 0) -> None:
        self.position = position
        self.primary = True
        self.wrote = False

    def note(self, position: int) -> None:
        """They have written up to here."""
        self.position = max(self.position, position)
        self.wrote = True


viewer: ContextVar[Viewer | None] = ContextVar("viewer", default=None)
"""The viewer of this request. Work that has none, such as a job, reads the primary."""


def allow_replicas() -> None:
    """From here on this request may read a replica that has come as far as its viewer."""
    if (who := viewer.get()) is not None:
        who.primary = False


def only_primary() -> None:
    """This request must not see anything old."""
    if (who := viewer.get()) is not None:
        who.position = BEYOND


def written_form(position: int) -> str:
    """A position as PostgreSQL writes it, such as `16/B374D848`."""
    return f"{position >> 32:X}/{position & 0xFFFFFFFF:X}"


def read_written(text: str | None) -> int:
    """The position somebody sent back; 0 when it is none."""
    found = _FORM.fullmatch(text) if text else None
    return 0 if found is None else int(found[1], 16) << 32 | int(found[2], 16)
