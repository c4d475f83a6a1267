"""Advisory locks: one at a time through a place that has no row to lock."""

from sqlalchemy import func, select

from commerce.kernel.db import Tx


async def lock(tx: Tx, name: str) -> None:
    """Wait until no other transaction is in the place called `name`; held until the end."""
    await tx.session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0))))
