"""Single attempts as rows, for those who carry a purchase on."""

from typing import Any
from uuid import UUID

from commerce.kernel.errors import NotFound
from commerce.kernel.reads import Reader, compiled
from commerce.payments import queries

_ATTEMPT = compiled(queries.attempt_with_payable())
_WAITING = compiled(queries.waiting_attempts())


async def attempt(reader: Reader, attempt_id: UUID) -> Any:
    """The row of an attempt.

    Raises:
        NotFound: there is none.
    """
    row = await reader.first(_ATTEMPT, id=attempt_id)
    if row is None:
        raise NotFound
    return row


async def waiting_attempts(reader: Reader, payable_id: UUID) -> list[UUID]:
    """The attempts for a payable that wait for the buyer."""
    return [row.id for row in await reader.all(_WAITING, payable_id=payable_id)]
