"""Payments as rows, for those who show them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from commerce.kernel.reads import Reader, compiled, keyed
from commerce.payments import queries

_BY_PAYABLE = compiled(queries.payments_by_payable())


async def of_payable(reader: Reader, payable_ids: Sequence[UUID]) -> dict[UUID, Any]:
    """The payment rows of some payables, by payable; one statement."""
    rows = await reader.all(_BY_PAYABLE, ids=list(payable_ids))
    return keyed(rows, "payable_id")
