"""SELECT statements of pricing."""

from uuid import UUID

from sqlalchemy import String, Uuid, any_, bindparam, select
from sqlalchemy.dialects.postgresql import ARRAY

from commerce.kernel.db import Rows
from commerce.pricing.models import Price


def prices() -> Rows:
    """All prices."""
    return select(Price.offer_id, Price.channel_id, Price.currency, Price.amount, Price.compare_at)


def prices_of() -> Rows:
    """The prices of the offers `:ids` in `:channel` and `:currency`."""
    return prices().where(
        Price.offer_id == any_(bindparam("ids", type_=ARRAY(Uuid()))),
        Price.channel_id == bindparam("channel", type_=Uuid()),
        Price.currency == bindparam("currency", type_=String()),
    )


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
