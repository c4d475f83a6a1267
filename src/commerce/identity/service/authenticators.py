"""Authenticator apps: enrolled by a secret, confirmed by a code, good once for each time step.

`pyotp` is imported where it is used: most processes never need it, and all start at once.
"""

import hmac
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from commerce.identity.errors import WrongProof
from commerce.identity.events import FactorEnrolled
from commerce.identity.models import Account, Totp
from commerce.identity.service import attempts, recovery
from commerce.identity.types import Device, Enrolment, Factor
from commerce.kernel.clock import now
from commerce.kernel.db import Database, Tx
from commerce.kernel.errors import Conflict
from commerce.kernel.settings import Settings

_STEP_SECONDS = 30
_DRIFT = 1
_WAITS = timedelta(hours=1)


async def enroll(db: Database, account_id: UUID, settings: Settings) -> Enrolment:
    """A new secret for an app; it counts from its first code on.

    Raises:
        Conflict: the account has an app already.
    """
    from pyotp import TOTP, random_base32

    secret = random_base32()
    async with db.transaction() as tx:
        account = await tx.get(Account, account_id, lock=True)
        row = await _locked(tx, account_id)
        if row is None:
            tx.add(Totp(account_id=account_id, secret=secret))
        elif row.confirmed_at is not None:
            raise Conflict("factor", path=("input",))
        else:
            row.secret, row.created_at = secret, now()
    name = account.email or account.phone
    return Enrolment(
        secret, TOTP(secret).provisioning_uri(name=name, issuer_name=settings.shop_name)
    )


async def confirm(db: Database, device: Device, code: str) -> list[str]:
    """Make an app a factor by a code of it; gives recovery codes, if there are none.

    Raises:
        WrongProof: the code is wrong, or nothing waits to be confirmed.
        TooManyAttempts: this sender, or this account, has to wait.
    """
    codes: list[str] | None = None
    async with db.transaction() as tx:
        counts = attempts.second_answers(device.account_id, device.sender)
        await attempts.count(tx, counts)
        row = await _locked(tx, device.account_id)
        waits = row is not None and row.confirmed_at is None and now() < row.created_at + _WAITS
        if row is not None and waits and _take(row, code):
            row.confirmed_at = now()
            await attempts.forgive(tx, counts)
            tx.emit(FactorEnrolled(account_id=device.account_id, factor=Factor.TOTP.value))
            codes = await recovery.first_codes(tx, device.account_id)
    if codes is None:
        raise WrongProof(path=("input", "code"))
    return codes


async def shown(tx: Tx, account_id: UUID, code: str) -> bool:
    """Whether a code is of the app of an account, about now, and was not used before."""
    row = await _locked(tx, account_id)
    return row is not None and row.confirmed_at is not None and _take(row, code)


def _take(row: Totp, code: str) -> bool:
    """Use up the step that a code belongs to, and all before it."""
    from pyotp import TOTP

    app = TOTP(row.secret)
    given = "".join(code.split()).encode(errors="replace")
    present = int(now().timestamp()) // _STEP_SECONDS
    for step in range(present - _DRIFT, present + _DRIFT + 1):
        if step > row.last_step and hmac.compare_digest(given, app.generate_otp(step).encode()):
            row.last_step = step
            return True
    return False


async def _locked(tx: Tx, account_id: UUID) -> Totp | None:
    stmt = select(Totp).where(Totp.account_id == account_id).with_for_update()
    found: Totp | None = await tx.one_or_none(stmt)
    return found
