"""Roles that a shop makes for itself out of permissions."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from commerce.identity.errors import RoleFixed, RoleInUse
from commerce.identity.events import RoleChanged
from commerce.identity.models import Role
from commerce.identity.service.grants import require_held
from commerce.identity.types import EVERYWHERE, NewRole, RoleKind, RolePatch
from commerce.kernel.access import Actor, seller_permissions
from commerce.kernel.db import Tx, bump
from commerce.kernel.errors import InvalidInput, NotFound

_UNIQUE = {"uq_identity_role_name": ("input", "name")}
_PERMISSIONS = ("input", "permissions")


async def create_role(tx: Tx, actor: Actor, new: NewRole) -> Role:
    """Make a role of permissions that the actor holds.

    Raises:
        InvalidInput: no permission, or one that cannot be held in one seller.
        BeyondReach: the actor does not hold one of them for the platform.
        Conflict: there is a role with this name.
    """
    _check(new.permissions, new.kind)
    require_held(actor, new.permissions, EVERYWHERE, "permissions")
    row = Role(
        name=new.name,
        description=new.description,
        kind=new.kind,
        permissions=sorted(new.permissions),
        refund_limits=dict(new.refund_limits),
    )
    tx.add(row)
    await tx.flush(_UNIQUE)
    _tell(tx, row)
    return row


async def update_role(
    tx: Tx, actor: Actor, role_id: UUID, patch: RolePatch, *, expected_version: int | None
) -> Role:
    """Change a role; those who hold it may do more or less with their next request.

    Raises:
        NotFound, StaleVersion, Conflict, InvalidInput: see `create_role`.
        RoleFixed: it is a built-in one.
        BeyondReach: the actor does not hold what the role allows, or is to.
    """
    row = await _own(tx, actor, role_id)
    bump(row, expected_version)
    if patch.name is not None:
        row.name = patch.name
    if patch.description is not None:
        row.description = patch.description
    if patch.refund_limits is not None:
        row.refund_limits = dict(patch.refund_limits)
    if patch.permissions is not None:
        _check(patch.permissions, row.kind)
        require_held(actor, patch.permissions, EVERYWHERE, "permissions")
        row.permissions = sorted(patch.permissions)
    await tx.flush(_UNIQUE)
    _tell(tx, row)
    return row


async def delete_role(tx: Tx, actor: Actor, role_id: UUID, *, expected_version: int | None) -> None:
    """Delete a role that nobody holds.

    Raises:
        NotFound, StaleVersion: see `update_role`.
        RoleFixed: it is a built-in one.
        RoleInUse: somebody holds it or was invited to.
        BeyondReach: the actor does not hold what the role allows.
    """
    row = await _own(tx, actor, role_id)
    bump(row, expected_version)
    await tx.session.delete(row)
    try:
        await tx.flush()
    except IntegrityError as error:
        raise RoleInUse(path=("input", "id")) from error
    _tell(tx, row, deleted=True)


async def _own(tx: Tx, actor: Actor, role_id: UUID) -> Role:
    stmt = select(Role).where(Role.id == role_id).with_for_update()
    row: Role | None = await tx.one_or_none(stmt)
    if row is None:
        raise NotFound(path=("input", "id"))
    if row.key is not None:
        raise RoleFixed(path=("input", "id"))
    require_held(actor, frozenset(row.permissions), EVERYWHERE, "id")
    return row


def _check(permissions: frozenset[str], kind: RoleKind) -> None:
    if not permissions:
        raise InvalidInput("empty", path=_PERMISSIONS)
    if kind is RoleKind.SELLER and permissions - seller_permissions():
        raise InvalidInput("unknown", path=_PERMISSIONS)


def _tell(tx: Tx, row: Role, *, deleted: bool = False) -> None:
    listed = " ".join(row.permissions)
    tx.emit(RoleChanged(role_id=row.id, permissions=listed, deleted=deleted))
