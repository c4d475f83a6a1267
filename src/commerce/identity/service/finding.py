"""Accounts found by what people know of them: a contact."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from commerce.identity import queries
from commerce.identity.models import Account
from commerce.identity.types import Contact, ContactKind
from commerce.kernel.db import Tx
from commerce.kernel.locks import lock as take_turn
from commerce.kernel.reads import compiled
from commerce.kernel.sealing import index_of

_PROVEN = compiled(queries.proven_addresses())
_OWNERS = compiled(queries.owners_of_addresses())


async def account_of(tx: Tx, contact: Contact, *, lock: bool = False) -> Account | None:
    """The account with this contact, in whatever state."""
    column = Account.email_index if contact.kind is ContactKind.EMAIL else Account.phone_index
    stmt = select(Account).where(column == index_of(contact.value))
    found: Account | None = await tx.one_or_none(stmt.with_for_update() if lock else stmt)
    return found


def set_contact(account: Account, contact: Contact) -> None:
    """Give an account a contact; whether it is proven is the caller's to say."""
    key = index_of(contact.value)
    if contact.kind is ContactKind.EMAIL:
        account.email, account.email_index = contact.value, key
    else:
        account.phone, account.phone_index = contact.value, key


def contact_of(account: Account, kind: ContactKind) -> Contact:
    """A contact as its account has it: what is sent goes there, however it was asked for."""
    return Contact.of(kind, account.email if kind is ContactKind.EMAIL else account.phone)


async def lock_contact(tx: Tx, contact: Contact) -> None:
    """Wait until nobody else gives this contact to an account."""
    await take_turn(tx, f"identity.contact {index_of(contact.value)}")


async def proven_addresses(tx: Tx, account_ids: Sequence[UUID]) -> dict[str, UUID]:
    """These accounts by the index of their e-mail address, if they are active and proved it."""
    return {row.email_index: row.id for row in await tx.rows(_PROVEN, ids=list(account_ids))}


async def owners_of_addresses(tx: Tx, indexes: Sequence[str]) -> dict[str, UUID]:
    """The active accounts that proved an e-mail address with one of these indexes, by index."""
    return {row.email_index: row.id for row in await tx.rows(_OWNERS, indexes=list(indexes))}
