"""All about a person. What is covered, the marks of the columns say; see `kernel/privacy.py`."""

from datetime import timedelta
from typing import Any

from commerce.identity.service import hash_of
from commerce.kernel import person
from commerce.kernel.clock import now
from commerce.kernel.db import Database, Tx
from commerce.kernel.person import Erased
from commerce.kernel.sealing import index_of
from commerce.privacy.types import Subject


async def export(tx: Tx, subject: Subject) -> dict[str, list[dict[str, Any]]]:
    """All that is kept about a person, by table, ready to become JSON; no secrets."""
    return await person.export(tx, _identities(subject))


async def erase(tx: Tx, subject: Subject) -> Erased:
    """Erase what is personal about somebody; orders and payments keep numbers and amounts.

    A purchase that is not over yet stays as it is and is counted as kept: ask again later.
    """
    return await person.erase(tx, _identities(subject))


async def held(tx: Tx, subject: Subject) -> dict[str, int]:
    """How many rows of each table about somebody are still needed as they are."""
    return await person.held(tx, _identities(subject))


async def forget_old(db: Database, days: int) -> int:
    """Erase what is personal in all that was last changed so many days ago; returns the rows.

    What is still needed stays: a purchase that is not over has no age.
    """
    before = now() - timedelta(days=days)
    count = 0
    while True:
        async with db.transaction() as tx:
            done = await person.forget(tx, before)
        if not done:
            return count
        count += done


def _identities(subject: Subject) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if subject.account_id is not None:
        found["account"] = subject.account_id
    if subject.email:
        found["email"] = index_of(subject.email)
    if subject.phone:
        found["phone"] = index_of(subject.phone)
    if subject.token:
        found["token"] = hash_of(subject.token)
    return found
