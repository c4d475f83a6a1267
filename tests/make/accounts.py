"""Factory of accounts."""

from functools import cache
from typing import Any

from commerce.identity.hashing import _HASHER
from commerce.identity.models import Account
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
