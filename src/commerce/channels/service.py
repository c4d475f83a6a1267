"""Use cases of channels."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import select

from commerce.channels import queries
from commerce.channels.events import ChannelChanged
from commerce.channels.models import Channel
from commerce.channels.permissions import writable_by
from commerce.channels.types import Market, Terms
from commerce.kernel.access import Actor
from commerce.kernel.cache import Cache
from commerce.kernel.db import Tx, bump
from commerce.kernel.errors import BadInput, NotFound
from commerce.kernel.graphql.context import Wanted
from commerce.kernel.reads import Reader, compiled
from commerce.kernel.text import LANGUAGES

_BY_SLUG = compiled(queries.by_slug())
_ACTIVE = compiled(queries.active())
_BY_ID = compiled(queries.by_id())
_KEPT_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class NewChannel:
    """What a channel is made of."""

    slug: str
    name: Mapping[str, str]
    currencies: Sequence[str]
    countries: Sequence[str]
    languages: Sequence[str] = field(default=LANGUAGES)
    prices_include_tax: bool = True


async def resolve(
    reader: Reader,
    cache: Cache,
    wanted: Wanted,
    *,
    language: str | None = None,
    currency: str | None = None,
) -> Market | None:
    """The market a request asks for; what it leaves open is the channel's first choice.

    `language` goes before the one that is wanted, `currency` stands in for one that is not,
    both where the channel has them.

    None when no channel is asked for and there is none yet.

    Raises:
        BadInput: there is no such channel, or it does not serve what was asked for.
    """
    key = ("channel", wanted.channel)
    row = await cache.get(key, _KEPT_SECONDS, lambda: reader.first(_BY_SLUG, slug=wanted.channel))
    if row is None and wanted.channel is None:
        return None
    if row is None:
        raise BadInput("there is no such channel")
    usual = _liked(currency, row.currencies) or row.currency
    return Market(
        channel_id=row.id,
        channel=row.slug,
        country=_one_of("country", wanted.country, row.countries, row.country),
        language=_liked(language, row.languages) or _language(wanted.language, row),
        currency=_one_of("currency", wanted.currency, row.currencies, usual),
        prices_include_tax=row.prices_include_tax,
    )


async def terms(reader: Reader, cache: Cache, channel_id: UUID) -> Terms:
    """What a channel serves; at most one second old.

    Raises:
        NotFound: there is no such channel.
    """
    key = ("channel terms", channel_id)
    row = await cache.get(key, _KEPT_SECONDS, lambda: reader.first(_BY_ID, id=channel_id))
    if row is None:
        raise NotFound()
    return Terms(
        channel_id=row.id,
        currencies=tuple(row.currencies),
        countries=tuple(row.countries),
        prices_include_tax=row.prices_include_tax,
    )


def _one_of(what: str, wanted: str | None, served: list[str], default: str) -> str:
    if wanted is None:
        return default
    if wanted not in served:
        raise BadInput(f"this channel does not serve the {what} {wanted}")
    return wanted


def _liked(liked: str | None, served: list[str]) -> str | None:
    return liked if liked in served else None


def _language(wanted: str | None, row: Any) -> str:
    """Languages are a wish, not a demand: texts fall back anyway."""
    return wanted if wanted in LANGUAGES else str(row.language)


async def any_active(reader: Reader) -> bool:
    """Whether the shop sells anywhere yet."""
    return await reader.first(_ACTIVE) is not None


async def create(tx: Tx, new: NewChannel) -> Channel:
    """Open a channel; the first of each list is its default.

    Raises:
        Conflict: the slug is taken.
    """
    row = Channel(
        slug=new.slug,
        name=dict(new.name),
        currency=new.currencies[0],
        currencies=list(new.currencies),
        country=new.countries[0],
        countries=list(new.countries),
        language=new.languages[0],
        languages=list(new.languages),
        prices_include_tax=new.prices_include_tax,
    )
    tx.add(row)
    await tx.flush({"uq_channels_channel_slug": ("input", "slug")})
    tx.emit(ChannelChanged(channel_id=row.id))
    return row


async def rename(
    tx: Tx,
    actor: Actor,
    channel_id: UUID,
    *,
    name: Mapping[str, str],
    expected_version: int | None,
) -> Channel:
    """Change the name of a channel within the actor's reach.

    Raises:
        NotFound: there is none with this id, or it is not the actor's.
        StaleVersion: somebody else changed it.
    """
    stmt = select(Channel).where(Channel.id == channel_id, writable_by(actor)).with_for_update()
    row: Channel | None = await tx.one_or_none(stmt)
    if row is None:
        raise NotFound(path=("input", "id"))
    bump(row, expected_version)
    row.name = dict(name)
    tx.emit(ChannelChanged(channel_id=row.id))
    return row


async def find(reader: Reader, slug: str) -> UUID | None:
    """The id of the active channel with this slug."""
    row = await reader.first(_BY_SLUG, slug=slug)
    return row.id if row else None


async def currencies_of(tx: Tx, channel_id: UUID) -> Sequence[str]:
    """The currencies a channel sells in.

    Raises:
        NotFound: there is no such channel.
    """
    found = await tx.one_or_none(select(Channel.currencies).where(Channel.id == channel_id))
    if found is None:
        raise NotFound(path=("input", "channel"))
    served: list[str] = found
    return served
