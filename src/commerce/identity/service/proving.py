"""What is too weighty for a session alone: its holder shows anew who they are."""

from commerce.identity.errors import ProofNeeded, WrongProof
from commerce.identity.models import Session
from commerce.identity.rules import FRESH
from commerce.identity.service import attempts, authenticators, recovery
from commerce.identity.service.factors import factors_of
from commerce.identity.service.passwords import check_own
from commerce.identity.types import Device, Shown
from commerce.kernel.clock import now
from commerce.kernel.db import Database, Tx


async def prove(db: Database, device: Device, shown: Shown) -> None:
    """Let somebody pass whose session was opened just now; others show what they signed in with.

    That is a code of the app or for recovery where the account has a second factor: with one,
    the password and a stolen session are not enough. Else it is the password.

    Raises:
        ProofNeeded: they show nothing, or there is nothing they could show but a new sign-in.
        WrongCredentials: the password is wrong.
        WrongProof: the code is wrong, or was used.
        TooManyAttempts: this sender, or this account, has to wait.
    """
    async with db.transaction() as tx:
        if await _is_fresh(tx, device):
            return
        factors = await factors_of(tx, device.account_id)
    if factors:
        await _check_code(db, device, shown.code)
        return
    if shown.password is None:
        raise ProofNeeded(path=("input",))
    account = await check_own(db, device.account_id, shown.password, device.sender)
    if not account.has_password:
        raise ProofNeeded(path=("input",))


async def _is_fresh(tx: Tx, device: Device) -> bool:
    session = await tx.session.get(Session, device.session_id) if device.session_id else None
    return session is not None and now() < session.created_at + FRESH


async def _check_code(db: Database, device: Device, code: str | None) -> None:
    if code is None:
        raise ProofNeeded(path=("input",))
    async with db.transaction() as tx:
        counts = attempts.second_answers(device.account_id, device.sender)
        await attempts.count(tx, counts)
        right = await authenticators.shown(tx, device.account_id, code) or await recovery.shown(
            tx, device.account_id, code
        )
        if right:
            await attempts.forgive(tx, counts)
    if not right:
        raise WrongProof(path=("input", "code"))
