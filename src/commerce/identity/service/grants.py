"""Grants: who holds which role where; nobody gives or takes what they do not hold."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from commerce.identity import queries
from commerce.identity.errors import BeyondReach, LastSuperAdmin
from commerce.identity.events import RoleGranted, RoleRevoked
from commerce.identity.models import Account, Grant, Role
from commerce.identity.powers import Powers, permissions_in, powers_of
from commerce.identity.types import AccountState, Place, RoleKind
from commerce.kernel.access import Actor, channel_permissions, seller_permissions
from commerce.kernel.db import Tx, broken_constraint
from commerce.kernel.errors import Conflict, InvalidInput, NotFound
from commerce.kernel.reads import compiled
from commerce.kernel.scope import of_sellers

_GRANTS_OF = compiled(queries.grants_of())
_NOT_THERE = {
    "fk_identity_grant_seller_id": ("input", "seller"),
    "fk_identity_grant_channel_id": ("input", "channel"),
}
_LAST = "last_super_admin"
_ONCE = "uq_identity_grant_once"


async def grant(
    tx: Tx, actor: Actor, account_id: UUID, role_id: UUID, place: Place, *, again: bool = False
) -> Grant:
    """Let an account hold a role; with `again` it may hold it already.

    Raises:
        NotFound: no such role, active account, seller or channel.
        InvalidInput: the role is not held in such a place.
        BeyondReach: the actor does not hold there what the role allows.
        Conflict: the account holds the role there already.
    """
    account = await tx.get(Account, account_id, path=("input", "account"))
    if account.state is not AccountState.ACTIVE:
        raise NotFound(path=("input", "account"))
    role = await grantable(tx, actor, role_id, place)
    if again and (known := await _known(tx, account_id, role_id, place)) is not None:
        return known
    row = Grant(
        account_id=account_id,
        role_id=role.id,
        seller_id=place.seller_id,
        channel_id=place.channel_id,
    )
    tx.add(row)
    try:
        await tx.flush()
    except IntegrityError as error:
        broken = broken_constraint(error)
        if broken == _ONCE:
            raise Conflict("role", path=("input", "role")) from error
        if broken in _NOT_THERE:
            raise NotFound(path=_NOT_THERE[broken]) from error
        raise
    tx.emit(
        RoleGranted(
            account_id=account_id,
            role_id=role.id,
            seller_id=place.seller_id,
            channel_id=place.channel_id,
        )
    )
    return row


async def grantable(tx: Tx, actor: Actor, role_id: UUID, place: Place) -> Role:
    """A role that the actor may grant in a place; it stays as it is until the end.

    Raises:
        NotFound: there is no such role.
        InvalidInput: it is not held in such a place.
        BeyondReach: the actor does not hold there what it allows.
    """
    stmt = select(Role).where(Role.id == role_id).with_for_update(read=True)
    role: Role | None = await tx.one_or_none(stmt)
    if role is None:
        raise NotFound(path=("input", "role"))
    if (role.kind is RoleKind.SELLER) is (place.seller_id is None):
        raise InvalidInput("unknown", path=("input", "role"))
    require_reach(actor, role, place)
    return role


def require_reach(actor: Actor, role: Role, place: Place) -> None:
    """Let an actor pass who holds all that a role allows in a place.

    Raises:
        BeyondReach: naming what is missing.
    """
    wanted = permissions_in(role.key, role.permissions)
    if place.seller_id is not None:
        wanted &= seller_permissions()
    if place.channel_id is not None:
        wanted &= channel_permissions()
    require_held(actor, wanted, place, "role")


def require_held(actor: Actor, wanted: frozenset[str], place: Place, *path: str) -> None:
    """Let an actor pass who holds these permissions in a place.

    Raises:
        BeyondReach: naming what is missing.
    """
    missing = {
        name
        for name in wanted
        if not actor.holds([name], seller_id=place.seller_id, channel_id=place.channel_id)
    }
    if missing:
        raise BeyondReach(missing, path=("input", *path))


async def revoke(tx: Tx, actor: Actor, permission: str, grant_id: UUID) -> Grant:
    """Take a role from an account, where a permission of the actor reaches.

    Raises:
        NotFound: there is no such grant there.
        BeyondReach: the actor does not hold what the role allows.
        LastSuperAdmin: nobody could do everything any more.
    """
    reached = of_sellers(Grant.seller_id, actor, permission)
    stmt = select(Grant).where(Grant.id == grant_id, reached).with_for_update()
    row: Grant | None = await tx.one_or_none(stmt)
    if row is None:
        raise NotFound(path=("input", "id"))
    role = await tx.get(Role, row.role_id)
    require_reach(actor, role, Place(row.seller_id, row.channel_id))
    await tx.session.delete(row)
    tx.emit(
        RoleRevoked(
            account_id=row.account_id,
            role_id=row.role_id,
            seller_id=row.seller_id,
            channel_id=row.channel_id,
        )
    )
    with keeping_super_admin():
        await tx.flush()
    return row


@contextmanager
def keeping_super_admin() -> Iterator[None]:
    """Here the last super admin may be lost; the database refuses that.

    Raises:
        LastSuperAdmin: it did.
    """
    try:
        yield
    except IntegrityError as error:
        if broken_constraint(error) != _LAST:
            raise
        raise LastSuperAdmin(path=("input", "id")) from error


async def actor_now(tx: Tx, account_id: UUID) -> Actor:
    """What an account may do at this moment; nothing if it is not active."""
    rows = await tx.rows(_GRANTS_OF, id=account_id)
    active = [row for row in rows if row.state == AccountState.ACTIVE]
    powers = powers_of(active[0].grants) if active else Powers()
    return Actor(
        account_id=account_id,
        name="account",
        permissions=powers.platform,
        seller_permissions=powers.sellers,
        channel_permissions=powers.channels,
    )


async def _known(tx: Tx, account_id: UUID, role_id: UUID, place: Place) -> Grant | None:
    stmt = select(Grant).where(
        Grant.account_id == account_id,
        Grant.role_id == role_id,
        Grant.seller_id.is_not_distinct_from(place.seller_id),
        Grant.channel_id.is_not_distinct_from(place.channel_id),
    )
    found: Grant | None = await tx.one_or_none(stmt)
    return found
