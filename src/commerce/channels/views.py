"""SQL fragments of channels for joins by higher domains."""

from sqlalchemy import Subquery, func, select, true

from commerce.channels.models import Channel


def active_markets() -> Subquery:
    """Every currency of every active channel: channel_id, currency."""
    currencies = func.jsonb_array_elements_text(Channel.currencies).table_valued("value")
    return (
        select(Channel.id.label("channel_id"), currencies.c.value.label("currency"))
        .join(currencies, true())
        .where(Channel.active)
        .distinct()
        .subquery("active_markets")
    )
