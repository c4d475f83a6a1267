"""Advisory locks: one at a time through a place that has no row to lock."""

from sqlalchemy import func, select

from commerce.kernel.db import Tx


async def lock(tx: Tx, name: str, *, patience: int | None = None) -> None:
    """Wait until no other transaction is in the place called `name`; held until the end.

    `patience` is in seconds, for places where the work takes longer than a request may; the
    whole transaction has it then.
    """
    if patience is not None:
        limits = [
            func.set_config(limit, f"{patience}s", True)
            for limit in ("lock_timeout", "statement_timeout")
        ]
        await tx.session.execute(select(*limits))
    await tx.session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0))))
