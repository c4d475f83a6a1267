"""How many SQL statements a request runs."""

from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(slots=True)
class Tally:
    """How many SQL statements one request has run."""

    statements: int = 0


tally: ContextVar[Tally | None] = ContextVar("tally", default=None)


def count_statement() -> None:
    """Add one to the tally of this request, if one is kept."""
    if (current := tally.get()) is not None:
        current.statements += 1
