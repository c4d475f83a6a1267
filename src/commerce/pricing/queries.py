"""SELECT statements of pricing."""

from uuid import UUID

from sqlalchemy import select

from commerce.kernel.tables import Rows
from commerce.pricing.models import Price


def one_locked(offer_id: UUID, channel_id: UUID, currency: str) -> Rows:
    """The price of an offer, read anew and locked."""
    return (
        select(Price)
        .where(
            Price.offer_id == offer_id,
            Price.channel_id == channel_id,
            Price.currency == currency,
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )
