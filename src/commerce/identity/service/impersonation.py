"""Seeing the shop through the eyes of a buyer: for a short time, marked, and on record."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import exists, select

from commerce.identity.access_tokens import mint
from commerce.identity.errors import StaffAccount
from commerce.identity.events import CustomerImpersonated
from commerce.identity.models import Account, Grant
from commerce.identity.service.keys import signing_key
from commerce.identity.types import AccountState, Impersonation
from commerce.kernel.clock import now
from commerce.kernel.db import Tx
from commerce.kernel.errors import NotFound
from commerce.kernel.settings import Settings


async def impersonate(
    tx: Tx, agent_id: UUID, session_id: UUID, account_id: UUID, settings: Settings
) -> Impersonation:
    """An access token that acts as a buyer, until the session of the agent ends or it is old.

    Raises:
        NotFound: there is no such active account.
        StaffAccount: it holds a role.
    """
    account = await tx.get(Account, account_id, path=("input", "customer"))
    if account.state is not AccountState.ACTIVE:
        raise NotFound(path=("input", "customer"))
    if await tx.one_or_none(select(exists().where(Grant.account_id == account_id))):
        raise StaffAccount(path=("input", "customer"))
    start = now()
    end = start + timedelta(seconds=settings.access_seconds)
    access = mint(
        await signing_key(tx),
        issuer=settings.reached_at,
        account_id=account_id,
        session_id=session_id,
        times=(start, end),
        agent_id=agent_id,
    )
    tx.emit(CustomerImpersonated(account_id=account_id, agent_id=agent_id, session_id=session_id))
    return Impersonation(access, end)
