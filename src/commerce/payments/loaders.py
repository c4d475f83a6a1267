"""Batch functions of payments."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from commerce.kernel.graphql.context import Context
from commerce.kernel.loaders import align_many
from commerce.kernel.reads import compiled
from commerce.payments import queries, service

_ATTEMPTS = compiled(queries.attempts_of_payments())


async def payment_of_payable(ids: Sequence[UUID], context: Context) -> list[Any | None]:
    """What is owed, and what was paid of it."""
    found = await service.of_payable(context.reader, ids)
    return [found.get(each) for each in ids]


async def attempts_of(ids: Sequence[UUID], context: Context) -> list[list[Any]]:
    """Every attempt to collect, oldest first."""
    rows = await context.reader.all(_ATTEMPTS, ids=list(ids))
    return align_many(ids, rows, lambda row: row.payment_id)
