"""Values that cross the border of privacy."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Subject:
    """A person, by what they have proven to be theirs; whoever asks has seen the proof.

    account_id  an account they are signed in to
    email       an address that they have shown to read
    phone       a number that they have shown to read
    token       the secret of a cart or purchase; it proves that one alone
    """

    account_id: UUID | None = None
    email: str | None = None
    phone: str | None = None
    token: str | None = None


class ErasureState(StrEnum):
    """Somebody thinks it over; is erased but for what is still needed; or nothing is left."""

    WAITING = "waiting"
    CANCELLED = "cancelled"
    HOLDING = "holding"
    DONE = "done"
