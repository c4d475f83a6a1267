"""What people say of themselves: name, language, preferences."""

from uuid import UUID

from commerce.identity.events import AccountChanged
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
    account.name = patch.get("name", account.name)
    account.language = patch.get("language", account.language)
    account.currency = patch.get("currency", account.currency)
    account.preferences = account.preferences | patch.get("preferences", {})
    tx.emit(AccountChanged(account_id=account.id))
    return account
