"""Which second factors an account has, asked after the first one was shown."""

from uuid import UUID

from commerce.identity import queries
from commerce.identity.types import Factor
from commerce.kernel.db import Tx
from commerce.kernel.reads import compiled

_FACTORS = compiled(queries.factors())


async def factors_of(tx: Tx, account_id: UUID) -> tuple[Factor, ...]:
    """The factors that an account could show, recovery codes the last of them."""
    rows = await tx.rows(_FACTORS, ids=[account_id])
    return tuple(Factor(row.kind) for row in rows)
