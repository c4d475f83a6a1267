"""What the database has of a payment."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stored:
    """A payment with its attempts and the events it gave, as the database has them."""

    state: str
    captured: int
    attempts: list[str]
    events: list[str]
