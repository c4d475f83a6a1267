"""Consents: each yes and each no is a record of its own, with version and time."""

from uuid import UUID

from sqlalchemy import select

from commerce.customers.events import ConsentChanged
from commerce.customers.models import Consent
from commerce.customers.types import ConsentKind
from commerce.kernel.clock import now
from commerce.kernel.db import Tx
from commerce.kernel.ids import new_id
from commerce.kernel.locks import lock


async def set_consent(
    tx: Tx, account_id: UUID, kind: ConsentKind, version: str, *, given: bool
) -> Consent:
    """Note that somebody agrees to a version of something, or does not; once if it is no news."""
    await lock(tx, f"customers.consents {account_id}")
    latest = (
        select(Consent)
        .where(Consent.account_id == account_id, Consent.kind == kind)
        .order_by(Consent.id.desc())
        .limit(1)
    )
    last: Consent | None = await tx.one_or_none(latest)
    if last is not None and (last.version, last.given) == (version, given):
        return last
    row = Consent(
        id=new_id(), account_id=account_id, kind=kind, version=version, given=given, at=now()
    )
    tx.add(row)
    tx.emit(ConsentChanged(account_id=account_id, kind=kind.value, version=version, given=given))
    return row
