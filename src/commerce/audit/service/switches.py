"""Stopping parts of the system, and letting them work again."""

from uuid import UUID

from commerce.audit import queries
from commerce.audit.events import SystemFrozen, SystemUnfrozen
from commerce.audit.types import FreezeScope
from commerce.identity import service as identity
from commerce.kernel.db import Tx
from commerce.kernel.ids import new_id
from commerce.kernel.switches import SwitchRow


async def freeze(tx: Tx, scope: FreezeScope, *, reason: str, keep: UUID | None = None) -> None:
    """Stop a part of the system; what is stopped already stays as it is.

    Ending all sessions and keys is done once and not undone; `keep` is the id of the session or
    key that survives.
    """
    if scope is FreezeScope.ALL_SESSIONS:
        await identity.revoke_all(tx, keep=keep)
        await identity.end_every_session(tx, but=keep)
        tx.emit(SystemFrozen(switch_id=new_id(), scope=scope.value, reason=reason))
        return
    if await tx.one_or_none(queries.switch().params(name=scope.value)) is not None:
        return
    row = SwitchRow(name=scope.value, reason=reason)
    tx.add(row)
    await tx.flush(unique={"uq_kernel_switch_name": ("input", "scope")})
    tx.emit(SystemFrozen(switch_id=row.id, scope=scope.value, reason=reason))


async def unfreeze(tx: Tx, scope: FreezeScope) -> None:
    """Let a part of the system work again; what is not stopped stays as it is."""
    row = await tx.one_or_none(queries.switch().params(name=scope.value))
    if row is not None:
        await tx.session.delete(row)
        tx.emit(SystemUnfrozen(switch_id=row.id, scope=scope.value))
