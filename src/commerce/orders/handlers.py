"""What guests bought becomes that of the account whose address is proven to be theirs."""

from collections.abc import Sequence
from typing import Any

from commerce.identity import service as identity
from commerce.identity.events import AccountEmailVerified
from commerce.kernel.db import Tx
from commerce.kernel.events import on_many
from commerce.orders import service
from commerce.orders.events import OrderGroupPlaced


@on_many(AccountEmailVerified)
async def claim_earlier_purchases(tx: Tx, events: Sequence[Any]) -> None:
    """Give accounts what was bought with their address before it was proven."""
    ids = [event.account_id for event in events]
    await service.claim(tx, await identity.proven_addresses(tx, ids))


@on_many(OrderGroupPlaced)
async def claim_new_purchases(tx: Tx, events: Sequence[Any]) -> None:
    """Give accounts what was bought with their address without signing in."""
    ids = [event.group_id for event in events]
    indexes = await service.addresses_of_guests(tx, ids)
    if indexes:
        await service.claim(tx, await identity.owners_of_addresses(tx, indexes))
