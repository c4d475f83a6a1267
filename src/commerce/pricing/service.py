"""Use cases of pricing."""

from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from commerce.channels import service as channels
from commerce.kernel.db import Tx, bump
from commerce.kernel.errors import InvalidInput
from commerce.kernel.money import Money
from commerce.pricing import queries, rules
from commerce.pricing.events import PriceChanged
from commerce.pricing.models import Price


async def set_price(
    tx: Tx, offer_id: UUID, channel_id: UUID, amount: Money, compare_at: Money | None
) -> None:
    """Say what an offer costs in a channel and in the currency of the amount.

    Raises:
        NotFound: there is no such channel.
        InvalidInput: the channel does not sell in this currency, or the price is below zero.
        LimitReached: the price is above 10^16 minor units.
        CompareAtTooLow: the price before is not above the price now.
    """
    rules.check(amount, compare_at)
    if amount.currency not in await channels.currencies_of(tx, channel_id):
        raise InvalidInput("currency", path=("input", "price"))
    before = compare_at.minor if compare_at else None
    row = await tx.one_or_none(queries.one_locked(offer_id, channel_id, amount.currency))
    if row is None and await _insert(tx, offer_id, channel_id, amount, before):
        _tell(tx, offer_id, channel_id, was=None, now=amount)
        return
    if row is None:
        row = await tx.one_or_none(queries.one_locked(offer_id, channel_id, amount.currency))
    assert isinstance(row, Price)
    if (row.amount, row.compare_at) == (amount.minor, before):
        return
    was, row.amount, row.compare_at = row.amount, amount.minor, before
    bump(row, None)
    await tx.flush()
    _tell(tx, offer_id, channel_id, was=was, now=amount)


async def _insert(
    tx: Tx, offer_id: UUID, channel_id: UUID, amount: Money, compare_at: int | None
) -> bool:
    """Write a first price; False when another transaction was quicker."""
    new = insert(Price).values(
        offer_id=offer_id,
        channel_id=channel_id,
        currency=amount.currency,
        amount=amount.minor,
        compare_at=compare_at,
    )
    done = await tx.session.execute(new.on_conflict_do_nothing().returning(Price.id))
    return done.first() is not None


def _tell(tx: Tx, offer_id: UUID, channel_id: UUID, *, was: int | None, now: Money) -> None:
    tx.emit(
        PriceChanged(
            offer_id=offer_id,
            channel_id=channel_id,
            currency=now.currency,
            was=was,
            now=now.minor,
        )
    )


async def clear_price(tx: Tx, offer_id: UUID, channel_id: UUID, currency: str) -> None:
    """Take a price away: the offer is not sold there any more. Nothing happens without one."""
    row = await tx.one_or_none(queries.one_locked(offer_id, channel_id, currency))
    if row is None:
        return
    await tx.session.delete(row)
    await tx.flush()
    tx.emit(
        PriceChanged(
            offer_id=offer_id,
            channel_id=channel_id,
            currency=currency,
            was=row.amount,
            now=None,
        )
    )
