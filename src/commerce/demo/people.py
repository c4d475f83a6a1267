"""The people of the demo shop, one in each role: in development only, for all know the password."""

from uuid import UUID

from commerce.identity import service as identity
from commerce.identity.types import Contact, ContactKind, Place
from commerce.kernel.access import SYSTEM
from commerce.kernel.db import Tx

PASSWORD = "Samarqand non 7"
PLATFORM = ("super_admin", "admin", "support")
SELLER = ("seller", "editor", "warehouse", "finance")


async def let_in(tx: Tx, seller_id: UUID) -> None:
    """Open an account for a buyer, and one for each role on the platform and in a seller."""
    hashed = await identity.hash_password(PASSWORD)
    for key in ("buyer", *PLATFORM, *SELLER):
        account = await identity.open_account(
            tx, _address(key), key.replace("_", " ").capitalize(), password_hash=hashed
        )
        if key == "buyer":
            continue
        place = Place(seller_id if key in SELLER else None)
        await identity.grant(tx, SYSTEM, account.id, await identity.role_id(tx, key), place)


def _address(key: str) -> Contact:
    return Contact(ContactKind.EMAIL, f"{key.replace('_', '-')}@demo.example")
