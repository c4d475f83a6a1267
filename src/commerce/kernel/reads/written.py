"""How far the database must have come for what a viewer has written to be seen again."""

import re
from contextvars import ContextVar

# A position no replica reaches: the viewer reads the primary.
BEYOND = 2**64 - 1
_FORM = re.compile(r"([0-9A-F]{1,8})/([0-9A-F]{1,8})", re.ASCII)


class Viewer:
    """Whoever makes this request: where they have written, and whether they write now."""

    __slots__ = ("position", "writing", "wrote")

    def __init__(self, position: int = 0) -> None:
        self.position = position
        self.writing = False
        self.wrote = False

    def note(self, position: int) -> None:
        """The viewer has written up to here."""
        self.position = max(self.position, position)
        self.wrote = True


viewer: ContextVar[Viewer | None] = ContextVar("viewer", default=None)
"""The viewer of this request. Work that has none, such as a job, reads the primary."""


def written_form(position: int) -> str:
    """A position as PostgreSQL writes it, such as `16/B374D848`."""
    return f"{position >> 32:X}/{position & 0xFFFFFFFF:X}"


def read_written(text: str | None) -> int:
    """The position somebody sent back; 0 when it is none."""
    found = _FORM.fullmatch(text) if text else None
    return 0 if found is None else int(found[1], 16) << 32 | int(found[2], 16)
