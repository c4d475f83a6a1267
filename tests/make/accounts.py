"""Factory of accounts."""

from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import select

from commerce.identity.hashing import _HASHER
from commerce.identity.models import Account, Grant, Role
from commerce.identity.rules import normal_password
from commerce.identity.service.finding import set_contact
from commerce.identity.types import AccountState, Contact, ContactKind
from commerce.kernel.clock import now

PASSWORD = "Kashtan gullari 7"


@cache
def hash_of(password: str) -> str:
    return _HASHER.hash(normal_password(password))


class AccountFactory:
    """Makes accounts."""

    serial: Any
    put: Any
    db: Any

    async def account(
        self,
        email: str | None = "",
        phone: str | None = None,
        *,
        password: str | None = PASSWORD,
        **given: Any,
    ) -> Account:
        """An active account; its e-mail address is made up unless it is given, or None."""
        at = now()
        row = Account(
            **{"state": AccountState.ACTIVE, "name": "Aziza Karimova", "language": "en"} | given
        )
        if email is not None:
            address = email or f"person-{self.serial()}@example.uz"
            set_contact(row, Contact(ContactKind.EMAIL, address))
            row.email_verified_at = at
        if phone is not None:
            set_contact(row, Contact(ContactKind.PHONE, phone))
            row.phone_verified_at = at
        row.password_hash = hash_of(password) if password else None
        await self.put(row)
        return row

    async def role(self, key: str) -> Role:
        """A built-in role."""
        async with self.db.transaction() as tx:
            found: Role = await tx.one_or_none(select(Role).where(Role.key == key))
        return found

    async def grant(
        self, account: Account, role: Role | str, *, seller: Any = None, channel: Any = None
    ) -> Grant:
        """A role that an account holds; a built-in one by its key."""
        row = Grant(
            account_id=account.id,
            role_id=(await self.role(role)).id if isinstance(role, str) else role.id,
            seller_id=_id(seller),
            channel_id=_id(channel),
        )
        await self.put(row)
        return row


def _id(row: Any) -> UUID | None:
    return None if row is None else row.id
