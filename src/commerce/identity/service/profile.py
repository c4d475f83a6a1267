"""What people say of themselves: name, language, preferences."""

from typing import Any
from uuid import UUID

from commerce.identity.events import AccountChanged, ProfileChanged
from commerce.identity.models import Account
from commerce.identity.types import AccountPatch
from commerce.kernel.db import Tx, bump


async def update_account(
    tx: Tx, account_id: UUID, patch: AccountPatch, *, expected_version: int | None
) -> Account:
    """Change an account; preferences that are not named stay.

    Raises:
        StaleVersion: it was changed meanwhile.
    """
    account = await tx.get(Account, account_id, lock=True)
    bump(account, expected_version)
    wanted: dict[str, Any] = {**patch}
    if "preferences" in patch:
        wanted["preferences"] = account.preferences | patch["preferences"]
    changed = sorted(name for name, value in wanted.items() if getattr(account, name) != value)
    for name in changed:
        setattr(account, name, wanted[name])
    tx.emit(AccountChanged(account_id=account.id))
    if changed:
        fields = " ".join(changed)
        tx.emit(ProfileChanged(account_id=account.id, version=account.version, fields=fields))
    return account
