"""Root mutation fields of channels."""

from collections.abc import Sequence

import strawberry

from commerce.channels import service
from commerce.channels.graphql.types import CHANNEL, Channel
from commerce.channels.permissions import CHANNEL_WRITE
from commerce.kernel import ids
from commerce.kernel.access import requires
from commerce.kernel.errors import Forbidden, InvalidInput, LimitReached
from commerce.kernel.graphql.fields import Info, Payload, mutation, payload
from commerce.kernel.graphql.inputs import code, text
from commerce.kernel.graphql.scalars import CountryCode, CurrencyCode, LanguageTag
from commerce.kernel.graphql.types import TranslationInput

MOST_CODES = 300


def codes(given: Sequence[str], *path: str) -> tuple[str, ...]:
    """Codes of what a channel serves: at least one, each of them once."""
    if not given:
        raise InvalidInput("empty", path=path)
    if len(given) > MOST_CODES:
        raise LimitReached(MOST_CODES, path=path)
    if len(set(given)) != len(given):
        raise InvalidInput("twice", path=path)
    return tuple(given)


@strawberry.input(description="A new channel; the first of each list is its default.")
class ChannelCreateInput:
    slug: str
    name: list[TranslationInput]
    currencies: list[CurrencyCode]
    countries: list[CountryCode]
    languages: list[LanguageTag] | None = None
    prices_include_tax: bool = True

    def to_new(self) -> service.NewChannel:
        given = {}
        if self.languages is not None:
            given["languages"] = codes(self.languages, "input", "languages")
        return service.NewChannel(
            slug=code(self.slug, "input", "slug"),
            name=text(self.name, "input", "name"),
            currencies=codes(self.currencies, "input", "currencies"),
            countries=codes(self.countries, "input", "countries"),
            prices_include_tax=self.prices_include_tax,
            **given,
        )


@strawberry.input(description="Changes to a channel.")
class ChannelUpdateInput:
    id: strawberry.ID
    name: list[TranslationInput]
    expected_version: int | None = None


@payload()
class ChannelCreatePayload(Payload):
    channel: Channel | None = None


@payload()
class ChannelUpdatePayload(Payload):
    channel: Channel | None = None


@strawberry.type
class ChannelMutation:
    @mutation(requires(CHANNEL_WRITE), ChannelCreatePayload)
    async def channel_create(self, info: Info, input: ChannelCreateInput) -> ChannelCreatePayload:
        """Open a channel; not for those who look after some channels only."""
        if not info.context.actor.may_everywhere(CHANNEL_WRITE):
            raise Forbidden(f"needs {CHANNEL_WRITE} for the whole platform")
        async with info.context.db.transaction() as tx:
            row = await service.create(tx, input.to_new())
        return ChannelCreatePayload(channel=Channel.of(row, info.context))

    @mutation(requires(CHANNEL_WRITE), ChannelUpdatePayload)
    async def channel_update(self, info: Info, input: ChannelUpdateInput) -> ChannelUpdatePayload:
        """Change the name of a channel."""
        channel_id = ids.decode(CHANNEL, input.id, path=("input", "id"))
        name = text(input.name, "input", "name")
        async with info.context.db.transaction() as tx:
            row = await service.rename(
                tx,
                info.context.actor,
                channel_id,
                name=name,
                expected_version=input.expected_version,
            )
        return ChannelUpdatePayload(channel=Channel.of(row, info.context))
