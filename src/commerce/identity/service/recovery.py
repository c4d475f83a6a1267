"""Recovery codes: ten at a time, each good once, for whoever has lost a second factor."""

import secrets
from uuid import UUID

from sqlalchemy import delete, func, select, update

from commerce.identity.events import RecoveryCodesMade, RecoveryCodeUsed
from commerce.identity.models import RecoveryCode
from commerce.kernel.clock import now
from commerce.kernel.db import Tx
from commerce.kernel.sealing import secret_for

MANY = 10
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH = 10


async def new_codes(tx: Tx, account_id: UUID) -> list[str]:
    """Ten new codes, shown only now; the older ones are good no more."""
    await forget_codes(tx, account_id)
    codes = ["".join(secrets.choice(_LETTERS) for _ in range(_LENGTH)) for _ in range(MANY)]
    tx.add(*(RecoveryCode(account_id=account_id, hash=_hashed(account_id, c)) for c in codes))
    tx.emit(RecoveryCodesMade(account_id=account_id))
    return [f"{code[:5]}-{code[5:]}" for code in codes]


async def first_codes(tx: Tx, account_id: UUID) -> list[str]:
    """New codes for an account that has none; the others keep theirs, and nothing is shown."""
    return [] if await _left(tx, account_id) else await new_codes(tx, account_id)


async def forget_codes(tx: Tx, account_id: UUID) -> None:
    """Let no code of an account be good any more."""
    await tx.flush()
    await tx.session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))


async def shown(tx: Tx, account_id: UUID, code: str) -> bool:
    """Whether it is a code of the account that nobody has used; from now on it is used."""
    plain = "".join(letter for letter in code.upper() if letter.isalnum())
    used = await tx.session.execute(
        update(RecoveryCode)
        .where(
            RecoveryCode.hash == _hashed(account_id, plain),
            RecoveryCode.account_id == account_id,
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=now())
        .returning(RecoveryCode.id)
    )
    if used.first() is None:
        return False
    tx.emit(RecoveryCodeUsed(account_id=account_id, left=await _left(tx, account_id)))
    return True


async def _left(tx: Tx, account_id: UUID) -> int:
    await tx.flush()
    good = (RecoveryCode.account_id == account_id, RecoveryCode.used_at.is_(None))
    return await tx.session.scalar(select(func.count()).where(*good)) or 0


def _hashed(account_id: UUID, code: str) -> str:
    """By a key of ours, as 50 bits alone could be found by trying."""
    return secret_for("recovery code", account_id.bytes + code.encode(errors="replace")).hex()
