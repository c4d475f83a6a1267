"""Staff: accounts that hold a role on the platform; named, let in and shut out."""

from uuid import UUID

from sqlalchemy import exists, select, update

from commerce.identity.events import StaffActivated, TokenRevoked
from commerce.identity.models import Account, Grant, Role, Token
from commerce.identity.service.grants import keeping_super_admin, require_reach
from commerce.identity.service.sessions import end_sessions
from commerce.identity.types import AccountState, Place, SessionEnd
from commerce.kernel.access import Actor
from commerce.kernel.clock import now
from commerce.kernel.db import Tx, bump
from commerce.kernel.errors import NotFound


async def update_staff(
    tx: Tx,
    actor: Actor,
    account_id: UUID,
    *,
    name: str | None = None,
    active: bool | None = None,
    expected_version: int | None = None,
) -> Account:
    """Change the name of somebody of the staff, let them in again or shut them out.

    Who is shut out loses all sessions and the keys they made; their roles wait for them.

    Raises:
        NotFound: nobody of the staff has this account.
        StaleVersion: it was changed meanwhile.
        BeyondReach: they hold what the actor does not.
        LastSuperAdmin: nobody could do everything any more.
    """
    account = await _staff(tx, actor, account_id)
    bump(account, expected_version)
    if name is not None:
        account.name = name
    was = account.state is AccountState.ACTIVE
    if active is not None and active is not was:
        await _turn(tx, account, active=active)
    await tx.flush()
    return account


async def _turn(tx: Tx, account: Account, *, active: bool) -> None:
    account.state = AccountState.ACTIVE if active else AccountState.DISABLED
    with keeping_super_admin():
        await tx.flush()
    if not active:
        await end_sessions(tx, account.id, SessionEnd.DISABLED)
        stmt = (
            update(Token)
            .where(Token.made_by == account.id, Token.revoked_at.is_(None))
            .values(revoked_at=now())
            .returning(Token.id)
        )
        for token_id in (await tx.session.execute(stmt)).scalars().all():
            tx.emit(TokenRevoked(token_id=token_id))
    tx.emit(StaffActivated(account_id=account.id, active=active))


async def _staff(tx: Tx, actor: Actor, account_id: UUID) -> Account:
    """The account, locked, of somebody whose every role the actor could grant."""
    held = exists().where(Grant.account_id == Account.id, Grant.seller_id.is_(None))
    stmt = select(Account).where(Account.id == account_id, held).with_for_update()
    account: Account | None = await tx.one_or_none(stmt)
    if account is None or account.state not in (AccountState.ACTIVE, AccountState.DISABLED):
        raise NotFound(path=("input", "id"))
    grants = select(Grant, Role).join(Role, Role.id == Grant.role_id)
    for grant, role in await tx.all(grants.where(Grant.account_id == account_id)):
        require_reach(actor, role, Place(grant.seller_id, grant.channel_id))
    return account
