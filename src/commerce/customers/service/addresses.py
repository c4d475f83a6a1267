"""The address book. Its owner's changes come one after the other."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import func, select, update

from commerce.customers.events import AddressBookChanged
from commerce.customers.models import StoredAddress
from commerce.customers.rules import MOST_ADDRESSES
from commerce.customers.types import Address, AddressUse
from commerce.kernel.db import Tx, bump
from commerce.kernel.errors import LimitReached, NotFound
from commerce.kernel.locks import lock

_ID = ("input", "id")


async def add_address(
    tx: Tx, account_id: UUID, address: Address, uses: Collection[AddressUse]
) -> StoredAddress:
    """Take an address into the book; the first one is the first choice for everything.

    Raises:
        LimitReached: the book is full.
    """
    await _turn(tx, account_id)
    there = select(func.count()).where(StoredAddress.account_id == account_id)
    count = await tx.session.scalar(there) or 0
    if count >= MOST_ADDRESSES:
        raise LimitReached(MOST_ADDRESSES, path=("input", "address"))
    row = StoredAddress(account_id=account_id, address=address.to_dict())
    tx.add(row)
    await tx.flush()
    await _choose(tx, row, uses if count else tuple(AddressUse))
    _tell(tx, row)
    return row


async def update_address(
    tx: Tx, account_id: UUID, address_id: UUID, address: Address, *, expected_version: int | None
) -> StoredAddress:
    """Put another address in the place of one of the book.

    Raises:
        NotFound: the book has no such address.
        StaleVersion: it was changed meanwhile.
    """
    row = await _own(tx, account_id, address_id)
    bump(row, expected_version)
    row.address = address.to_dict()
    _tell(tx, row)
    return row


async def delete_address(tx: Tx, account_id: UUID, address_id: UUID) -> None:
    """Take an address out of the book; nothing takes its place as a first choice.

    Raises:
        NotFound: the book has no such address.
    """
    row = await _own(tx, account_id, address_id)
    await tx.session.delete(row)
    _tell(tx, row)


async def choose_address(
    tx: Tx, account_id: UUID, address_id: UUID, uses: Collection[AddressUse]
) -> StoredAddress:
    """Make an address the first choice for goods, bills or both.

    Raises:
        NotFound: the book has no such address.
    """
    row = await _own(tx, account_id, address_id)
    await _choose(tx, row, uses)
    _tell(tx, row)
    return row


async def address_of(
    tx: Tx, account_id: UUID, address_id: UUID, *, path: tuple[str, ...]
) -> Address:
    """An address of somebody's book.

    Raises:
        NotFound: the book has no such address.
    """
    return Address.from_dict((await _own(tx, account_id, address_id, path=path)).address)


async def _choose(tx: Tx, row: StoredAddress, uses: Collection[AddressUse]) -> None:
    for use in uses:
        chosen = StoredAddress.default_shipping
        if use is AddressUse.BILLING:
            chosen = StoredAddress.default_billing
        await tx.session.execute(
            update(StoredAddress)
            .where(StoredAddress.account_id == row.account_id, chosen, StoredAddress.id != row.id)
            .values({chosen: False})
        )
        setattr(row, chosen.key, True)


async def _own(
    tx: Tx, account_id: UUID, address_id: UUID, *, path: tuple[str, ...] = _ID
) -> StoredAddress:
    await _turn(tx, account_id)
    row = await tx.get(StoredAddress, address_id, path=path)
    if row.account_id != account_id:
        raise NotFound(path=path)
    return row


async def _turn(tx: Tx, account_id: UUID) -> None:
    await lock(tx, f"customers.addresses {account_id}")


def _tell(tx: Tx, row: StoredAddress) -> None:
    tx.emit(AddressBookChanged(account_id=row.account_id))
