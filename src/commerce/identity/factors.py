"""Second factors: whether an account has some, asked after the first one was shown.

A factor says here how it is found out whether an account has enrolled it; the mutation that
takes its answer ends the challenge and opens the session.
"""

from collections.abc import Awaitable, Callable
from uuid import UUID

from commerce.kernel.db import Tx

Enrolled = Callable[[Tx, UUID], Awaitable[bool]]
_factors: dict[str, Enrolled] = {}


def factor(name: str) -> Callable[[Enrolled], Enrolled]:
    """Declare a second factor by the function that tells whether an account has it."""

    def declare(enrolled: Enrolled) -> Enrolled:
        if name in _factors:
            raise ValueError(f"factor {name} is declared twice")
        _factors[name] = enrolled
        return enrolled

    return declare


async def factors_of(tx: Tx, account_id: UUID) -> tuple[str, ...]:
    """The names of the factors that an account has enrolled."""
    return tuple([name for name, enrolled in _factors.items() if await enrolled(tx, account_id)])
